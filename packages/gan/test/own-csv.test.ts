import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatCsv } from '@asdf/core'
import { readArtifactFile, readCsvFile } from '@asdf/core/node'
import { adaptive } from '@asdf/gan'
import { mixedTable } from '@asdf/testkit'
import { expect, it } from 'vitest'

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

it('the ten lines for a CSV of your own train on a small file', async () => {
  const program = pathOf('../examples/own-csv.ts')
  expect((await readFile(program, 'utf8')).trim().split('\n').length).toBeLessThanOrEqual(10)
  const folder = await mkdtemp(join(tmpdir(), 'asdf-own-csv-'))
  try {
    const [input, output] = ['data.csv', 'made.csv'].map((name) => join(folder, name)) as [string, string]
    await writeFile(input, formatCsv(mixedTable(120, 1, { kinds: ['numeric', 'categorical'] })))
    const flags = ['--conditions=@asdf/source', '--import', 'tsx']
    execFileSync(process.execPath, [...flags, program, input, 'outcome', output], { stdio: 'pipe' })
    const made = await readCsvFile(output, { target: 'outcome' })
    expect(made.rowCount).toBe(120)
    const model = adaptive.load(await readArtifactFile(`${output}.asdf`))
    expect((await model.sample(3, { seed: 1 })).schema.fields.map(({ name }) => name)).toEqual(
      made.schema.fields.map(({ name }) => name),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}, 120_000)
