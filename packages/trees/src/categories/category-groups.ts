import type { Rng } from '@asdf/contract'
import type { Targets } from '../targets.ts'
import type { Cells } from './cells.ts'
import type { Smoothing } from './smoothing.ts'
import type { CategoryRows, CategorySums, TargetMeasure } from './target-measure.ts'
import { uniformInteger } from '@asdf/core'
import { cellCount, cellOf, cutCells } from './cells.ts'
import { smoothingOf, smoothInto } from './smoothing.ts'
import { sumByCategory, targetMeasure } from './target-measure.ts'

/**
 * Bins of a column of more categories than there are bins. Frequent ones have a bin each. The others share bins with those
 * whose rows have a target like theirs: a bin is a cell of their smoothed means.
 */
export interface CategoryGroups {
  readonly count: number
  /** How many categories occur. */
  readonly present: number
  /** [categories] The bin of each: of one without rows that of the mean of all rows. */
  readonly binOfCode: Uint8Array
  /** [categories] 1 where a category has a bin of its own. */
  readonly isAlone: Uint8Array
  /** How many bins the frequent categories have; those of the cells follow. */
  readonly alone: number
  readonly measure: TargetMeasure
  readonly smoothing: Smoothing
  readonly cells: Cells
}

/** The target of training rows, and its classes; `null` for numbers. */
export interface LearnedTarget {
  readonly classes: readonly string[] | null
  readonly targets: Targets
}

/** Learns at most `room` groups of the categories that occur. */
export function fitGroups(
  column: CategoryRows,
  categories: number,
  { classes, targets }: LearnedTarget,
  room: number,
): CategoryGroups {
  const measure = targetMeasure(classes, targets)
  const sums = sumByCategory(column, categories, measure, targets, () => true)
  const smoothing = smoothingOf(sums, sumOfSquares(column, measure, targets))
  const isAlone = chooseAlone(sums.rows, room)
  const alone = isAlone.reduce((all, one) => all + one, 0)
  const shared = Array.from(isAlone.keys()).filter((code) => isAlone[code] === 0 && sums.rows[code]! > 0)
  const { width } = measure
  const values = new Float64Array(shared.length * width)
  shared.forEach((code, i) => smoothInto(smoothing, sums, code, null, values.subarray(i * width, (i + 1) * width)))
  const weights = Float64Array.from(shared, (code) => sums.rows[code]!)
  // A cell of fewer rows than the prior counts for tells less than the prior.
  const cells = cutCells({ values, width, weights }, Math.min(mostCells, room - alone), smoothing.strength)
  const binOfCode = new Uint8Array(categories)
  const statistic = new Float64Array(width)
  let next = 0
  for (let code = 0; code < categories; code++) {
    if (isAlone[code] === 1) {
      binOfCode[code] = next++
      continue
    }
    smoothInto(smoothing, sums, code, null, statistic)
    binOfCode[code] = alone + cellOf(cells, statistic)
  }
  const present = alone + shared.length
  return { count: alone + cellCount(cells), present, binOfCode, isAlone, alone, measure, smoothing, cells }
}

/** More cells fit noise: categories in neighboring ones hardly differ. */
const mostCells = 64

/** Training rows are cut into so many parts; the means of a row's category are those in the other parts. */
const folds = 8

/** Training rows that get bins. */
export interface TrainingCodes {
  readonly column: CategoryRows
  readonly targets: Targets
  /** The bin of rows without a category. */
  readonly missing: number
}

/**
 * Writes the bins of training rows, whose own target must not show in them: a row's bin is that of its category's means in
 * the parts of the rows that it does not lie in.
 */
export function binTrainingCodes(groups: CategoryGroups, rows: TrainingCodes, rng: Rng, out: Uint8Array): void {
  const { codes, valid } = rows.column
  const part = Uint8Array.from(codes, () => uniformInteger(rng, folds))
  const sums = sumByCategory(rows.column, groups.isAlone.length, groups.measure, rows.targets, () => true)
  for (let fold = 0; fold < folds; fold++) {
    const isOwn = (row: number) => part[row] === fold
    const own = sumByCategory(rows.column, groups.isAlone.length, groups.measure, rows.targets, isOwn)
    const binOf = binsWithout(groups, sums, own)
    for (let row = 0; row < codes.length; row++) {
      if (part[row] === fold) out[row] = valid?.[row] === 0 ? rows.missing : binOf[codes[row]!]!
    }
  }
}

/** The bin of each category by the rows that are not in `without`. */
function binsWithout(groups: CategoryGroups, sums: CategorySums, without: CategorySums): Uint8Array {
  const { measure, smoothing, isAlone, alone, cells } = groups
  const statistic = new Float64Array(measure.width)
  return groups.binOfCode.map((bin, code) => {
    // No row asks for one that none of these has.
    if (isAlone[code] === 1 || without.rows[code] === 0) return bin
    smoothInto(smoothing, sums, code, without, statistic)
    return alone + cellOf(cells, statistic)
  })
}

/** Categories that fill a bin of average size by themselves, for at most half of the bins. */
function chooseAlone(rows: Float64Array, room: number): Uint8Array {
  const least = rows.reduce((all, count) => all + count, 0) / room
  const frequent = Array.from(rows.keys())
    .filter((code) => rows[code]! >= least)
    .sort((a, b) => rows[b]! - rows[a]! || a - b)
  const isAlone = new Uint8Array(rows.length)
  for (const code of frequent.slice(0, room >> 1)) isAlone[code] = 1
  return isAlone
}

function sumOfSquares(
  { codes, valid }: CategoryRows,
  { placeOf }: TargetMeasure,
  { values, weights }: Targets,
): number {
  let sum = 0
  for (let row = 0; row < codes.length; row++) {
    if (valid?.[row] === 0) continue
    const weight = weights === null ? 1 : weights[row]!
    if (placeOf === null) sum += weight * values[row]! ** 2
    else if (placeOf[values[row]!]! >= 0) sum += weight
  }
  return sum
}
