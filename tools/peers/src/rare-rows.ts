import type { Synthesizer, Table } from '@asdf/contract'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { splitTable } from '@asdf/core'
import { writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { sequentialTrees } from '@asdf/forest/sequential'
import { smote } from '@asdf/smote'
import { markdownTable, runPython, showSpread } from './scores.ts'

// Asks synthesizers for rows of a rare class and prints how many of them extra-trees, trained on held-out rows, classify as that
// class, beside the training rows of the class:
//   node --conditions=@asdf/source --import tsx tools/peers/src/rare-rows.ts [--only fraud,mammography] [--seeds 3] [--rows 2000]
// One random half is trained on, the other held out, split with the seed of the fit.

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', default: 'fraud,mammography' },
    seeds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '2000' },
  },
})
/** The data sets: target and rare class. */
const works = { fraud: ['Class', '1'], mammography: ['class', '1'] } as const
const python = join(import.meta.dirname, '../../../.venv/bin/python')
const count = Number(asked.rows)

interface Judged {
  readonly judged: number
  readonly closestRecordShare: number | null
}

const folder = mkdtempSync(join(tmpdir(), 'asdf-rare-rows-'))
try {
  for (const name of asked.only.split(',')) await measure(name as keyof typeof works)
} finally {
  rmSync(folder, { recursive: true })
}

async function measure(name: keyof typeof works): Promise<void> {
  const [target, label] = works[name]
  const { table } = await loadDataset(name)
  const judged: Record<string, Judged[]> = {}
  for (let seed = 1; seed <= Number(asked.seeds); seed++) {
    const { train, test } = splitTable(table, { seed, train: 0.5, validation: 0 })
    const files = await writeParts({ train, test, target, label, seed })
    const options = ['--train', files.train, '--holdout', files.test, '--target', target, '--class', label]
    const names = Object.keys(files.rows)
    const results = runPython(python, 'judge_rare_rows.py', [...options, ...Object.values(files.rows)]) as Judged[]
    for (const [index, one] of results.entries()) (judged[['real rows', ...names][index]!] ??= []).push(one)
  }
  const rows = Object.entries(judged).map(([maker, all]) => [
    maker,
    showSpread(all.map((one) => one.judged)),
    showSpread(all.map((one) => one.closestRecordShare)),
  ])
  const head = [`${name}, class ${label}`, 'classified as the class', 'nearer to a training row of the class']
  process.stdout.write(`\n${markdownTable(head, rows)}`)
}

interface Part {
  readonly train: Table
  readonly test: Table
  readonly target: string
  readonly label: string
  readonly seed: number
}

async function writeParts({ train, test, target, label, seed }: Part) {
  const index = train.schema.fields.findIndex((field) => field.name === target)
  const field = train.schema.fields[index]!
  const value = field.kind === 'boolean' ? label === (field.labels?.[1] ?? 'true') : label
  const makers: Record<string, Synthesizer> = { sequentialTrees: sequentialTrees(), smote: smote() }
  const rows: Record<string, string> = {}
  for (const [name, maker] of Object.entries(makers)) {
    const model = await maker.fit(train, { seed })
    rows[name] = join(folder, `${name}.csv`)
    await writeCsvFile(rows[name], await model.sample(count, { seed, where: { [target]: value } }))
  }
  const files = { train: join(folder, 'train.csv'), test: join(folder, 'test.csv') }
  await writeCsvFile(files.train, train)
  await writeCsvFile(files.test, test)
  return { ...files, rows }
}
