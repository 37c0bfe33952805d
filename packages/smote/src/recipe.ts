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

/** Two recipes with the same bases as one: each base has the neighbors of both, each with the reach given for its recipe. */
export function joinRecipes(first: Recipe, firstReach: number, second: Recipe, secondReach: number): Recipe {
  const { bases } = first
  const total = first.neighbors.length + second.neighbors.length
  const starts = new Uint32Array(bases.length + 1)
  const neighbors = new Uint32Array(total)
  const reaches = new Float64Array(total)
  let place = 0
  for (let i = 0; i < bases.length; i++) {
    for (const [recipe, reach] of [
      [first, firstReach],
      [second, secondReach],
    ] as const) {
      for (let edge = recipe.starts[i]!; edge < recipe.starts[i + 1]!; edge++) {
        neighbors[place] = recipe.neighbors[edge]!
        reaches[place++] = reach
      }
    }
    starts[i + 1] = place
  }
  return { bases, starts, neighbors, reaches }
}
