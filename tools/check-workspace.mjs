// Checks what no linter knows: that packages have the same shape, declare exactly what they import, that imports of
// node: stay behind Node-only entries, that no files import one another in a circle, that something uses what is exported,
// that every error code is explained in docs/errors.md, and that every export of the contract has a doc comment.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { circlesIn, importCircles } from './import-circles.mjs'
import { exportedValues, codeIn, unusedExports } from './unused-exports.mjs'

const faults = []
const importPattern =
  /^(?:import|export)\s(?<type>type\s)?[^'"`;]*?from '(?<from>[^']+)'|^import '(?<bare>[^']+)'|import\('(?<lazy>[^']+)'\)/gm
const packages = readdirSync('packages').map((folder) => {
  const path = join('packages', folder)
  return { folder, path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) }
})

for (const { folder, path, manifest } of packages) {
  checkShape(folder, path, manifest)
  checkDependencies(path, manifest)
  checkBrowsers(folder, path)
}
checkCircles()
checkExportsAreUsed()
checkErrorsAreExplained()
checkContractIsDocumented()
checkTopLevel()

for (const fault of faults) console.error(fault)
console.log(`${packages.length} packages checked, ${faults.length} faults`)
process.exit(faults.length === 0 ? 0 : 1)

function checkShape(folder, path, manifest) {
  if (manifest.name !== `@asdf/${folder}`) faults.push(`${path}: is named ${manifest.name}`)
  for (const file of ['README.md', 'src/index.ts', 'examples/quickstart.ts']) {
    if (!existsSync(join(path, file))) faults.push(`${path}: has no ${file}`)
  }
  // A folder without files is not in git, so it would be missing in a fresh clone.
  if (filesIn(join(path, 'test')).length === 0) faults.push(`${path}: has no test`)
  if (existsSync(join(path, 'README.md'))) {
    const lines = readFileSync(join(path, 'README.md'), 'utf8').split('\n').length
    if (lines > 121) faults.push(`${path}/README.md: ${lines} lines, at most 120`)
  }
  for (const [entry, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue
    if (Object.keys(target)[0] !== '@asdf/source')
      faults.push(`${path}: export ${entry} does not offer its source first`)
    if (!existsSync(join(path, target['@asdf/source'] ?? '')))
      faults.push(`${path}: export ${entry} names a missing source`)
  }
  for (const field of ['description', 'license', 'engines', 'sideEffects', 'files']) {
    if (!(field in manifest)) faults.push(`${path}/package.json: has no ${field}`)
  }
}

function checkDependencies(path, manifest) {
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies }
  const all = { ...runtime, ...manifest.devDependencies }
  const shared = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies
  const used = importsIn(join(path, 'src'))
  for (const name of used) {
    if (name !== manifest.name && !(name in runtime))
      faults.push(`${path}: src imports ${name}, which is not a dependency`)
  }
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (!used.has(name)) faults.push(`${path}: depends on ${name}, which src does not import`)
  }
  for (const name of [
    ...importsIn(join(path, 'test')),
    ...importsIn(join(path, 'examples')),
    ...importsIn(join(path, 'bench')),
  ]) {
    if (name !== manifest.name && !(name in all) && !(name in shared))
      faults.push(`${path}: tests import ${name}, which is not declared`)
  }
}

/** Packages that a folder's programs import, statically or not. */
function importsIn(folder) {
  const names = specifiersIn(folder).filter((name) => !name.startsWith('.') && !isBuiltin(name))
  return new Set(
    names.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  )
}

function specifiersIn(folder) {
  const files = filesIn(folder).filter((name) => name.endsWith('.ts'))
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(importPattern)].map(
      ({ groups }) => groups.from ?? groups.bare ?? groups.lazy,
    ),
  )
}

/** Browsers can import everything but the packages and folders named here. */
function checkBrowsers(folder, path) {
  if (['cli', 'datasets', 'testkit'].includes(folder)) return
  const nodeOnly = join(path, 'src', 'node')
  for (const file of filesIn(join(path, 'src')).filter((name) => name.endsWith('.ts') && !name.startsWith(nodeOnly))) {
    for (const { groups } of readFileSync(file, 'utf8').matchAll(importPattern)) {
      const name = groups.from ?? groups.bare ?? ''
      if (groups.type === undefined && isBuiltin(name))
        faults.push(`${file}: imports ${name}, which browsers do not have`)
    }
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}

function checkCircles() {
  // A check that finds nothing must be one that would find something.
  const graph = { start: ['a'], a: ['b', 'end'], b: ['c', 'd'], c: ['a'], d: ['b'], end: [] }
  const [circle, ...others] = circlesIn(new Map(Object.entries(graph)))
  if (circle?.sort().join() !== 'a,b,c,d' || others.length > 0) faults.push('the check of import circles finds none')
  faults.push(...importCircles())
}

function checkExportsAreUsed() {
  const source =
    "export { a, b as c } from './x.ts'\nexport type { D } from './x.ts'\nexport async function e() {}\nconst f = 1"
  const page = 'a `b`\n```ts\nc\n```\nd'
  if (exportedValues(source).join() !== 'a,c,e') faults.push('the check of unused exports finds other exports')
  if (codeIn(page).join('').replaceAll('\n', '') !== 'cb') faults.push('the check of unused exports finds other code')
  faults.push(...unusedExports(packages))
}

function checkErrorsAreExplained() {
  const codes = [...readFileSync('packages/contract/src/errors.ts', 'utf8').matchAll(/^ {2}(ASDF_\w+):/gm)].map(
    ([, code]) => code,
  )
  const text = existsSync('docs/errors.md') ? readFileSync('docs/errors.md', 'utf8') : ''
  for (const code of codes) if (!text.includes(`## ${code}`)) faults.push(`docs/errors.md: does not explain ${code}`)
}

/** Every export of the contract says what it is for. */
function checkContractIsDocumented() {
  for (const file of filesIn('packages/contract/src')) {
    const lines = readFileSync(file, 'utf8').split('\n')
    lines.forEach((line, index) => {
      if (!/^export (interface|type|class|function|const) \w/.test(line)) return
      const above = lines.slice(0, index).findLast((one) => !one.startsWith('//'))
      if (above?.endsWith('*/') !== true) faults.push(`${file}: line ${index + 1} has no doc comment: ${line}`)
    })
  }
}

function checkTopLevel() {
  for (const name of [
    'README.md',
    'LICENSE',
    'CONTRIBUTING.md',
    'docs/benchmarks.md',
    '.ci/run',
    '.changeset/config.json',
  ]) {
    if (!existsSync(name)) faults.push(`${name} is missing`)
  }
  const folders = readdirSync('.').filter(
    (name) => !name.startsWith('.') && name !== 'node_modules' && statSync(name).isDirectory(),
  )
  for (const name of folders)
    if (!['packages', 'tools', 'docs', 'out', 'dist', 'tmp'].includes(name)) faults.push(`unexpected folder ${name}`)
}
