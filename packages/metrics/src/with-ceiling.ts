import type { Metric, MetricCeiling, MetricInput, MetricResult, Rng, RunOptions, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, checkRun, checkTable, createRng, permutation, takeRows } from '@asdf/core'
import { halfOf, halfWidth, intervalAround, rowsInOrder } from './half-samples.ts'
import { describeDifference } from './verdict.ts'

const where = 'withCeiling'

export interface CeilingOptions {
  /** Half-samples that intervals are made from; at least 4. */
  readonly repeats: number
}

const defaults: CeilingOptions = { repeats: 8 }

/**
 * A metric with what real rows reach in it, its ceiling: hold-out rows pose as synthetic and are measured in the same way. A
 * metric that tests on the hold-out gets one half of it to pose and the other to test on. Synthetic and posing rows are cut
 * to one number by the seed, which the result names as `n`, because most metrics depend on it.
 *
 * `interval` and that of the `ceiling` are at 95 %, from `repeats` random halves of the rows (the delete-half
 * jackknife: Shao and Wu, "A general theory for jackknife variance estimation", Annals of Statistics 17, 1989). `verdict` says
 * in words how the value lies to its ceiling, by the differences of the same halves.
 *
 * Errors: those of the metric, `ASDF_METRIC_UNDEFINED` without a hold-out of at least 4 rows, `ASDF_OPTION_INVALID`.
 */
export function withCeiling(metric: Metric, options: Partial<CeilingOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const { repeats } = { ...defaults, ...options }
  checkNumberOption(where, 'repeats', repeats, { integer: true, minimum: 4, maximum: 1000 })
  return { ...metric, needsHoldout: true, compute: (input, run) => measure(metric, repeats, input, run) }
}

async function measure(metric: Metric, repeats: number, input: MetricInput, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  const rng = createRng(run.seed).fork(where)
  const { synthetic, posing, rest } = partsOf(metric, input, rng)
  const { onProgress, ...quiet } = run
  const totalSteps = 2 + 2 * repeats
  let step = 0
  const compute = async (rows: Table) => {
    const result = await metric.compute({ ...rest, synthetic: rows }, quiet)
    onProgress?.({ phase: metric.label, step: ++step, totalSteps })
    return result
  }
  const [result, best] = [await compute(synthetic), await compute(posing)]
  const values: number[] = []
  const ceilings: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    values.push((await compute(halfOf(synthetic, rng.fork('synthetic').fork(repeat)))).value)
    ceilings.push((await compute(halfOf(posing, rng.fork('posing').fork(repeat)))).value)
  }
  const differences = values.map((value, repeat) => value - ceilings[repeat]!)
  const n = synthetic.rowCount
  const ceiling: MetricCeiling = { value: best.value, interval: intervalAround(best.value, ceilings, metric), n }
  const difference = result.value - best.value
  const half = halfWidth(differences)
  return {
    ...result,
    n,
    interval: intervalAround(result.value, values, metric),
    ceiling,
    verdict: describeDifference(metric, n, difference, half),
  }
}

interface Parts {
  readonly synthetic: Table
  readonly posing: Table
  /** What both are measured against. */
  readonly rest: Omit<MetricInput, 'synthetic'>
}

function partsOf(metric: Metric, { train, synthetic, holdout, reference }: MetricInput, rng: Rng): Parts {
  checkTable(`${where}: the synthetic table`, synthetic)
  if (holdout === undefined) {
    throw undefinedCeiling(metric, "needs real rows that the synthesizer never saw; give them as 'holdout'")
  }
  checkTable(`${where}: the hold-out table`, holdout)
  if (holdout.rowCount < 4)
    throw undefinedCeiling(metric, `needs a hold-out of at least 4 rows, got ${holdout.rowCount}`)
  if (synthetic.rowCount < 2)
    throw undefinedCeiling(metric, `needs at least 2 synthetic rows, got ${synthetic.rowCount}`)
  const order = permutation(holdout.rowCount, rng.fork('holdout'))
  const middle = metric.needsHoldout ? order.length >> 1 : order.length
  const posers = order.subarray(0, middle)
  const testers = metric.needsHoldout ? takeRows(holdout, order.slice(middle)) : holdout
  const n = Math.min(synthetic.rowCount, posers.length)
  return {
    synthetic: rowsInOrder(synthetic, permutation(synthetic.rowCount, rng.fork('rows')), n),
    posing: rowsInOrder(holdout, posers, n),
    rest: { train, holdout: testers, ...(reference !== undefined && { reference }) },
  }
}

function undefinedCeiling(metric: Metric, fault: string): AsdfError {
  return new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: ${metric.label} ${fault}`, { metric: metric.id })
}
