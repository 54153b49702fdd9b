import './style.css'
import { routes } from './routes'
import { element } from './ui/element'

const main = element('main', {})
const links = routes.map(({ path, title }) => element('a', { href: `#${path}` }, title))
document.body.append(
  element(
    'header',
    {},
    element('h1', {}, 'Auto-encoder studio'),
    element('nav', { 'aria-label': 'Techniques' }, ...links),
  ),
  main,
)

let leave = (): void => {}

function show(): void {
  const wanted = location.hash.slice(1)
  const route = routes.find(({ path }) => path === wanted) ?? routes[0]
  if (route === undefined) return
  leave()
  document.title = `${route.title} · Auto-encoder studio`
  for (const [i, link] of links.entries()) {
    if (routes[i] === route) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  main.replaceChildren(element('h2', {}, route.title), element('p', {}, route.summary))
  leave = route.mount(main)
}

window.addEventListener('hashchange', show)
show()
