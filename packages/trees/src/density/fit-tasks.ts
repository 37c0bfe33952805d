import type { Pace } from '../pace.ts'
import type { CodedColumn } from './coded-column.ts'
import type { DensityOptions } from './density-options.ts'
import type { DigitFeature, DigitRows } from './digit-room.ts'
import type { ColumnDigits, Digit } from './digits.ts'
import type { FittedDigit } from './fit-digit.ts'
import type { KernelRooms } from './kernels/memory.ts'
import type { ScreeningSample } from './screen-features.ts'
import { createRng } from '@asdf/core'
import { widthOf } from './digit-room.ts'
import { planDigits } from './digits.ts'
import { fitDigit } from './fit-digit.ts'
import { screenFeatures } from './screen-features.ts'

/** All that threads need to know to fit digits. */
export interface FitPlan {
  readonly options: DensityOptions
  readonly seed: number
  readonly rowCount: number
  /** Rows lie in random order, training rows before those that are held back. */
  readonly training: number
  readonly columns: readonly Omit<CodedColumn, 'codes'>[]
  /** Column by column. */
  readonly codes: Uint8Array
  readonly screening: ScreeningSample
}

/** One digit of one column. The number of columns stands for the first column, given all the others. */
export interface FitTask {
  readonly column: number
  readonly digit: number
}

export interface FitResult extends FitTask {
  readonly fitted: FittedDigit
  /** The column that each feature of the trees is; -1 for the coarse group. */
  readonly features: readonly number[]
  /** How many rows the digit's likelihoods are sums over. */
  readonly scoredRows: number
}

export function columnOf({ columns, codes, rowCount }: FitPlan, task: number): CodedColumn {
  const column = task % columns.length
  return { ...columns[column]!, codes: codes.subarray(column * rowCount, (column + 1) * rowCount) }
}

/** The digits of a column. The first column follows from no other, and so has one. */
export function digitsOf(column: CodedColumn, index: number, { groups }: DensityOptions): ColumnDigits {
  return planDigits(column, index === 0 ? 255 : groups)
}

/** Fits one digit after the other in a thread's rooms. */
export function createFitter(plan: FitPlan, rooms: KernelRooms): (task: FitTask, pace: Pace) => Promise<FitResult> {
  const planned = plan.screening.packed === null ? plan.options : wideOptions(plan.options)
  const screened: (readonly number[] | undefined)[] = []
  return async (task, pace) => {
    const own = task.column % plan.columns.length
    const isClosing = own < task.column
    const column = digitsOf(columnOf(plan, own), own, plan.options)
    const isGiven = own < plan.options.given && !isClosing
    const before = isGiven ? [] : (screened[task.column] ??= featuresOf(plan, task.column))
    const usual = isGiven ? { ...planned, maximumRounds: 0 } : planned
    const options = isClosing ? closingOptions(planned) : usual
    const rows = digitRows(isClosing ? { ...plan, training: plan.rowCount } : plan, task, column, before)
    if (pace.isDue()) await pace.turn()
    const rng = createRng(plan.seed)
      .fork('digits')
      .fork(2 * task.column + task.digit)
    const fitted = await fitDigit(rooms, column.digits[task.digit]!, rows, options, { rng, pace })
    const scoredRows = rows.training < rows.count ? rows.count - rows.training : rows.count
    return { ...task, fitted, features: task.digit === 1 ? [-1, ...before] : before, scoredRows }
  }
}

/** The columns that a column is modelled by: those before it, or all others for the first column at the end. */
function featuresOf({ columns, screening, options }: FitPlan, column: number): readonly number[] {
  const own = column % columns.length
  const others: number[] = []
  for (let index = 0; index < column; index++) if (index !== own) others.push(index)
  return screenFeatures(screening, own, others, options.maximumFeatures)
}

/** Where there are thousands of columns, the time goes into bins: so few tell as much of as many features. */
function wideOptions(options: DensityOptions): DensityOptions {
  return { ...options, featureBins: Math.min(options.featureBins, wideBins) }
}

const wideBins = 32

/**
 * The first column given all the others is a classifier, for whose errors no later column makes up: it is boosted for a
 * fixed number of rounds on all rows and features, and its leaves are hardly drawn to the rows around them.
 */
function closingOptions(options: DensityOptions): DensityOptions {
  return { ...options, learningRate: 0.2, maximumRounds: 100, featureShare: 1, pseudoCount: 0.1 }
}

function digitRows(plan: FitPlan, task: FitTask, column: ColumnDigits, before: readonly number[]): DigitRows {
  const { codes } = columnOf(plan, task.column)
  const digit = column.digits[task.digit]!
  const groupOf = task.digit === 1 ? column.digits[0]!.classOfCode : null
  const kept = chooseRows(plan, codes, digit, groupOf)
  const pick = (source: Uint8Array) => (kept === null ? source : gather(source, kept.rows))
  const features: DigitFeature[] = before.map((index) => {
    const { size, ordered } = plan.columns[index]!
    return { codes: pick(columnOf(plan, index).codes), size, isOrdered: ordered }
  })
  const own = pick(codes)
  const groups = groupOf === null ? null : own.map((code) => groupOf[code]!)
  if (groups !== null) features.unshift({ codes: groups, size: column.starts!.length, isOrdered: true })
  const classes = own.map((code) => digit.classOfCode[code]!)
  // The second digit starts from the shares in its group, which know the first column through the first digit.
  const firstColumn = groups === null ? before.indexOf(0) : -1
  return { count: own.length, training: kept?.training ?? plan.training, classes, groups, features, firstColumn }
}

// Shares of one digit take at most 256 MiB: digits of very many classes and rows are fitted on a part of the rows.
const mostShares = 2 ** 26

/** The rows that take part, or `null` for all: those of groups with more than one code, as many as shares fit for. */
function chooseRows(
  { rowCount, training }: FitPlan,
  codes: Uint8Array,
  digit: Digit,
  groupOf: Uint8Array | null,
): { readonly rows: Uint32Array; readonly training: number } | null {
  const most = Math.floor(mostShares / widthOf(digit.classes))
  if (groupOf === null && rowCount <= most) return null
  const sizes = new Uint8Array(256)
  groupOf?.forEach((group) => sizes[group]!++)
  const takes = (row: number) => groupOf === null || sizes[groupOf[codes[row]!]!]! > 1
  const share = Math.min(1, most / rowCount)
  const rows = new Uint32Array(rowCount)
  const trainingEnd = Math.ceil(training * share)
  const heldBackEnd = training + Math.floor((rowCount - training) * share)
  let kept = 0
  for (let row = 0; row < trainingEnd; row++) if (takes(row)) rows[kept++] = row
  const keptTraining = kept
  for (let row = training; row < heldBackEnd; row++) if (takes(row)) rows[kept++] = row
  return { rows: rows.subarray(0, kept), training: keptTraining }
}

function gather(source: Uint8Array, rows: Uint32Array): Uint8Array {
  const out = new Uint8Array(rows.length)
  for (let i = 0; i < rows.length; i++) out[i] = source[rows[i]!]!
  return out
}
