import type { Profiles } from './profile.ts'
import type { Results } from './result.ts'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { qualityTables } from './quality-tables.ts'
import { renderPage } from './render.ts'
import { works } from './works.ts'

const resultsPath = pathOf('tools/peers/results.json')
const profilesPath = pathOf('tools/peers/profiles.json')
const pagePath = pathOf('docs/benchmarks.md')
const qualityPath = pathOf('docs/synthesizers.md')

/** Puts results beside the others' last ones, and makes the page anew. */
export async function saveResults(results: Results): Promise<void> {
  await writeFormatted(resultsPath, JSON.stringify({ ...read<Results>(resultsPath), ...results }))
  await writePage()
}

/** Puts profiles beside the others' last ones, and makes the page anew. */
export async function saveProfiles(profiles: Profiles): Promise<void> {
  await writeFormatted(profilesPath, JSON.stringify({ ...read<Profiles>(profilesPath), ...profiles }))
  await writePage()
}

/** Makes the page from all results, profiles and tables of quality. */
export async function writePage(): Promise<void> {
  const quality = qualityTables(readFileSync(qualityPath, 'utf8'))
  const page = renderPage(works, read<Results>(resultsPath), read<Profiles>(profilesPath), quality)
  await writeFormatted(pagePath, page)
}

function read<Content extends object>(path: string): Content {
  return (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}) as Content
}

async function writeFormatted(path: string, text: string): Promise<void> {
  const config = await resolveConfig(path, { editorconfig: true })
  writeFileSync(path, await format(text, { ...config, filepath: path }))
}

/** A path in the repository, from source and when built: both lie one folder below `tools/peers`. */
function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url))
}
