import type { DatetimeColumn, DatetimeField, NumericColumn, NumericField } from '@asdf/contract'
import type { Mode } from './modes.ts'
import type { TransformOptions } from './options.ts'
import type { NumberPlan } from './plans.ts'
import type { WeightedValues } from './weighted-values.ts'
import { quantileState } from '../encoders/quantile.ts'
import { frequentCodes, listedCodes, nearestCode } from '../infer/integer-codes.ts'
import { releasedRows } from '../release/release-table.ts'
import { gridOf } from '../value-grid.ts'
import { modeTable, shareModeLevels } from './mode-table.ts'
import { findModes } from './modes.ts'
import { scalarLimit } from './plans.ts'
import { countValues } from './weighted-values.ts'

/** Learns how a column of finite numbers or datetimes is encoded. */
export function fitNumbers(
  field: NumericField | DatetimeField,
  column: NumericColumn | DatetimeColumn,
  { numeric, modes: most, bounded, categoryLimit }: TransformOptions,
): NumberPlan {
  const { values, valid } = column
  const present = valid === undefined ? values : values.filter((_, row) => valid[row] === 1)
  const grid = present.length > 0 ? gridOf(field, present) : { factor: 1, step: 0, origin: 0 }
  const counted = countValues(present, grid)
  const [low, high] = [counted.values[0] ?? 0, counted.values.at(-1) ?? 0]
  const codes = listedCodes(field, present, releasedRows)
  const isQuantile = codes === undefined && (numeric === 'quantile' || numeric === 'normal') && low < high
  const modes =
    codes !== undefined
      ? codeModes(counted, frequentCodes(codes, present, categoryLimit), grid.factor)
      : isQuantile
        ? []
        : numeric === 'modes'
          ? findModes(counted, most)
          : wholeRange(counted)
  const described = describeModes(modes)
  return {
    kind: 'numbers',
    field,
    scale: numeric,
    grid,
    low: bounded ? low : -Infinity,
    high: bounded ? high : Infinity,
    hasNull: present.length < values.length,
    ...described,
    levelShares: shareModeLevels(counted, grid, isQuantile ? undefined : modeTable(described)),
    knots: isQuantile ? knotsOf(present, grid.factor) : new Float64Array(0),
  }
}

/** A mode of one exact value for each code; values that are no code count as the nearest one. */
function codeModes({ values, counts }: WeightedValues, codes: Float64Array, factor: number): Mode[] {
  const centers = codes.map((code) => code * factor)
  const rows = new Map(Array.from(centers, (center) => [center, 0]))
  values.forEach((value, i) => {
    const center = nearestCode(centers, value)
    rows.set(center, rows.get(center)! + counts[i]!)
  })
  const all = counts.reduce((sum, count) => sum + count, 0)
  return Array.from(rows, ([center, count]) => ({ center, width: 0, share: count / all }))
}

function describeModes(modes: readonly Mode[]): Pick<NumberPlan, 'centers' | 'widths' | 'shares'> {
  return {
    centers: Float64Array.from(modes, ({ center }) => center),
    widths: Float64Array.from(modes, ({ width }) => width),
    shares: Float64Array.from(modes, ({ share }) => share),
  }
}

/** One mode from the smallest value to the largest; none when there are no values. */
function wholeRange({ values }: WeightedValues): Mode[] {
  if (values.length === 0) return []
  const low = values[0]!
  const half = (values.at(-1)! - low) / 2
  return [{ center: low + half, width: half / scalarLimit, share: 1 }]
}

function knotsOf(present: Float64Array, factor: number): Float64Array {
  const units = factor === 1 ? present : present.map((value) => value * factor)
  return Float64Array.from(quantileState(units, {})['quantiles'] as number[])
}
