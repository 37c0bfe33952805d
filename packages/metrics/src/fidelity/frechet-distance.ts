import type { FeatureExtractor, Metric, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { RowsOption } from '../rows/row-metric.ts'
import {
  checkNumberOption,
  checkOptionNames,
  checkRun,
  chooseRows,
  compareTables,
  createRng,
  createTurns,
  optionError,
} from '@asdf/core'
import { rowsDefault } from '../rows/row-metric.ts'
import { tableFeatures } from '../rows/table-features.ts'
import { frechetWork } from './frechet.ts'
import { meanOf } from './mean-over-columns.ts'

const where = 'frechetDistance'
const id = '@asdf/metrics/frechet-distance'

const defaults: RowsOption = { rows: rowsDefault }

/**
 * The Fréchet distance of training and synthetic rows in a space of features, as `frechetDistanceOf` of the features that
 * `extractor` takes of both; 0 is best. It sees means and covariances alone. Few rows raise it: read the ceiling. Both sides are
 * cut to `rows` by the seed.
 *
 * The default extractor, `tableFeatures`, encodes columns; for images hand in one that runs a trained network. What it leaves
 * out is `unmeasured`. Errors: those of `columnShapes`, of the extractor and of `frechetDistanceOf`, and `ASDF_OPTION_INVALID`
 * when configured.
 */
export function frechetDistance(
  extractor: FeatureExtractor = tableFeatures,
  options: Partial<RowsOption> = {},
): Metric {
  if (typeof (extractor as Partial<FeatureExtractor> | null)?.fit !== 'function') {
    throw optionError(where, 'extractor', extractor, 'must be a feature extractor, such as tableFeatures')
  }
  checkOptionNames(where, options, defaults)
  const { rows } = { ...defaults, ...options }
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
  return {
    specVersion: 1,
    id,
    label: 'Fréchet distance',
    group: 'fidelity',
    goal: 'minimize',
    range: [0, Infinity],
    needsHoldout: false,
    needsTarget: false,
    compute: (input, run) => computeFrechet(extractor, rows, input, run),
  }
}

async function computeFrechet(
  extractor: FeatureExtractor,
  rows: number,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const tables = compareTables(where, input)
  const rng = createRng(run.seed).fork(id)
  const train = chooseRows(tables.train, rows, rng.fork('train'))
  const synthetic = chooseRows(tables.synthetic, rows, rng.fork('synthetic'))
  const { onProgress, ...quiet } = run
  const fitted = await extractor.fit(train, quiet)
  const { unmeasured = {} } = fitted
  if (fitted.width === 0) meanOf(where, [], unmeasured)
  const features = [await fitted.extract(train, quiet), await fitted.extract(synthetic, quiet)] as const
  onProgress?.({ phase: `${where}: features`, step: 1, totalSteps: 1 })
  const value = await createTurns(run.signal).run(frechetWork(...features))
  onProgress?.({ phase: where, step: 1, totalSteps: 1 })
  return { value, n: synthetic.rowCount, ...(Object.keys(unmeasured).length > 0 && { unmeasured }) }
}
