/**
 * The leaves of all trees of a generator: what is learned, and kept. Nodes and leaves are numbered through all trees.
 * Everything else follows from this (see `leafDensity`).
 */
export interface LeafModel {
  /** Codes of each column. */
  readonly sizes: Int32Array
  /** Whether the codes of a column have an order. */
  readonly ordered: Uint8Array
  /** Training rows. */
  readonly rowCount: number
  /** The root of each tree. */
  readonly roots: Int32Array
  /** The column a node tests; -1 in a leaf. */
  readonly column: Int32Array
  /** The left child, the right one follows it; in a leaf its number among all leaves. */
  readonly next: Int32Array
  /** For each node, where its set of codes that go left begins in `sets`. */
  readonly setAt: Int32Array
  readonly sets: Int32Array
  /** Training rows of each leaf. Leaves that were pruned have none. */
  readonly leafRows: Int32Array
  /** Where the entries of a leaf and column begin, at `leaf * columns + column`; one more at the end. */
  readonly entryStarts: Int32Array
  /** A code that the leaf's rows have in the column, ascending. */
  readonly entryCodes: Uint8Array
  /** How many rows have it; codes of more than 255 rows have several entries. */
  readonly entryCounts: Uint8Array
}
