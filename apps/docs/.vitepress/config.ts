import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'

/** The pages of a folder, each under its first heading, by name of file. */
function pages(folder: string): { text: string; link: string }[] {
  return readdirSync(join(import.meta.dirname, '..', folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(import.meta.dirname, '..', folder, name), 'utf8')
      const [, title = name] = /^# (.+)$/m.exec(text) ?? []
      return { text: title, link: `/${folder}/${name.replace(/\.md$/, '')}` }
    })
}

const models = pages('models')

/**
 * Puts the table of a configuration's properties where a page says `<!-- configuration: AutoencoderConfig -->`, or
 * `<!-- configuration: @ae/vq VQVAEConfig -->` for another package than core,
 * so that it is written once, in the sources.
 */
function withConfigurations(source: string): string {
  const mark = /<!-- configuration: (?:@ae\/(\w+) )?(\w+) -->/g
  return source.replaceAll(mark, (_, from: string | undefined, name: string) => {
    const api = join(import.meta.dirname, '..', 'api', '@ae', from ?? 'core')
    // A package with several doors has a folder for each.
    const paths = [join(api, 'index'), api].map((folder) => join(folder, 'interfaces', `${name}.md`))
    const path = paths.find(existsSync) ?? paths.join(' or ')
    const [, properties] = readFileSync(path, 'utf8').split('## Properties\n')
    if (properties === undefined) throw new Error(`${path} has no properties.`)
    return properties.split('\n## ')[0] ?? ''
  })
}

export default defineConfig({
  title: 'Auto-encoders for TypeScript',
  description: 'Auto-encoders of every kind, trained and used in Node and in the browser.',
  lang: 'en',
  cleanUrls: true,
  srcExclude: ['examples/**'],
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    math: true,
    config(md) {
      const render = md.render.bind(md)
      md.render = (source, env) => render(withConfigurations(source), env)
    },
  },
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    nav: [
      { text: 'Models', link: models[0]?.link ?? '/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      { text: 'Start', link: '/' },
      { text: 'Models', items: models },
      { text: 'Anomalies', link: '/anomaly' },
      { text: 'Sound', link: '/audio' },
      { text: 'Experiments', link: '/experiments' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'API reference', link: '/api/' },
    ],
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
})
