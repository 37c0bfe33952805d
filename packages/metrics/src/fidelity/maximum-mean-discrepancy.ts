import type { Metric, MetricFactory, MetricResult, Rng, RunOptions } from '@asdf/contract'
import type { EncodedRows } from '../rows/encoded-rows.ts'
import type { RowSample, RowsOption } from '../rows/row-metric.ts'
import { checkChoiceOption, checkNumberOption, checkOptionNames, runSteps, sampleWithoutReplacement } from '@asdf/core'
import { encodeRows, rawRows } from '../rows/encoded-rows.ts'
import { squaredRowDistance } from '../rows/kernels/row-distance.ts'
import { needRows, rowMetric, rowsDefault } from '../rows/row-metric.ts'

const where = 'maximumMeanDiscrepancy'
const id = '@asdf/metrics/maximum-mean-discrepancy'

export interface MaximumMeanDiscrepancyOptions extends RowsOption {
  /**
   * `compat` is as synthcity 0.2.12: γ = 1 on columns that are not scaled, labels as numbers, each row compared with itself
   * too, which makes it biased. `fixed` scales, chooses γ by the training rows and is unbiased.
   */
  readonly mode: 'fixed' | 'compat'
}

const defaults: MaximumMeanDiscrepancyOptions = { rows: rowsDefault, mode: 'fixed' }

/** The median distance is that of at most this many training rows, chosen by the seed. */
const medianRows = 1000

/**
 * The maximum mean discrepancy of training and synthetic rows, squared, in its unbiased form: mean k(x, x′) + mean k(y, y′)
 * - 2 mean k(x, y) over different rows, with k = exp(-γ |x - y|²). About 0, and then as often below, when both are of one
 * distribution; at most 2. Gretton et al., "A kernel two-sample test", JMLR 13, 2012, eq. 3.
 *
 * Rows are numbers over the training rows' range and one-hot categories; a null number is at the mean, with a column that
 * says so. γ is one over twice the squared median distance of training rows. Both sides are cut to `rows` by the seed.
 * `details.kernel` has γ. Cost O(rows² × columns).
 *
 * Texts, images and series are not measured; errors are those of `columnShapes`, `ASDF_OPTION_INVALID` when configured,
 * and `ASDF_METRIC_UNDEFINED` for fewer than two rows on a side.
 */
export const maximumMeanDiscrepancy: MetricFactory<MaximumMeanDiscrepancyOptions> = Object.assign(
  (options: Partial<MaximumMeanDiscrepancyOptions> = {}): Metric => {
    checkOptionNames(where, options, defaults)
    const { rows, mode } = { ...defaults, ...options }
    checkNumberOption(where, 'rows', rows, { integer: true, minimum: 2 })
    checkChoiceOption(where, 'mode', mode, ['fixed', 'compat'])
    const traits = { id, label: 'maximum mean discrepancy', group: 'fidelity', goal: 'minimize' } as const
    return rowMetric(where, { ...traits, range: [-2, 2] }, rows, (sample) => computeDiscrepancy(sample, mode))
  },
  { id, defaults },
)

async function computeDiscrepancy(
  sample: RowSample,
  mode: MaximumMeanDiscrepancyOptions['mode'],
): Promise<Omit<MetricResult, 'n'>> {
  needRows(where, sample, 2)
  const isFixed = mode === 'fixed'
  const { train, synthetic } = isFixed ? encodeRows(sample.columns) : rawRows(sample.columns)
  const gamma = isFixed ? gammaOf(train, sample.rng.fork('median')) : 1
  const mean = (a: EncodedRows, b: EncodedRows, part: string) =>
    meanKernel([a, b], gamma, isFixed, sample.run, `${where}: ${part}`)
  const real = await mean(train, train, 'training rows')
  const made = await mean(synthetic, synthetic, 'synthetic rows')
  const value = real + made - 2 * (await mean(train, synthetic, 'both'))
  return { value, mode, details: { kernel: { kind: 'parts', values: { gamma } } } }
}

/** The mean of the kernel over all pairs, or of one table with itself and `skipsSelf` over the pairs of different rows. */
async function meanKernel(
  [a, b]: readonly [EncodedRows, EncodedRows],
  gamma: number,
  skipsSelf: boolean,
  run: RunOptions,
  phase: string,
): Promise<number> {
  // The kernel of rows this far apart is too small for a double.
  const limit = 750 / gamma
  const isSame = a === b
  let sum = 0
  await runSteps(run, phase, a.rowCount, (i) => {
    let row = 0
    const end = isSame ? i : b.rowCount
    for (let j = 0; j < end; j++) row += Math.exp(-gamma * squaredRowDistance(a, i, b, j, limit))
    sum += row
    return {}
  })
  if (!isSame) return sum / a.rowCount / b.rowCount
  const n = a.rowCount
  return skipsSelf ? (2 * sum) / n / (n - 1) : (2 * sum + n) / n ** 2
}

/** One over twice the squared median distance; 1 where most rows are alike. */
function gammaOf(rows: EncodedRows, rng: Rng): number {
  const count = Math.min(rows.rowCount, medianRows)
  const chosen =
    count === rows.rowCount
      ? Uint32Array.from({ length: count }, (_, i) => i)
      : sampleWithoutReplacement(rows.rowCount, count, rng)
  const squares = new Float64Array((count * (count - 1)) / 2)
  let place = 0
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) squares[place++] = squaredRowDistance(rows, chosen[i]!, rows, chosen[j]!, Infinity)
  }
  const median = squares.sort()[squares.length >> 1]!
  return median > 0 ? 1 / (2 * median) : 1
}
