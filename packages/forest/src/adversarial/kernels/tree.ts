/** How many 32-bit words hold a set of codes. */
export const setWords = 8

/**
 * A grown tree as arrays, one entry per node, root first; the children of a node stand side by side and after it. A row
 * goes left when its code is in the node's set.
 */
export interface Tree {
  /** The column a node tests; -1 in a leaf. */
  readonly column: Int32Array
  /** The left child, the right one follows it; in a leaf its number among the leaves. */
  readonly next: Int32Array
  /** `setWords` words for each node that is no leaf: bit c of them says that code c goes left. */
  readonly sets: Int32Array
  /** For each node, where its set begins in `sets`. */
  readonly setAt: Int32Array
  readonly leafCount: number
  /** The leaf of each real row. */
  readonly leafOf: Uint16Array
}

/** Real rows 0 … rowCount - 1 and after them as many synthetic ones, column by column: `codes[column * 2 * rowCount + row]`. */
export interface TwoClasses {
  readonly rowCount: number
  readonly columnCount: number
  readonly codes: Uint8Array
  /** Codes of each column. */
  readonly sizes: Int32Array
  /** Whether the codes of a column have an order. */
  readonly ordered: Uint8Array
}
