import type { ColumnFigures } from './code-model.ts'
import type { CodeTree } from './code-tree.ts'

/** A fitted conditional distribution of the classes of one digit. */
export interface ModelDigit {
  readonly classes: number
  /** `classes` shares a row: one row, or one for every coarse group. */
  readonly table: Float32Array
  /** The column that each of the trees' features is; -1 stands for the coarse group of the column itself. */
  readonly features: readonly number[]
  readonly trees: readonly CodeTree[]
  /** One array a tree: `classes` factors a leaf. */
  readonly factors: readonly Float32Array[]
}

/** A fitted column: everything that is needed to draw it, given the columns before it. */
export interface FittedColumn {
  readonly size: number
  readonly ordered: boolean
  /** The first code of each coarse group; `null` for a column of one digit. */
  readonly starts: Uint8Array | null
  readonly digits: readonly ModelDigit[]
  readonly figures: ColumnFigures
}
