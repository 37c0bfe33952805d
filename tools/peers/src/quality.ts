import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Table } from '@asdf/contract'
import { splitTable } from '@asdf/core'
import { writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { sequentialTrees } from '@asdf/forest/sequential'
import { figures, markdownTable, runPython, showSpread } from './scores.ts'
import type { Score } from './scores.ts'

// Fits `sequentialTrees` for several seeds and prints what scikit-learn says of its rows, beside a plain sequential CART:
//   node --conditions=@asdf/source --import tsx tools/peers/src/quality.ts [--seeds 5] [--only adult] [--privacy 20,80]
// Ours and the peer take turns; seconds are those of fitting and drawing as many rows as there are to train.

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    only: { type: 'string' },
    privacy: { type: 'string', default: '20' },
  },
})
const root = join(import.meta.dirname, '../../..')
const python = join(root, '.venv/bin/python')

interface Work {
  readonly name: string
  readonly target: string
  readonly train: Table
  readonly holdout: Table
}

const folder = mkdtempSync(join(tmpdir(), 'asdf-quality-'))
try {
  for (const work of await works()) if (asked.only === undefined || asked.only === work.name) await measure(work)
} finally {
  rmSync(folder, { recursive: true })
}

async function works(): Promise<Work[]> {
  const adult = await loadDataset('adult')
  const test = await loadDataset('adult', { part: 'test' })
  const fraud = splitTable((await loadDataset('fraud')).table, { seed: 1 })
  return [
    { name: 'adult', target: 'income', train: adult.table, holdout: test.table },
    { name: 'fraud', target: 'Class', train: fraud.train, holdout: fraud.test },
  ]
}

async function measure({ name, target, train, holdout }: Work): Promise<void> {
  const trainFile = join(folder, 'train.csv')
  const holdoutFile = join(folder, 'holdout.csv')
  await writeCsvFile(trainFile, train)
  await writeCsvFile(holdoutFile, holdout)
  const seeds = Array.from({ length: Number(asked.seeds) }, (_, index) => index + 1)
  const strengths = asked.privacy.split(',').map(Number)
  const seconds: Record<string, number[]> = {}
  const files: Record<string, string[]> = {}
  const keep = (label: string, file: string, time: number) => {
    ;(seconds[label] ??= []).push(time)
    ;(files[label] ??= []).push(file)
  }
  for (const seed of seeds) {
    for (const minimumRows of strengths) {
      const file = join(folder, `ours-${minimumRows}-${seed}.csv`)
      keep(`sequentialTrees, minimumRows ${minimumRows}`, file, await ours({ train, minimumRows, seed, file }))
    }
    const file = join(folder, `cart-${seed}.csv`)
    const options = ['--train', trainFile, '--target', target, '--output', file, '--seed', String(seed)]
    const { seconds: time } = runPython(python, 'sequential_cart.py', options) as { seconds: number }
    keep('scikit-learn sequential CART, leaf 20', file, time)
  }
  const common = ['--json', '--train', trainFile, '--holdout', holdoutFile, '--target', target]
  const { scores } = runPython(python, 'score_synthetic.py', [...common, ...Object.values(files).flat()]) as {
    scores: Score[]
  }
  print(
    `\n${name}: ${train.rowCount} rows to train, ${holdout.rowCount} held out, ${seeds.length} seeds; median (lowest to highest)\n`,
  )
  const heldOut = ['held-out rows', ...figures.map((figure) => showSpread([scores[0]![figure]!])), '']
  let at = 1
  const rows = Object.entries(files).map(([label, made]) => {
    const own = scores.slice(at, (at += made.length))
    return [
      label,
      ...figures.map((figure) => showSpread(own.map((score) => score[figure]!))),
      showSpread(seconds[label]!),
    ]
  })
  print(markdownTable(['rows', ...figures, 'seconds'], [heldOut, ...rows]))
}

interface Job {
  readonly train: Table
  readonly minimumRows: number
  readonly seed: number
  readonly file: string
}

async function ours({ train, minimumRows, seed, file }: Job): Promise<number> {
  const started = performance.now()
  const model = await sequentialTrees({ minimumRows }).fit(train, { seed })
  const rows = await model.sample(train.rowCount, { seed })
  const taken = (performance.now() - started) / 1000
  await writeCsvFile(file, rows)
  return taken
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
