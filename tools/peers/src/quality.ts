import type { Synthesizer, Table } from '@asdf/contract'
import type { Score } from './scores.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cutTable, splitTable } from '@asdf/core'
import { writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { adversarialForest } from '@asdf/forest/adversarial'
import { forestFlow } from '@asdf/forest/flow'
import { sequentialTrees } from '@asdf/forest/sequential'
import { figures, markdownTable, runPython, showSpread } from './scores.ts'

// Fits tree synthesizers for several seeds and prints what scikit-learn says of their rows, beside a plain sequential CART:
//   node --conditions=@asdf/source --import tsx tools/peers/src/quality.ts [--seeds 5] [--only adult,fraud] [--privacy 20,80]
//     [--makers sequentialTrees,adversarialForest,forestFlow,cart] [--flow-rows 1000]
// Makers take turns; seconds are those of fitting and drawing as many rows as there are to train. Fraud, whose test part
// holds few frauds, and small tables are split anew for every seed: each split stands beside its own held-out rows, then
// all together. Small tables, german-credit and pima-diabetes, are measured when `--only` names them.

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'adult,fraud' },
    privacy: { type: 'string', default: '20' },
    makers: { type: 'string', default: 'sequentialTrees,cart' },
    // `forestFlow` is meant for small tables: it is fitted on so many rows.
    'flow-rows': { type: 'string', default: '1000' },
  },
})
/** Targets of the data sets that are split anew for every seed. */
const splitTargets = { fraud: 'Class', 'german-credit': 'class', 'pima-diabetes': 'outcome' }
const root = join(import.meta.dirname, '../../..')
const python = join(root, '.venv/bin/python')

/** A split of the data, with the seeds of the fits on it. */
interface Part {
  readonly train: Table
  readonly holdout: Table
  readonly seeds: readonly number[]
}

interface Work {
  readonly name: string
  readonly target: string
  readonly parts: readonly Part[]
}

const folder = mkdtempSync(join(tmpdir(), 'asdf-quality-'))
try {
  const only = asked.only.split(',')
  for (const work of await works()) if (only.includes(work.name)) await measure(work)
} finally {
  rmSync(folder, { recursive: true })
}

async function works(): Promise<Work[]> {
  const seeds = Array.from({ length: Number(asked.seeds) }, (_, index) => index + 1)
  const adult = await loadDataset('adult')
  const test = await loadDataset('adult', { part: 'test' })
  const split = await Promise.all(
    Object.entries(splitTargets).map(async ([name, target]): Promise<Work> => {
      const { table } = await loadDataset(name)
      // Small tables have no rows to spare for a validation part.
      const shares = name === 'fraud' ? {} : { train: 0.7, validation: 0 }
      const parts = seeds.map((seed): Part => {
        const { train, test: holdout } = splitTable(table, { seed, ...shares })
        return { train, holdout, seeds: [seed] }
      })
      return { name, target, parts }
    }),
  )
  return [{ name: 'adult', target: 'income', parts: [{ train: adult.table, holdout: test.table, seeds }] }, ...split]
}

/** Scores and seconds by maker, the held-out rows first. */
type Measured = Record<string, { readonly scores: Score[]; readonly seconds: number[] }>

async function measure({ name, target, parts }: Work): Promise<void> {
  const [{ train, holdout }] = parts as [Part]
  const fits = parts.flatMap(({ seeds }) => seeds).length
  print(
    `\n${name}: ${train.rowCount} rows to train, ${holdout.rowCount} held out, splits: ${parts.length}, fits: ${fits}\n`,
  )
  const all: Measured = {}
  for (const part of parts) {
    const measured = await measurePart(part, target)
    if (parts.length > 1) printTable(`split ${part.seeds.join(', ')}`, measured)
    for (const [label, { scores, seconds }] of Object.entries(measured)) {
      const kept = (all[label] ??= { scores: [], seconds: [] })
      kept.scores.push(...scores)
      kept.seconds.push(...seconds)
    }
  }
  printTable('median (lowest to highest)', all)
}

async function measurePart({ train, holdout, seeds }: Part, target: string): Promise<Measured> {
  const trainFile = join(folder, 'train.csv')
  const holdoutFile = join(folder, 'holdout.csv')
  await writeCsvFile(trainFile, train)
  await writeCsvFile(holdoutFile, holdout)
  const made: Record<string, { readonly files: string[]; readonly seconds: number[] }> = {}
  for (const seed of seeds) {
    for (const [index, [label, make]] of makers({ train, trainFile, target }).entries()) {
      const file = join(folder, `${index}-${seed}.csv`)
      const own = (made[label] ??= { files: [], seconds: [] })
      own.seconds.push(await make(seed, file))
      own.files.push(file)
    }
  }
  const files = Object.values(made).flatMap((one) => one.files)
  const common = ['--json', '--train', trainFile, '--holdout', holdoutFile, '--target', target]
  const { scores } = runPython(python, 'score_synthetic.py', [...common, ...files]) as { scores: Score[] }
  const measured: Measured = { 'held-out rows': { scores: scores.slice(0, 1), seconds: [] } }
  let at = 1
  for (const [label, { files: own, seconds }] of Object.entries(made)) {
    measured[label] = { scores: scores.slice(at, (at += own.length)), seconds }
  }
  return measured
}

interface Source {
  readonly train: Table
  readonly trainFile: string
  readonly target: string
}

/** Writes as many rows as there are to train; tells how many seconds fitting and drawing took. */
type Maker = readonly [label: string, make: (seed: number, file: string) => Promise<number>]

function makers({ train, trainFile, target }: Source): Maker[] {
  const flowRows = Math.min(train.rowCount, Number(asked['flow-rows']))
  const known: Record<string, () => Maker[]> = {
    sequentialTrees: () =>
      asked.privacy.split(',').map((text): Maker => {
        const synthesizer = sequentialTrees({ minimumRows: Number(text) })
        return [
          `sequentialTrees, minimumRows ${text}`,
          (seed, file) => ours(synthesizer, train, train.rowCount, seed, file),
        ]
      }),
    adversarialForest: () => [
      ['adversarialForest', (seed, file) => ours(adversarialForest(), train, train.rowCount, seed, file)],
    ],
    forestFlow: () => {
      const part = flowRows < train.rowCount ? cutTable(train, flowRows / train.rowCount, 1).cut : train
      return [
        [
          `forestFlow, fitted on ${part.rowCount} rows`,
          (seed, file) => ours(forestFlow(), part, train.rowCount, seed, file),
        ],
      ]
    },
    cart: () => [['scikit-learn sequential CART, leaf 20', (seed, file) => cart(trainFile, target, seed, file)]],
  }
  return asked.makers.split(',').flatMap((name) => {
    const make = known[name]
    if (make === undefined) throw new Error(`--makers: no '${name}'; there are ${Object.keys(known).join(', ')}`)
    return make()
  })
}

async function ours(
  synthesizer: Synthesizer,
  train: Table,
  count: number,
  seed: number,
  file: string,
): Promise<number> {
  const started = performance.now()
  const model = await synthesizer.fit(train, { seed })
  const rows = await model.sample(count, { seed })
  const taken = (performance.now() - started) / 1000
  await writeCsvFile(file, rows)
  return taken
}

async function cart(train: string, target: string, seed: number, file: string): Promise<number> {
  const options = ['--train', train, '--target', target, '--output', file, '--seed', String(seed)]
  return (runPython(python, 'sequential_cart.py', options) as { seconds: number }).seconds
}

function printTable(title: string, measured: Measured): void {
  const rows = Object.entries(measured).map(([label, { scores, seconds }]) => [
    label,
    ...figures.map((figure) => showSpread(scores.map((score) => score[figure]!))),
    seconds.length === 0 ? '' : showSpread(seconds),
  ])
  print(markdownTable([title, ...figures, 'seconds'], rows))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
