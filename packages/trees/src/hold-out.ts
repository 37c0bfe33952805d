import type { Table } from '@asdf/contract'
import type { Targets } from './targets.ts'
import { AsdfError } from '@asdf/contract'
import { createRng, permutation } from '@asdf/core'

export interface HoldOutRules {
  readonly classes: readonly string[] | null
  /** Share of the rows to hold out, in (0, 1). */
  readonly fraction: number
  readonly seed: number
}

/** Cuts a share of the rows off, of every class alike, for measuring. Both parts keep the order of the table. */
export function holdOut(
  writer: string,
  table: Table,
  targets: Targets,
  { classes, fraction, seed }: HoldOutRules,
): { readonly train: Uint32Array; readonly held: Uint32Array } {
  const isHeld = new Uint8Array(table.rowCount)
  const rng = createRng(seed).fork('early stopping')
  const strata = classes === null ? 1 : classes.length
  const heldSoFar = new Uint32Array(strata)
  const sizes = new Uint32Array(strata)
  const stratum = (row: number) => (classes === null ? 0 : targets.values[row]!)
  for (let row = 0; row < table.rowCount; row++) sizes[stratum(row)]!++
  for (const row of permutation(table.rowCount, rng)) {
    // A class of one row stays in the training part.
    const wanted = Math.min(sizes[stratum(row)]! - 1, Math.max(1, Math.round(fraction * sizes[stratum(row)]!)))
    if (heldSoFar[stratum(row)]! >= wanted) continue
    heldSoFar[stratum(row)]!++
    isHeld[row] = 1
  }
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  const held = rows.filter((row) => isHeld[row] === 1)
  const train = rows.filter((row) => isHeld[row] === 0)
  if (held.length >= 2 && train.length >= 2) return { train, held }
  throw new AsdfError(
    'ASDF_TOO_FEW_ROWS',
    `${writer}: fit: early stopping needs at least 4 rows to hold some back, got ${table.rowCount}; give it more rows or set earlyStopping to null`,
    { required: 4, received: table.rowCount },
  )
}
