import type { Metric, MetricFactory, MetricInput, MetricResult, Rng, RunOptions } from '@asdf/contract'
import type { BinnedColumn } from './kernels/joint-distance.ts'
import {
  checkNumberOption,
  checkOptionNames,
  checkRun,
  compareTables,
  createRng,
  runSteps,
  sampleWithoutReplacement,
} from '@asdf/core'
import { binnedColumn } from './bins.ts'
import { compareColumns } from './compared-columns.ts'
import { cramersV } from './kernels/association.ts'
import { joinedColumn } from './kernels/joined-column.ts'
import { jointDistance } from './kernels/joint-distance.ts'
import { meanOf } from './mean-over-columns.ts'

const where = 'tripleTrends'
const id = '@asdf/metrics/triple-trends'

export interface TripleTrendsOptions {
  /** Triples are of this many columns, those with the strongest associations among the training rows. */
  readonly columns: number
  /** Most triples, chosen among them by the seed. */
  readonly triples: number
}

const defaults: TripleTrendsOptions = { columns: 10, triples: 120 }

/** Associations are measured among at most this many columns and training rows, chosen by the seed. */
const [mostColumns, mostRows] = [200, 2000]

/**
 * How alike triples of columns go together in training and synthetic rows: one minus the total variation of the joint table
 * of three columns, from 0 to 1; the mean over triples, and in `breakdown` each. Numbers are in 10 bins of equal width between the
 * training rows' least and largest, the outer two open; nulls are a bin. After the trivariate accuracy of mostlyai-qa.
 *
 * All triples of a wide table are too many. They are taken among the `columns` whose mean Cramér's V with the others is
 * highest in the training rows, and at most `triples` of them, chosen by the seed; `details.sample` says how many there are.
 * Joint tables of three columns are sparse, so that even real rows score well below 1: read the ceiling. Cost
 * O(rows × triples). Texts, images and series are not measured; errors are those of `columnShapes`,
 * `ASDF_OPTION_INVALID` when configured, and `ASDF_METRIC_UNDEFINED` for fewer than three columns.
 */
export const tripleTrends: MetricFactory<TripleTrendsOptions> = Object.assign(
  (options: Partial<TripleTrendsOptions> = {}): Metric => {
    checkOptionNames(where, options, defaults)
    const { columns, triples } = { ...defaults, ...options }
    checkNumberOption(where, 'columns', columns, { integer: true, minimum: 3, maximum: 100 })
    checkNumberOption(where, 'triples', triples, { integer: true, minimum: 1, maximum: 100_000 })
    return {
      specVersion: 1,
      id,
      label: 'triple trends',
      group: 'fidelity',
      goal: 'maximize',
      range: [0, 1],
      needsHoldout: false,
      needsTarget: false,
      compute: (input, run) => computeTriples(input, { columns, triples }, run),
    }
  },
  { id, defaults },
)

async function computeTriples(
  input: MetricInput,
  { columns: most, triples }: TripleTrendsOptions,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const tables = compareTables(where, input)
  const { columns, unmeasured } = compareColumns(tables)
  const bins = columns.map((column) => binnedColumn(column, true))
  const rng = createRng(run.seed).fork(id)
  const names = columns.map(({ name }) => name)
  const found = triplesOf((await mostAssociated(bins, most, rng, run)).sort((a, b) => a - b))
  const chosen =
    found.length <= triples
      ? found
      : Array.from(sampleWithoutReplacement(found.length, triples, rng.fork('triples')).sort(), (at) => found[at]!)
  const breakdown: Record<string, number> = {}
  await runSteps(run, where, chosen.length, (at) => {
    const [a, b, c] = chosen[at]!
    breakdown[[a, b, c].map((index) => names[index]!).join(' | ')] =
      1 - jointDistance(joinedColumn(bins[a]!, bins[b]!), bins[c]!)
    return {}
  })
  const reasons = chosen.length > 0 ? {} : { 'the tables': 'a triple needs three columns', ...unmeasured }
  const all = (columns.length * (columns.length - 1) * (columns.length - 2)) / 6
  return {
    value: meanOf(where, Object.values(breakdown), reasons),
    n: tables.synthetic.rowCount,
    breakdown,
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
    details: { sample: { kind: 'parts', values: { 'triples measured': chosen.length, 'triples there are': all } } },
  }
}

/** The columns, by their place, with the highest mean association with others in the training rows. */
async function mostAssociated(
  bins: readonly BinnedColumn[],
  most: number,
  rng: Rng,
  run: RunOptions,
): Promise<number[]> {
  const all = Array.from(bins.keys())
  if (all.length <= most) return all
  const candidates =
    all.length <= mostColumns ? all : Array.from(sampleWithoutReplacement(all.length, mostColumns, rng.fork('columns')))
  const rows = bins[0]!.train.length
  const sample = rows <= mostRows ? undefined : sampleWithoutReplacement(rows, mostRows, rng.fork('rows'))
  const codes = candidates.map((index) => {
    const { train } = bins[index]!
    return sample === undefined ? train : Int32Array.from(sample, (row) => train[row]!)
  })
  const sums = new Float64Array(candidates.length)
  await runSteps(run, `${where}: associations`, candidates.length, (i) => {
    for (let j = 0; j < i; j++) {
      const v = cramersV(codes[i]!, codes[j]!, [bins[candidates[i]!]!.size, bins[candidates[j]!]!.size])
      if (Number.isNaN(v)) continue
      sums[i]! += v
      sums[j]! += v
    }
    return {}
  })
  const order = Array.from(candidates.keys()).sort((a, b) => sums[b]! - sums[a]! || candidates[a]! - candidates[b]!)
  return order.slice(0, most).map((place) => candidates[place]!)
}

type Triple = readonly [number, number, number]

function triplesOf(columns: readonly number[]): readonly Triple[] {
  return columns.flatMap((a, i) =>
    columns.slice(i + 1).flatMap((b, j) => columns.slice(i + j + 2).map((c): Triple => [a, b, c])),
  )
}
