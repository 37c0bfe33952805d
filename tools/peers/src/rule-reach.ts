import type { RuleFile } from './rule-files.ts'
import type { Maker, Run, Scored } from './rule-reach-results.ts'
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
import { drawPage, readResults, saveRun } from './rule-reach-results.ts'
import { drawsOf } from './rule-tables/draws.ts'
import { ruleTables } from './rule-tables/rule-tables.ts'
import { runPython } from './scores.ts'

// Fits the default synthesizer, with rules kept and, if asked for, without, on random halves of invented tables whose rules are
// known and of public files, and counts how many made rows break a rule, beside the held-out half:
//   node --conditions=@asdf/source --import tsx tools/peers/src/rule-reach.ts [--only orders,payroll] [--rows 2000] [--seeds 3]
//     [--file stock=stock_data.csv]… [--python .venv/bin/python] [--plain] [--again] [--draw] [--keep FOLDER]
// Each run is kept in `rule-reach.json` when it is done, and the table of docs/rules.md made from all of them: what is there
// already, of as many rows, is not measured again unless `--again` says so; `--draw` only makes the table. `--only` takes the
// tables of `rule-tables`, files that `--file` names, adult and fraud. Of larger files as many rows are drawn as both halves
// need. All tables are measured with a seed before the next seed. `--keep` leaves the rows there.

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '3' },
    file: { type: 'string', multiple: true, default: [] },
    python: { type: 'string', default: join(import.meta.dirname, '../../../.venv/bin/python') },
    plain: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    draw: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
})
const rowCount = Number(asked.rows)
const files = new Map(asked.file.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
const names = asked.only?.split(',') ?? [...Object.keys(ruleTables), ...files.keys(), 'adult', 'fraud']

if (asked.draw) await drawPage(readResults())
else await measureAll()

async function measureAll(): Promise<void> {
  const folder = asked.keep ?? mkdtempSync(join(tmpdir(), 'asdf-rule-reach-'))
  try {
    for (let seed = 1; seed <= Number(asked.seeds); seed++) {
      for (const name of names.filter((one) => isMissing(one, seed))) {
        const run = await measure(name, seed, folder)
        await saveRun(name, seed, run)
        process.stdout.write(`${name}, seed ${seed}\n${Object.entries(run.scores).map(explain).join('')}`)
      }
    }
  } finally {
    if (asked.keep === undefined) rmSync(folder, { recursive: true })
  }
}

function isMissing(name: string, seed: number): boolean {
  const known = readResults()[name]?.[seed]
  return asked.again || known?.rows !== rowCount || (asked.plain && known.scores.without === undefined)
}

async function measure(name: string, seed: number, folder: string): Promise<Run> {
  const { rules, target, drop = [] }: RuleFile = ruleTables[name] ?? ruleFiles[name] ?? { rules: [] }
  const rulesFile = join(folder, `${name}.json`)
  writeFileSync(rulesFile, JSON.stringify(rules))
  const { train, holdout, trainRows } = await writeHalves(name, seed, folder)
  const made = await makeRows(train, join(folder, `${name}-${seed}`), seed, target)
  const options = ['--train', train, '--holdout', holdout, '--rules', rulesFile, '--drop', drop.join()]
  if (target !== undefined) options.push('--target', target)
  const results = runPython(asked.python, 'score_rules.py', [...options, ...Object.values(made)]) as Scored[]
  const makers: readonly Maker[] = ['held-out rows', ...(Object.keys(made) as Maker[])]
  const scores = Object.fromEntries(makers.map((maker, index) => [maker, results[index]!]))
  return { date: new Date().toISOString().slice(0, 10), rows: rowCount, trainRows, scores }
}

/** How well rows do, which rules are broken most often, and which column keeps its step least. */
function explain([label, { broken, detector, r2, worst, steps, worstStep }]: [string, Scored]): string {
  const rules = worst.map(([share, rule]) => `${(100 * share).toFixed(2)} % ${rule}`)
  const step = steps > 0.005 ? [`steps of ${worstStep} off by ${(100 * steps).toFixed(1)} points`] : []
  const figures = [`broken ${(100 * broken).toFixed(2)} %`, `detector ${detector?.toFixed(3)}`, `R² ${r2?.toFixed(3)}`]
  return `  ${label}: ${[...figures, ...rules, ...step].join(', ')}\n`
}

async function writeHalves(
  name: string,
  seed: number,
  folder: string,
): Promise<{ readonly train: string; readonly holdout: string; readonly trainRows: number }> {
  const all = await readTable(name, folder)
  const table = all.rowCount > 2 * rowCount ? cutTable(all, (2 * rowCount) / all.rowCount, seed).cut : all
  const { train, test } = splitTable(table, { seed, train: 0.5, validation: 0 })
  const paths = {
    train: join(folder, `${name}-${seed}-train.csv`),
    holdout: join(folder, `${name}-${seed}-holdout.csv`),
  }
  await writeCsvFile(paths.train, train)
  await writeCsvFile(paths.holdout, test)
  return { ...paths, trainRows: train.rowCount }
}

async function readTable(name: string, folder: string) {
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

/** Rows of the default synthesizer, with rules and, if that is asked for, without. */
async function makeRows(
  train: string,
  place: string,
  seed: number,
  target?: string,
): Promise<Partial<Record<Maker, string>>> {
  const table = await readCsvFile(train, target === undefined ? {} : { target })
  const makers = { 'with rules': withRules(sequentialTrees()), ...(asked.plain && { without: sequentialTrees() }) }
  const made: Record<string, string> = {}
  for (const [label, maker] of Object.entries(makers)) {
    const model = await maker.fit(table, { seed })
    made[label] = `${place}-${label.replace(' ', '-')}.csv`
    await writeCsvFile(made[label], await model.sample(table.rowCount, { seed }))
  }
  return made
}
