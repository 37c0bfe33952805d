/**
 * Finds the groups whose codes differ from row `i` of `queries` in exactly `differing` columns, writes them to `out` in
 * ascending order and returns how many they are. The groups' codes (row-major, `columns` wide) are sorted, so that they are
 * a trie laid flat: group `g` shares its first `shared[g]` codes with the one before, and `skips[g * columns + c]` is the
 * first group after it that differs from it in column `c` or before. A branch is left at the first code too many.
 * `path` is working memory of `columns` + 1 places.
 */
export function matchGroups(
  queries: Int32Array,
  i: number,
  codes: Int32Array,
  columns: number,
  shared: Uint32Array,
  skips: Uint32Array,
  differing: number,
  path: Uint32Array,
  out: Uint32Array,
): number {
  const start = i * columns
  let found = 0
  let g = 0
  while (g < shared.length) {
    let c = shared[g]!
    // Differing codes in the columns before `c`, which this group shares with the last one looked at.
    let count = path[c]!
    for (; c < columns; c++) {
      path[c] = count
      if (codes[g * columns + c] !== queries[start + c]) count++
      if (count > differing) break
    }
    if (c < columns) {
      g = skips[g * columns + c]!
      continue
    }
    if (count === differing) out[found++] = g
    g++
  }
  return found
}
