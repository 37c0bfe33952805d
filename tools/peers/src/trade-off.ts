import type { Table } from '@asdf/contract'
import type { Mark, Panel } from './trade-off-figure.ts'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { sequentialTrees } from '@asdf/forest/sequential'
import { summarize } from './statistics.ts'
import { tradeOffFigure } from './trade-off-figure.ts'

// Quality against privacy on Adult over the strength option of `sequentialTrees`, beside a plain sequential CART and
// held-out rows:
//   node --conditions=@asdf/source --import tsx tools/peers/src/trade-off.ts [--seeds 3] [--strengths 4,8,20] [--draw]
// Writes the scores beside this program and the figure into the package, and prints the table of its README; `--draw`
// makes figure and table anew from the scores that are there.

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    strengths: { type: 'string', default: '4,10,20,50,100,200,500' },
    draw: { type: 'boolean', default: false },
  },
})
const root = join(import.meta.dirname, '../../..')
const python = join(root, '.venv/bin/python')
const scoresPath = join(root, 'tools/peers/trade-off.json')
const figurePath = join(root, 'packages/forest/docs/trade-off.svg')

type Score = Readonly<Record<Figure, number>>

/** Rows of one kind: a score for each seed. */
interface Kind {
  readonly label: string
  readonly scores: readonly Score[]
}

interface Scores {
  readonly ceiling: Score
  readonly strengths: readonly Kind[]
  readonly peer: Kind
}

const figures = {
  tstrAuc: { title: 'TSTR ROC AUC', digits: 3 },
  detectorAuc: { title: 'detector AUC', digits: 3 },
  shape: { title: 'shape, %', digits: 2 },
  trend: { title: 'trend, %', digits: 2 },
  closestRecordShare: { title: 'DCR share', digits: 3 },
  attackAuc: { title: 'attack AUC', digits: 3 },
  copies: { title: 'copies, %', digits: 2, factor: 100 },
} as const satisfies Readonly<Record<string, { title: string; digits: number; factor?: number }>>
type Figure = keyof typeof figures

const scores = asked.draw ? (JSON.parse(readFileSync(scoresPath, 'utf8')) as Scores) : await measure()
writeFileSync(scoresPath, `${JSON.stringify(scores, null, 2)}\n`)
mkdirSync(join(figurePath, '..'), { recursive: true })
writeFileSync(figurePath, draw(scores))
process.stdout.write(table(scores))

async function measure(): Promise<Scores> {
  const folder = mkdtempSync(join(tmpdir(), 'asdf-trade-off-'))
  try {
    const { table: train } = await loadDataset('adult')
    const { table: holdout } = await loadDataset('adult', { part: 'test' })
    await writeCsvFile(join(folder, 'train.csv'), train)
    await writeCsvFile(join(folder, 'holdout.csv'), holdout)
    const seeds = Array.from({ length: Number(asked.seeds) }, (_, index) => index + 1)
    const peer = { label: 'CART', scores: seeds.map((seed) => score(folder, cart(folder, seed))[1]!) }
    const strengths: Kind[] = []
    for (const minimumRows of asked.strengths.split(',').map(Number)) {
      const own: Score[] = []
      for (const seed of seeds) own.push(score(folder, await ours(folder, train, minimumRows, seed))[1]!)
      strengths.push({ label: String(minimumRows), scores: own })
      process.stderr.write(`minimumRows ${minimumRows}: done\n`)
    }
    return { ceiling: score(folder)[0]!, strengths, peer }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function ours(folder: string, train: Table, minimumRows: number, seed: number): Promise<string> {
  const file = join(folder, `ours-${minimumRows}-${seed}.csv`)
  const model = await sequentialTrees({ minimumRows }).fit(train, { seed })
  await writeCsvFile(file, await model.sample(train.rowCount, { seed }))
  return file
}

function cart(folder: string, seed: number): string {
  const file = join(folder, `cart-${seed}.csv`)
  const train = join(folder, 'train.csv')
  run('sequential_cart.py', ['--train', train, '--target', 'income', '--output', file, '--seed', String(seed)])
  return file
}

/** What scikit-learn says of held-out rows and of the file. */
function score(folder: string, ...files: readonly string[]): readonly Score[] {
  const [train, holdout] = ['train.csv', 'holdout.csv'].map((name) => join(folder, name)) as [string, string]
  const text = run('score_synthetic.py', [
    '--json',
    '--train',
    train,
    '--holdout',
    holdout,
    '--target',
    'income',
    ...files,
  ])
  const { scores: all } = JSON.parse(text) as { scores: Score[] }
  const names = Object.keys(figures) as Figure[]
  return all.map((own) => Object.fromEntries(names.map((name) => [name, own[name]])) as Score)
}

/** One thread: the work is small, and on a machine that does other work several would mostly wait for each other. */
function run(program: string, options: readonly string[]): string {
  const env = { ...process.env, OMP_NUM_THREADS: '1' }
  return execFileSync(python, [join(root, 'tools/peers/python', program), ...options], { env }).toString()
}

function draw({ ceiling, strengths, peer }: Scores): string {
  const panel = (x: Figure, y: Figure, words: Pick<Panel, 'title' | 'xTitle' | 'yTitle' | 'isLowBetter'>): Panel => {
    const mark = ({ label, scores: own }: Kind): Mark => {
      const [ofX, ofY] = [x, y].map((figure) => summarize(own.map((one) => one[figure])))
      return { label, x: ofX!, y: ofY! }
    }
    const real = { label: 'held-out real rows', x: 0.5, y: ceiling[y] }
    return { ...words, curve: strengths.map(mark), peer: mark(peer), ceiling: real }
  }
  const seeds = peer.scores.length
  return tradeOffFigure(
    'Adult: quality against privacy of sequentialTrees, by minimumRows',
    [
      `Better is up and to the left. Numbers at the points: minimumRows, 20 by default. CART: scikit-learn, 20 rows or more a leaf.`,
      `Medians of ${seeds} seeds, bars from the lowest to the highest. Horizontal: 0.5 is what rows have that owe nothing to the training rows.`,
    ],
    [
      panel('closestRecordShare', 'tstrAuc', {
        title: 'What a model learns from the rows',
        xTitle: 'share of rows nearer to training than to held-out rows',
        yTitle: 'ROC AUC on held-out rows',
        isLowBetter: false,
      }),
      panel('attackAuc', 'detectorAuc', {
        title: 'How well the rows are told from real ones',
        xTitle: 'ROC AUC of the nearest-neighbor attack',
        yTitle: 'ROC AUC of the detector',
        isLowBetter: true,
      }),
    ],
  )
}

function table({ ceiling, strengths, peer }: Scores): string {
  const names = Object.keys(figures) as Figure[]
  const row = (label: string, own: readonly Score[]) =>
    `| ${[
      label,
      ...names.map((name) =>
        show(
          name,
          own.map((one) => one[name]),
        ),
      ),
    ].join(' | ')} |`
  return [
    `| rows | ${names.map((name) => figures[name].title).join(' | ')} |`,
    `| --- |${' --- |'.repeat(names.length)}`,
    row('held-out real rows', [ceiling]),
    ...strengths.map(({ label, scores: own }) => row(`minimumRows ${label}`, own)),
    row('scikit-learn CART, leaf ≥ 20', peer.scores),
    '',
  ].join('\n')
}

/** The median, and how far the others are from it at most. */
function show(name: Figure, values: readonly (number | null)[]): string {
  const { digits, ...more } = figures[name]
  const factor = 'factor' in more ? more.factor : 1
  const known = values.filter((value) => value !== null).map((value) => factor * value)
  if (known.length === 0) return '–'
  const { median, minimum, maximum } = summarize(known)
  const away = Math.max(maximum - median, median - minimum)
  return known.length === 1 ? median.toFixed(digits) : `${median.toFixed(digits)} ± ${away.toFixed(digits)}`
}
