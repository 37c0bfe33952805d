import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** These make tables and checks for tests, which are their users. */
const testPackages = ['testkit', 'datasets']

/**
 * Exported values that nothing but tests uses: no other package, tool, benchmark or example imports them, and no README or
 * page of docs names them as code. What only its own package needs is imported from its file.
 */
export function unusedExports(packages) {
  const files = packages.flatMap(({ folder, path, manifest }) =>
    filesIn(path).flatMap((file) => {
      if (!/\.(ts|mjs)$/.test(file)) return []
      const isTest = file.startsWith(join(path, 'test'))
      const isOwn = file.startsWith(join(path, 'src'))
      return [{ folder, name: manifest.name, isTest, isOwn, text: readFileSync(file, 'utf8') }]
    }),
  )
  for (const file of filesIn('tools').filter((one) => /\.(ts|mjs)$/.test(one)))
    files.push({ folder: 'tools', name: '', isTest: false, isOwn: false, text: readFileSync(file, 'utf8') })
  const pages = ['README.md', ...packages.map(({ path }) => join(path, 'README.md')), ...filesIn('docs')]
  const named = wordsIn(
    pages
      .filter((page) => page.endsWith('.md') && existsSync(page))
      .flatMap((page) => codeIn(readFileSync(page, 'utf8'))),
  )
  return packages.flatMap(({ folder, path, manifest }) => {
    const users = files.filter(({ name, isTest, isOwn, text }) => {
      if (isTest && !testPackages.includes(folder)) return false
      return !(isOwn && name === manifest.name) && text.includes(`'${manifest.name}`)
    })
    const used = wordsIn(users.map(({ text }) => text))
    return Object.entries(manifest.exports).flatMap(([entry, target]) => {
      const source = target['@asdf/source']
      if (source === undefined || !existsSync(join(path, source))) return []
      const values = exportedValues(readFileSync(join(path, source), 'utf8'))
      const left = values.filter((value) => !used.has(value) && !named.has(value))
      return left.map((value) => `${join(path, source)}: nothing but tests uses ${value}, exported as ${entry}`)
    })
  })
}

/** The names of the values that a file exports; those of another package are that package's. */
export function exportedValues(text) {
  const lists = [...text.matchAll(/^export \{([^}]*)\}(?! from '@asdf\/)/gm)].flatMap(([, list]) => list.split(','))
  const listed = lists.map((one) => one.trim()).filter((one) => one !== '' && !one.startsWith('type '))
  const declared = [...text.matchAll(/^export (?:async )?(?:const|function\*?|class|enum) (\w+)/gm)]
  return [...listed.map((one) => one.split(' as ').at(-1)), ...declared.map(([, name]) => name)]
}

/** The code within a page of Markdown: blocks between fences, and spans. */
export function codeIn(page) {
  const blocks = [...page.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, code]) => code)
  const rest = page.replaceAll(/^```[^\n]*\n[\s\S]*?^```/gm, '')
  return [...blocks, ...[...rest.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code)]
}

function wordsIn(texts) {
  return new Set(texts.flatMap((text) => text.match(/[\w$]+/g) ?? []))
}

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name === 'dist') return []
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}
