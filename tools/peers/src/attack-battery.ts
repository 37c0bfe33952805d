import type { MetricInput, MetricResult, RunOptions, Synthesizer, Table } from '@asdf/contract'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  createRng,
  headRows,
  sampleWithReplacement,
  shuffleRows,
  splitTable,
  standardNormal,
  takeRows,
} from '@asdf/core'
import { readCsvFile, writeCsvFile } from '@asdf/core/node'
import { loadDataset } from '@asdf/datasets'
import { adversarialForest } from '@asdf/forest/adversarial'
import { sequentialTrees } from '@asdf/forest/sequential'
import { attackBattery, canaryAudit } from '@asdf/privacy'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { format } from 'prettier'
import { markdownTable } from './scores.ts'

// Tries the battery of attacks where the answer is known, and on our synthesizers; prints tables and writes what was found to
// tools/peers/attack-battery.json:
//   node --conditions=@asdf/source --import tsx tools/peers/src/attack-battery.ts [--only known,adult,fraud] [--seeds 5]
//     [--python .venv/bin/python]
// known: Adult, 1,000 members, as many others and reference rows: a bootstrap with noise of a hundredth of each number's
// deviation, the peer's sequential CART with 5 rows a leaf, and other real rows (2,000 of each). adult: the official halves.
// fraud: halves by the seed.

const root = join(import.meta.dirname, '../../..')
const results = join(root, 'tools/peers/attack-battery.json')
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', default: 'known,adult,fraud' },
    seeds: { type: 'string', default: '5' },
    python: { type: 'string', default: join(root, '.venv/bin/python') },
  },
})
const classifiers = [randomForest(), gradientBoosting()]

/** What one run found. */
interface Found {
  readonly seed: number
  readonly value: number
  readonly interval: readonly [number, number]
  /** The class or group whose lower end is highest. */
  readonly worst: { readonly group: string; readonly auc: number; readonly low: number }
  /** Of the members at 1 % of false positives, with its lower end. */
  readonly found: readonly [share: number, low: number]
  readonly attacks: Readonly<Record<string, number>>
  readonly epsilon?: number
  readonly cpuSeconds: number
}

const parts: Record<string, (seed: number) => Promise<Record<string, Found>>> = { known, adult, fraud }
const all: Record<string, Record<string, Found[]>> = existsSync(results)
  ? (JSON.parse(readFileSync(results, 'utf8')) as Record<string, Record<string, Found[]>>)
  : {}
for (const name of asked.only.split(',')) {
  const runs: Record<string, Found[]> = {}
  for (let seed = 1; seed <= Number(asked.seeds); seed++) {
    for (const [maker, found] of Object.entries(await parts[name]!(seed))) (runs[maker] ??= []).push(found)
    writeFileSync(results, await format(JSON.stringify({ ...all, [name]: runs }), { parser: 'json', printWidth: 120 }))
  }
  all[name] = runs
  process.stdout.write(`\n${summary(name, runs)}`)
}

async function known(seed: number): Promise<Record<string, Found>> {
  const { table } = await loadDataset('adult')
  const cut = (size: number) => {
    const rows = shuffleRows(table, createRng(seed))
    return [0, 1, 2, 3].map((part) => takeRows(rows, range(part * size, (part + 1) * size))) as [
      Table,
      Table,
      Table,
      Table,
    ]
  }
  const [train, holdout, reference] = cut(1000)
  const [more, others, furtherReference, fresh] = cut(2000)
  const known = { train, holdout, reference }
  return {
    'bootstrap with noise': await attack({ ...known, synthetic: noisyBootstrap(train, seed) }, seed),
    'sequential CART, leaves of 5': await attack({ ...known, synthetic: await cart(train, seed) }, seed),
    'other real rows': await attack(
      { train: more, holdout: others, reference: furtherReference, synthetic: fresh },
      seed,
    ),
  }
}

async function adult(seed: number): Promise<Record<string, Found>> {
  const [{ table: train }, { table: holdout }] = [
    await loadDataset('adult'),
    await loadDataset('adult', { part: 'test' }),
  ]
  return ours(train, holdout, seed)
}

async function fraud(seed: number): Promise<Record<string, Found>> {
  const { table } = await loadDataset('fraud')
  const { train, test } = splitTable(table, { seed, train: 0.5, validation: 0 })
  return ours(train, test, seed)
}

async function ours(train: Table, holdout: Table, seed: number): Promise<Record<string, Found>> {
  const makers: Record<string, Synthesizer> = {
    sequentialTrees: sequentialTrees(),
    adversarialForest: adversarialForest(),
  }
  const found: Record<string, Found> = {}
  for (const [name, synthesizer] of Object.entries(makers)) {
    const model = await synthesizer.fit(train, { seed })
    const synthetic = await model.sample(train.rowCount, { seed })
    const input = { train, holdout, synthetic }
    const { value: epsilon } = await canaryAudit(synthesizer).compute(input, { seed })
    found[name] = { ...(await attack(input, seed, synthesizer)), epsilon }
  }
  return found
}

async function attack(input: MetricInput, seed: number, synthesizer?: Synthesizer): Promise<Found> {
  const run: RunOptions = { seed }
  const before = process.cpuUsage().user
  const result = await attackBattery({ classifiers, ...(synthesizer && { synthesizer }) }).compute(input, run)
  const cpuSeconds = (process.cpuUsage().user - before) / 1e6
  const low = partsOf(result, 'low')
  const group = Object.keys(low).reduce((one, other) => (low[other]! > low[one]! ? other : one))
  const rate = partsOf(result, 'strongestAt1Percent')
  return {
    seed,
    value: result.value,
    interval: result.interval!,
    worst: { group, auc: result.breakdown![group]!, low: low[group]! },
    found: [rate['truePositiveRate']!, rate['low']!],
    attacks: partsOf(result, 'attacks'),
    cpuSeconds,
  }
}

function partsOf({ details }: MetricResult, name: string): Readonly<Record<string, number>> {
  const found = details?.[name]
  return found?.kind === 'parts' ? found.values : {}
}

/** Rows drawn with replacement, each number with noise of a hundredth of its column's deviation. */
function noisyBootstrap(table: Table, seed: number): Table {
  const rng = createRng(seed).fork('bootstrap')
  const drawn = takeRows(table, sampleWithReplacement(table.rowCount, table.rowCount, rng))
  const columns = drawn.columns.map((column) => {
    if (column.kind !== 'numeric') return column
    const mean = column.values.reduce((sum, value) => sum + value / column.values.length, 0)
    const deviation = Math.sqrt(
      column.values.reduce((sum, value) => sum + (value - mean) ** 2 / column.values.length, 0),
    )
    return { ...column, values: column.values.map((value) => value + (standardNormal(rng) * deviation) / 100) }
  })
  const fields = drawn.schema.fields.map((field) => (field.kind === 'numeric' ? { ...field, integer: false } : field))
  return { schema: { fields }, rowCount: drawn.rowCount, columns }
}

/** The rows of the peer's trees. */
async function cart(train: Table, seed: number): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'asdf-attacks-'))
  try {
    const [from, to] = [join(folder, 'train.csv'), join(folder, 'cart.csv')]
    await writeCsvFile(from, train)
    const options = ['--train', from, '--target', 'income', '--output', to, '--leaf', '5', '--seed', String(seed)]
    execFileSync(asked.python, [join(root, 'tools/peers/python/sequential_cart.py'), ...options])
    return headRows(await readCsvFile(to, { schema: train.schema }), train.rowCount)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function range(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, i) => start + i)
}

function summary(name: string, runs: Readonly<Record<string, readonly Found[]>>): string {
  const rows = Object.entries(runs).map(([maker, found]) => {
    const each = (read: (one: Found) => number) => median(found.map(read)).toFixed(3)
    const inside = found.filter(({ interval: [low, high] }) => low <= 0.5 && 0.5 <= high).length
    const worst = found.reduce((one, other) => (other.worst.low > one.worst.low ? other : one)).worst
    return [
      maker,
      each(({ value }) => value),
      `${each(({ interval }) => interval[0])} … ${each(({ interval }) => interval[1])}`,
      `${inside} of ${found.length}`,
      `${worst.group} ${worst.auc.toFixed(3)} (${worst.low.toFixed(3)})`,
      `${(100 * median(found.map((one) => one.found[0]))).toFixed(1)} %`,
      found[0]!.epsilon === undefined ? '–' : each((one) => one.epsilon!),
      median(found.map(({ cpuSeconds }) => cpuSeconds)).toFixed(0),
    ]
  })
  const head = [
    name,
    'strongest attack AUC',
    'corrected interval',
    '0.5 inside',
    'worst group of any run (lower end)',
    'found at 1 %',
    'ε at least',
    'CPU s',
  ]
  return markdownTable(head, rows)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
