import type { FittedRegressor, NumericField, RunOptions } from '@asdf/contract'
import type { CodedColumn, DensityOptions } from '@asdf/trees/density'
import type { CodeLayout } from '../../columns/coder.ts'
import type { CodedRows } from '../code-table.ts'
import type { AmountModel } from './amount-model.ts'
import { createRng, permutation } from '@asdf/core'
import { gradientBoostingRegressor } from '@asdf/trees'
import { fitCodes } from '@asdf/trees/density'
import { fitCoder } from '../../columns/fit-coder.ts'
import { mutualInformation } from '../column-order.ts'
import { guessesOf, guessTable } from './guesses.ts'

/** What is known when the columns have been modelled. */
export interface AmountsTask {
  /** The training rows as codes, in modelling order; the last column is the target. */
  readonly rows: { readonly coders: readonly CodeLayout[]; readonly codes: readonly Uint8Array[] }
  /** For each code of the target the mean of its values. */
  readonly centers: Float64Array
  readonly density: Partial<DensityOptions>
  /** Rows in a leaf, at least. */
  readonly minimumRows: number
  /** Rows behind every number that the coder of guesses keeps, at least. */
  readonly sharedRows: number
  readonly threads: number | null
}

const folds = 3
/** Training rows of a regression, at most. */
const maximumRows = 30_000
/** Columns that tell of the target, at most: those that tell most. */
const maximumFeatures = 64
const guess: NumericField = { name: 'guess', kind: 'numeric', role: 'feature', nullable: false, integer: false }

/** Learns how the target follows from the other columns; `undefined` without others, or with too few rows for any tree. */
export async function fitAmounts(task: AmountsTask, run: RunOptions): Promise<AmountModel | undefined> {
  const { coders, codes } = task.rows
  const rowCount = codes[0]!.length
  if (codes.length < 2 || rowCount < 2 * folds * task.minimumRows) return undefined
  const rng = createRng(run.seed).fork('amounts')
  const features = tellingColumns(task.rows)
  const own = { coders: features.map((place) => coders[place]!), codes: features.map((place) => codes[place]!) }
  const { regressors, guesses } = await crossFit(task, own, permutation(rowCount, rng.fork('folds')), run)
  const coder = fitCoder(guess, { kind: 'numeric', values: guesses }, { minimumRows: task.sharedRows, bins: guessBins })
  const columns: readonly CodedColumn[] = [
    codedColumn(coder, coder.encode({ kind: 'numeric', values: guesses })),
    ...own.codes.map((column, index) => codedColumn(own.coders[index]!, column)),
    codedColumn(coders.at(-1)!, codes.at(-1)!),
  ]
  const options = { ...task.density, given: columns.length - 1, startWithFirstColumn: true }
  const seed = rng.fork('density').nextUint32()
  const density = await fitCodes(columns, options, { seed, threads: task.threads, ...signalOf(run) })
  return { features, regressors, coder, density }
}

const guessBins = 64

/** Places of the columns that tell most of the last. */
function tellingColumns({ coders, codes }: AmountsTask['rows']): number[] {
  const places = [...codes.keys()].slice(0, -1)
  if (places.length <= maximumFeatures) return places
  const column = (place: number) => ({ codes: codes[place]!, size: coders[place]!.size })
  const told = places.map((place) => mutualInformation(column(place), column(codes.length - 1)))
  const most = places.sort((a, b) => told[b]! - told[a]! || a - b).slice(0, maximumFeatures)
  return most.sort((a, b) => a - b)
}

/** Regressions, each of the rows outside a fold, and for each row what the one predicts that has not seen it. */
async function crossFit(
  { rows, centers, minimumRows, threads }: AmountsTask,
  { coders, codes }: CodedRows,
  order: Uint32Array,
  run: RunOptions,
): Promise<{ readonly regressors: readonly FittedRegressor[]; readonly guesses: Float64Array }> {
  const values = valuesOf(centers, rows.codes.at(-1)!)
  const guesses = new Float64Array(values.length)
  const take = (chosen: Uint32Array) => {
    return { coders, codes: codes.map((column) => Uint8Array.from(chosen, (row) => column[row]!)) }
  }
  const regressors: FittedRegressor[] = []
  for (let fold = 0; fold < folds; fold++) {
    run.signal?.throwIfAborted()
    const seen = order.filter((_, place) => place % folds !== fold).subarray(0, maximumRows)
    const table = guessTable(
      take(seen),
      Float64Array.from(seen, (row) => values[row]!),
    )
    const maker = gradientBoostingRegressor({ minimumRowsPerLeaf: minimumRows, threads })
    const regressor = await maker.fit(table, { seed: run.seed, ...signalOf(run) })
    const unseen = order.filter((_, place) => place % folds === fold)
    const predicted = await guessesOf([regressor], take(unseen))
    unseen.forEach((row, i) => (guesses[row] = predicted[i]!))
    regressors.push(regressor)
    run.onProgress?.({ phase: 'amounts', step: fold + 1, totalSteps: folds })
  }
  return { regressors, guesses }
}

/** What the target of each row is to a regression: the mean of its code's values, or of all rows' where it has none. */
function valuesOf(centers: Float64Array, codes: Uint8Array): Float64Array {
  const values = Float64Array.from(codes, (code) => centers[code]!)
  const known = values.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value / known.length, 0)
  return values.map((value) => (Number.isNaN(value) ? mean : value))
}

function codedColumn({ size, ordered, atoms }: CodeLayout, codes: Uint8Array): CodedColumn {
  return { codes, size, ordered, atoms }
}

function signalOf({ signal }: RunOptions) {
  return signal && { signal }
}
