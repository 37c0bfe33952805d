/**
 * Puts a neighbor into the list of the `k` nearest that begins at `start`, ascending, unused places at infinity. It goes
 * after those as near, so that of equally near neighbors offered in ascending order the smallest indices stay. The
 * caller has seen that it is nearer than the last.
 */
export function insertNeighbor(
  distance: number,
  index: number,
  start: number,
  k: number,
  distances: Float64Array,
  indices: Uint32Array,
): void {
  let place = start + k - 1
  while (place > start && distances[place - 1]! > distance) {
    distances[place] = distances[place - 1]!
    indices[place] = indices[place - 1]!
    place--
  }
  distances[place] = distance
  indices[place] = index
}
