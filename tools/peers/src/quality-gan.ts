import type { Schema, Table } from '@asdf/contract'
import type { GanRun, Split } from './gan-runs.ts'
import type { Score } from './scores.ts'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { classCounts, classNames, splitTable } from '@asdf/core'
import { readCsvFile, writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { modelNames, runGan } from './gan-runs.ts'
import { figures, markdownTable, runPython, showSpread } from './scores.ts'

// Fits GANs and SDV's CTGAN for several seeds and prints what scikit-learn says of their rows, as Markdown:
//   node --conditions=@asdf/source --import tsx tools/peers/src/quality-gan.ts [--data adult] [--seeds 3]
//     [--models ctgan,adaptive,adaptive@30,peer] [--folder out/quality-gan] [--ctgan .venv-ctgan/bin/python]
// Adult has its official split, and seeds are those of fitting; card fraud has a split for each seed, of which the last
// part is held out. Rows and scores are kept in the folder, and what is there is not made anew. `@30` sets the epochs:
// fewer of them say after what time a model is as good as another after all of its own.

const { values: asked } = parseArgs({
  options: {
    data: { type: 'string', default: 'adult' },
    seeds: { type: 'string', default: '3' },
    models: { type: 'string', default: 'ctgan,adaptive,peer' },
    folder: { type: 'string', default: 'out/quality-gan' },
    ctgan: { type: 'string', default: '.venv-ctgan/bin/python' },
  },
})
const python = join(import.meta.dirname, '../../../.venv/bin/python')
const folder = resolve(asked.folder)
const peerPython = resolve(asked.ctgan)
const models = asked.models.split(',')
const unknown = models.find((model) => !modelNames.includes(model.split('@')[0]!))
if (unknown !== undefined) throw new Error(`no model '${unknown}'; models are ${modelNames.join(', ')}`)

/** What is known of the rows of one model for one split. */
interface Judged {
  readonly run: GanRun
  readonly score: Score
  /** Share of the rarest class. */
  readonly rareShare: number
  /** Share of the categories that 20 or more training rows have which come in the rows. */
  readonly coverage: number
}

const judged: Record<string, Judged[]> = Object.fromEntries(models.map((model) => [model, []]))
const ceilings: Score[] = []
const rareShares: number[] = []
for (const split of await splits()) {
  rareShares.push(rareShareOf(split.train, split.train.schema))
  for (const model of models) {
    const run = await runGan(folder, split, model, peerPython)
    const [ceiling, score] = scoreRows(split, run.file)
    ceilings.push(ceiling)
    judged[model]!.push({ run, score, ...(await look(split, run.file)) })
    process.stderr.write(`${run.file}: fit ${run.fitSeconds.toFixed(1)} s, ${JSON.stringify(score)}\n`)
  }
}
print()

async function splits(): Promise<readonly Split[]> {
  mkdirSync(folder, { recursive: true })
  const seeds = Array.from({ length: Number(asked.seeds) }, (_, index) => index + 1)
  const { table, info } = await loadDataset(asked.data)
  const target = info!.target
  if (asked.data === 'adult') {
    const { table: holdout } = await loadDataset('adult', { part: 'test' })
    return Promise.all(seeds.map((seed) => onDisk({ name: 'adult', target, seed, train: table, holdout })))
  }
  return Promise.all(
    seeds.map((seed) => {
      const { train, test: holdout } = splitTable(table, { seed })
      return onDisk({ name: asked.data, target, seed, train, holdout })
    }),
  )
}

async function onDisk(split: Omit<Split, 'trainFile' | 'holdoutFile'>): Promise<Split> {
  const base = join(folder, split.name === 'adult' ? 'adult' : `${split.name}-${split.seed}`)
  const [trainFile, holdoutFile] = [`${base}-train.csv`, `${base}-holdout.csv`]
  if (!existsSync(trainFile)) await writeCsvFile(trainFile, split.train)
  if (!existsSync(holdoutFile)) await writeCsvFile(holdoutFile, split.holdout)
  return { ...split, trainFile, holdoutFile }
}

/** The scores of the hold-out and of the rows, made once. */
function scoreRows({ trainFile, holdoutFile, target }: Split, file: string): readonly [Score, Score] {
  const path = file.replace(/\.csv$/, '.scores.json')
  if (!existsSync(path)) {
    const options = ['--json', '--train', trainFile, '--holdout', holdoutFile, '--target', target, file]
    const { scores } = runPython(python, 'score_synthetic.py', options) as { scores: readonly Score[] }
    writeFileSync(path, JSON.stringify(scores))
  }
  return JSON.parse(readFileSync(path, 'utf8')) as readonly [Score, Score]
}

async function look({ train }: Split, file: string): Promise<Pick<Judged, 'rareShare' | 'coverage'>> {
  const made = await readCsvFile(file, { schema: train.schema })
  const [common, met] = train.schema.fields.reduce(
    ([all, found], field, index) => {
      if (field.kind !== 'categorical' && field.kind !== 'boolean') return [all, found]
      const theirs = classCounts(field, made.columns[index]!)
      const frequent = [...classCounts(field, train.columns[index]!).entries()].filter(([, count]) => count >= 20)
      return [all + frequent.length, found + frequent.filter(([code]) => theirs[code]! > 0).length]
    },
    [0, 0],
  )
  return { rareShare: rareShareOf(made, train.schema), coverage: met / common }
}

/** The share of the last class, which is the rarer one of both data sets. */
function rareShareOf(table: Table, { fields }: Schema): number {
  const index = fields.findIndex(({ role }) => role === 'target')
  const counts = classCounts(fields[index]!, table.columns[index]!)
  return counts[classNames(fields[index]!).length - 1]! / table.rowCount
}

function print(): void {
  const rows = models.map((model) => {
    const all = judged[model]!
    return [
      model === 'peer' ? "SDV's CTGAN" : model.replace(/^peer@/, "SDV's CTGAN @"),
      ...figures.map((figure) => showSpread(all.map(({ score }) => score[figure]!))),
      showSpread(all.map(({ rareShare }) => rareShare)),
      showSpread(all.map(({ coverage }) => coverage)),
      showSpread(all.map(({ run }) => run.fitSeconds)),
      showSpread(all.map(({ run }) => run.sampleSeconds)),
    ]
  })
  const held = figures.map((figure) => showSpread(ceilings.map((score) => score[figure]!)))
  const ceiling = ['held-out rows', ...held, showSpread(rareShares), '', '', '']
  const head = ['rows', ...figures, 'rare class', 'coverage', 'fit s', 'sample s']
  process.stdout.write(`\n${asked.data}, ${asked.seeds} seeds; median (lowest to highest)\n\n`)
  process.stdout.write(markdownTable(head, [ceiling, ...rows]))
}
