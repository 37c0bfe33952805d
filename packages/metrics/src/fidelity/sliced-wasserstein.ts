import type { Metric, MetricFactory, MetricResult, Rng } from '@asdf/contract'
import type { EncodedRows } from '../rows/encoded-rows.ts'
import type { RowSample, RowsOption } from '../rows/row-metric.ts'
import { checkNumberOption, checkOptionNames, runSteps, standardNormal } from '@asdf/core'
import { encodeRows } from '../rows/encoded-rows.ts'
import { projectRows } from '../rows/kernels/project-rows.ts'
import { rowMetric, rowsDefault } from '../rows/row-metric.ts'
import { wasserstein1 } from './kernels/wasserstein.ts'

const where = 'slicedWasserstein'
const id = '@asdf/metrics/sliced-wasserstein'

export interface SlicedWassersteinOptions extends RowsOption {
  /** Random directions. The value's spread over seeds falls with the root of their number. */
  readonly projections: number
}

const defaults: SlicedWassersteinOptions = { rows: rowsDefault, projections: 100 }

/**
 * The sliced Wasserstein-1 distance of training and synthetic rows: rows are projected on random directions, and the mean
 * is taken of the Wasserstein-1 distances of the projections; 0 is best. It sees how columns go together, which distances of columns
 * do not. Rabin et al., "Wasserstein barycenter and its application to texture mixing", 2011.
 *
 * Rows are encoded as in `maximumMeanDiscrepancy`, and cut to `rows` by the seed, which draws the directions too.
 * `details.spread` has the standard error over directions. Equal to `ot.sliced_wasserstein_distance(…, p=1)` of POT for
 * the same directions. Cost O(projections × rows × (columns + log rows)).
 *
 * Texts, images and series are not measured; errors are those of `columnShapes`, and `ASDF_OPTION_INVALID` when configured.
 */
export const slicedWasserstein: MetricFactory<SlicedWassersteinOptions> = Object.assign(
  (options: Partial<SlicedWassersteinOptions> = {}): Metric => {
    checkOptionNames(where, options, defaults)
    const { rows, projections } = { ...defaults, ...options }
    checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
    checkNumberOption(where, 'projections', projections, { integer: true, minimum: 1, maximum: 100_000 })
    const traits = { id, label: 'sliced Wasserstein distance', group: 'fidelity', goal: 'minimize' } as const
    return rowMetric(where, { ...traits, range: [0, Infinity] }, rows, (sample) => computeSliced(sample, projections))
  },
  { id, defaults },
)

async function computeSliced({ columns, rng, run }: RowSample, projections: number): Promise<Omit<MetricResult, 'n'>> {
  const { train, synthetic } = encodeRows(columns)
  const width = train.numberColumns + train.sizes.reduce((sum, size) => sum + size, 0)
  const distances = new Float64Array(projections)
  await runSteps(run, where, projections, (at) => {
    distances[at] = slicedDistance(train, synthetic, unitDirection(width, rng.fork(at)))
    return {}
  })
  const value = distances.reduce((sum, distance) => sum + distance / projections, 0)
  const squares = distances.reduce((sum, distance) => sum + (distance - value) ** 2, 0)
  const standardError = projections > 1 ? Math.sqrt(squares / (projections - 1) / projections) : 0
  return {
    value,
    details: { spread: { kind: 'parts', values: { 'standard error over directions': standardError } } },
  }
}

/** The Wasserstein-1 distance of the rows of two tables along a direction: a number for each number and code. */
export function slicedDistance(a: EncodedRows, b: EncodedRows, direction: Float64Array): number {
  return wasserstein1(projectRows(a, direction).sort(), projectRows(b, direction).sort())
}

function unitDirection(width: number, rng: Rng): Float64Array {
  const direction = Float64Array.from({ length: width }, () => standardNormal(rng))
  const norm = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0))
  return direction.map((value) => value / norm)
}
