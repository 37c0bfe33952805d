import type { Column, Field } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'

/** Refuses a column of another kind than the field's with `ASDF_SCHEMA_MISMATCH`. */
export function checkKind(field: Field, column: Column): void {
  if (field.kind === column.kind) return
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `column '${field.name}' should be ${field.kind}, got ${column.kind}; give tables of the fitted schema`,
    { column: field.name, expected: field.kind, received: column.kind },
  )
}

/** Refuses codes that the coder does not have: a fault of the program, not of data. */
export function checkCodes(field: Field, codes: Uint8Array, size: number): void {
  let largest = 0
  for (let row = 0; row < codes.length; row++) if (codes[row]! > largest) largest = codes[row]!
  if (largest >= size) throw new RangeError(`decode: column '${field.name}' has ${size} codes, got code ${largest}`)
}
