import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const packages = join(import.meta.dirname, '..')
const validation = { notExported: false, invalidLink: true, notDocumented: true }

/** Every published package that has an entry; a new one joins by being there. */
const entryPoints = readdirSync(packages)
  .sort()
  .filter((name) => existsSync(join(packages, name, 'src', 'index.ts')))
  .filter((name) => {
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'))
    return manifest.private !== true
  })
  .map((name) => join(packages, name))

/** The API reference as Markdown, which the site takes in. An export without a doc comment ends it. */
export default {
  name: 'API reference',
  entryPointStrategy: 'packages',
  entryPoints,
  plugin: ['typedoc-plugin-markdown'],
  out: join(packages, '..', 'apps', 'docs', 'api'),
  entryFileName: 'index',
  // Absolute links, because a page about a model takes in the table of its configuration.
  publicPath: '/api/',
  readme: 'none',
  githubPages: false,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation,
  packageOptions: {
    readme: 'none',
    excludePrivate: true,
    excludeInternal: true,
    validation,
    disableGit: true,
    disableSources: true,
    skipErrorChecking: true,
  },
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  useHTMLEncodedBrackets: true,
  sanitizeComments: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  expandObjects: true,
  disableSources: true,
  tableColumnSettings: { hideSources: true, hideModifiers: true, hideInherited: true },
}
