import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

// VitePress finds links to missing pages; this also finds missing anchors and files, in the built pages.

const dist = join(dirname(fileURLToPath(import.meta.url)), '.vitepress', 'dist')
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((file) =>
  file.replaceAll('\\', '/'),
)
const pages = new Map(
  files
    .filter((file) => file.endsWith('.html'))
    .map((file) => [file, readFileSync(join(dist, file), 'utf8')]),
)
const ids = new Map([...pages].map(([file, html]) => [file, new Set(attributes(html, 'id'))]))
const broken = []

for (const [file, html] of pages) {
  if (file === '404.html') continue
  for (const link of attributes(html, 'href')) {
    if (/^[a-z]+:/.test(link)) continue
    const { pathname, hash } = new URL(link, `http://site/${file}`)
    const target = fileOf(decodeURIComponent(pathname))
    const anchor = decodeURIComponent(hash.slice(1))
    if (target === undefined) broken.push(`${file}: ${link} leads nowhere`)
    else if (anchor !== '' && ids.has(target) && ids.get(target)?.has(anchor) !== true) {
      broken.push(`${file}: ${link} has no such heading`)
    }
  }
}

for (const line of broken) console.error(line)
console.log(`${pages.size} pages, ${broken.length} broken links`)
process.exitCode = broken.length > 0 || pages.size === 0 ? 1 : 0

/**
 * @param {string} html
 * @param {string} name
 */
function attributes(html, name) {
  return [...html.matchAll(new RegExp(`<[^>]*\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  )
}

/**
 * The built file behind an address, as a static host finds it.
 *
 * @param {string} pathname
 */
function fileOf(pathname) {
  const path = posix.normalize(pathname).replace(/^\//, '')
  const candidates = [path, `${path}.html`, posix.join(path, 'index.html')]
  return candidates.find((candidate) => {
    const inside = relative(dist, join(dist, candidate))
    return (
      !inside.startsWith('..') &&
      candidate !== '' &&
      /\.\w+$/.test(candidate) &&
      existsSync(join(dist, candidate))
    )
  })
}
