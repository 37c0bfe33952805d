/**
 * How new rows of one class are made: pick a base row, one of its neighbors, and a place on the line through the two.
 * Row numbers are those of the training table.
 */
export interface Recipe {
  /** Rows that new ones start from. */
  readonly bases: Uint32Array
  /** Chance of each base, on any scale, above 0. All the same when absent. */
  readonly weights?: Float64Array
  /** The neighbors of base `i` are `neighbors[starts[i]]` up to, not including, `neighbors[starts[i + 1]]`. */
  readonly starts: Uint32Array
  readonly neighbors: Uint32Array
  /**
   * How far the new row may go towards each neighbor, as a multiple of the way there: 0.5 stops half-way, -0.5 goes as
   * far in the opposite direction. 1 when absent.
   */
  readonly reaches?: Float64Array
}

/** A recipe in which every base has `count` neighbors, given as `[bases, count]` indices into `references`. */
export function uniformRecipe(
  bases: Uint32Array,
  count: number,
  neighbors: Uint32Array,
  references: Uint32Array,
): Recipe {
  return {
    bases,
    starts: Uint32Array.from({ length: bases.length + 1 }, (_, i) => i * count),
    neighbors: neighbors.map((index) => references[index]!),
  }
}
