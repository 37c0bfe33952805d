import type { Column, Field } from '@asdf/contract'

/** One column with its field, after or before the release. */
export interface ReleasedColumn {
  readonly field: Field
  readonly column: Column
  readonly warnings: readonly string[]
}
