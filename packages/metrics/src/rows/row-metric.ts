import type { Metric, MetricInput, MetricResult, Rng, RunOptions } from '@asdf/contract'
import type { ComparedColumn } from '../fidelity/compared-columns.ts'
import { AsdfError } from '@asdf/contract'
import { checkRun, chooseRows, compareTables, createRng } from '@asdf/core'
import { compareColumns } from '../fidelity/compared-columns.ts'
import { meanOf } from '../fidelity/mean-over-columns.ts'

/** For a metric that compares rows with rows, whose time grows with the square of their number. */
export interface RowsOption {
  /** Most rows of each side, chosen by the seed. The result names how many there were. */
  readonly rows: number
}

export const rowsDefault = 10_000

type Traits = Pick<Metric, 'id' | 'label' | 'group' | 'goal' | 'range'>

/** The columns of the rows that are compared, as many as the options allow. */
export interface RowSample {
  readonly columns: readonly ComparedColumn[]
  readonly trainRows: number
  readonly syntheticRows: number
  readonly rng: Rng
  readonly run: RunOptions
}

/** A metric of rows: checks its tables, cuts both to `rows` by the seed, and names the columns that it cannot compare. */
export function rowMetric(
  where: string,
  traits: Traits,
  rows: number,
  measure: (sample: RowSample) => Promise<Omit<MetricResult, 'n' | 'unmeasured'>>,
): Metric {
  return {
    specVersion: 1,
    ...traits,
    needsHoldout: false,
    needsTarget: false,
    compute: async (input: MetricInput, run: RunOptions) => {
      checkRun(where, run)
      run.signal?.throwIfAborted()
      const tables = compareTables(where, input)
      const rng = createRng(run.seed).fork(traits.id)
      const train = chooseRows(tables.train, rows, rng.fork('train'))
      const synthetic = chooseRows(tables.synthetic, rows, rng.fork('synthetic'))
      const { columns, unmeasured } = compareColumns({ train, synthetic })
      if (columns.length === 0) meanOf(where, [], unmeasured)
      const [trainRows, syntheticRows] = [train.rowCount, synthetic.rowCount]
      const result = await measure({ columns, trainRows, syntheticRows, rng, run })
      return { ...result, n: syntheticRows, ...(Object.keys(unmeasured).length > 0 && { unmeasured }) }
    },
  }
}

/** An `ASDF_METRIC_UNDEFINED` unless both sides have this many rows. */
export function needRows(where: string, { trainRows, syntheticRows }: RowSample, least: number): void {
  const fewest = Math.min(trainRows, syntheticRows)
  if (fewest >= least) return
  throw new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: needs at least ${least} rows on each side, got ${fewest}`, {
    metric: where,
  })
}
