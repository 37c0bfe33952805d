import type { RuleFile } from './rule-files.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRng, cutTable, splitTable } from '@asdf/core'
import { readCsvFile, writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { sequentialTrees } from '@asdf/forest/sequential'
import { withRules } from '@asdf/pipeline'
import { ruleFiles } from './rule-files.ts'
import { drawsOf } from './rule-tables/draws.ts'
import { ruleTables } from './rule-tables/rule-tables.ts'
import { markdownTable, runPython, showSpread } from './scores.ts'

// Fits the default synthesizer, with rules kept and without, on random halves of invented tables whose rules are known and of
// public files, and prints how many made rows break a rule, beside the held-out half:
//   node --conditions=@asdf/source --import tsx tools/peers/src/rule-reach.ts [--only orders,payroll] [--rows 6000] [--seeds 3]
//     [--file stock=stock_data.csv]… [--python .venv/bin/python] [--no-plain] [--keep FOLDER]
// `--only` takes the tables of `rule-tables`, files that `--file` names, and adult. Of larger files as many rows are drawn as
// both halves need. `--keep` leaves the files there.

const { values: asked } = parseArgs({
  allowNegative: true,
  options: {
    only: { type: 'string' },
    rows: { type: 'string', default: '6000' },
    seeds: { type: 'string', default: '3' },
    file: { type: 'string', multiple: true, default: [] },
    python: { type: 'string', default: join(import.meta.dirname, '../../../.venv/bin/python') },
    plain: { type: 'boolean', default: true },
    keep: { type: 'string' },
  },
})
const rowCount = Number(asked.rows)

interface Scored {
  readonly broken: number
  readonly worst: readonly (readonly [share: number, rule: string])[]
  readonly steps: number
  readonly worstStep: string | null
  readonly detector: number | null
  readonly r2: number | null
}

const files = new Map(asked.file.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
const folder = asked.keep ?? mkdtempSync(join(tmpdir(), 'asdf-rule-reach-'))
try {
  const names = asked.only?.split(',') ?? [...Object.keys(ruleTables), ...files.keys()]
  for (const name of names) await measure(name)
} finally {
  if (asked.keep === undefined) rmSync(folder, { recursive: true })
}

async function measure(name: string): Promise<void> {
  const { rules, target, drop = [] }: RuleFile = ruleTables[name] ?? ruleFiles[name] ?? { rules: [] }
  const rulesFile = join(folder, `${name}.json`)
  writeFileSync(rulesFile, JSON.stringify(rules))
  const scored: Record<string, Scored[]> = {}
  for (let seed = 1; seed <= Number(asked.seeds); seed++) {
    const { train, holdout } = await writeHalves(name, seed)
    const made = await makeRows(train, name, seed, target)
    const options = ['--train', train, '--holdout', holdout, '--rules', rulesFile, '--drop', drop.join()]
    if (target !== undefined) options.push('--target', target)
    const results = runPython(asked.python, 'score_rules.py', [...options, ...Object.values(made)]) as Scored[]
    const labels = ['held-out rows', ...Object.keys(made)]
    for (const [index, one] of results.entries()) (scored[labels[index]!] ??= []).push(one)
  }
  const rows = Object.entries(scored).map(([label, all]) => [
    label,
    showSpread(all.map(({ broken }) => 100 * broken)),
    showSpread(all.map(({ detector }) => detector)),
    showSpread(all.map(({ r2 }) => r2)),
    showSpread(all.map(({ steps }) => 100 * steps)),
  ])
  const head = [name, 'rows that break a rule, %', 'detector', 'R²', 'worst step, points']
  process.stdout.write(`\n${markdownTable(head, rows)}${Object.entries(scored).map(explain).join('')}`)
}

/** Which rules are broken most often, and which column keeps its step least. */
function explain([label, all]: [string, Scored[]]): string {
  const [first] = all as [Scored]
  const rules = first.worst.map(([share, rule]) => `${(100 * share).toFixed(2)} % ${rule}`)
  const step = first.steps > 0.005 ? [`steps of ${first.worstStep}`] : []
  return [...rules, ...step].length === 0 ? '' : `\n${label}, seed 1: ${[...rules, ...step].join(', ')}\n`
}

async function writeHalves(name: string, seed: number): Promise<{ readonly train: string; readonly holdout: string }> {
  const all = await readTable(name)
  const table = all.rowCount > 2 * rowCount ? cutTable(all, (2 * rowCount) / all.rowCount, seed).cut : all
  const { train, test } = splitTable(table, { seed, train: 0.5, validation: 0 })
  const paths = {
    train: join(folder, `${name}-${seed}-train.csv`),
    holdout: join(folder, `${name}-${seed}-holdout.csv`),
  }
  await writeCsvFile(paths.train, train)
  await writeCsvFile(paths.holdout, test)
  return paths
}

async function readTable(name: string) {
  const made = ruleTables[name]
  const path = files.get(name)
  if (made === undefined) return path === undefined ? (await loadDataset(name)).table : readCsvFile(path)
  const row = made.prepare(drawsOf(createRng(1).fork(name)))
  const rows = Array.from({ length: 2 * rowCount }, (_, index) => row(index))
  const lines = [Object.keys(rows[0]!), ...rows.map((one) => Object.values(one))].map((cells) => cells.join())
  const file = join(folder, `${name}.csv`)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return readCsvFile(file)
}

/** Rows of the default synthesizer, with rules and, unless that is not asked for, without. */
async function makeRows(train: string, name: string, seed: number, target?: string): Promise<Record<string, string>> {
  const table = await readCsvFile(train, target === undefined ? {} : { target })
  const makers = { 'with rules': withRules(sequentialTrees()), ...(asked.plain && { without: sequentialTrees() }) }
  const made: Record<string, string> = {}
  for (const [label, maker] of Object.entries(makers)) {
    const model = await maker.fit(table, { seed })
    made[label] = join(folder, `${name}-${seed}-${label.replace(' ', '-')}.csv`)
    await writeCsvFile(made[label], await model.sample(table.rowCount, { seed }))
  }
  return made
}
