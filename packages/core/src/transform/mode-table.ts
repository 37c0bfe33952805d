import type { ValueGrid } from '../value-grid.ts'
import type { ModeTable } from './kernels/encode-modes.ts'
import type { NumberPlan } from './plans.ts'
import type { WeightedValues } from './weighted-values.ts'
import { levelOf } from '../grid-levels.ts'
import { shareLevels } from '../level-shares.ts'
import { encodeModes } from './kernels/encode-modes.ts'
import { scalarLimit } from './plans.ts'
import { fewestRows } from './spikes.ts'

/** The modes of a column as they are looked up. */
export function modeTable({ centers, widths, shares }: Pick<NumberPlan, 'centers' | 'widths' | 'shares'>): ModeTable {
  const logHeights = shares.map((share, k) => Math.log(share / (widths[k]! || 1)))
  return { centers, widths, logHeights, limit: scalarLimit }
}

/** For each mode, of which one is all where there is no table, the shares of the grid's levels among its values. */
export function shareModeLevels(
  { values, counts }: WeightedValues,
  { levels = [] }: ValueGrid,
  table: ModeTable | undefined,
): Float64Array {
  const width = levels.length + 1
  if (width === 1) return new Float64Array(0)
  const modes = new Int32Array(values.length)
  if (table !== undefined) encodeModes(values, table, modes, new Float64Array(values.length))
  const rows = Array.from({ length: table?.centers.length ?? 1 }, () => new Float64Array(width))
  values.forEach((value, i) => {
    // A mode of one exact value keeps it.
    if (table === undefined || table.widths[modes[i]!]! > 0) rows[modes[i]!]![levelOf(levels, value) + 1]! += counts[i]!
  })
  return shareLevels(rows, width, fewestRows)
}
