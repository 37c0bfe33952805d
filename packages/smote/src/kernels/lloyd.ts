/**
 * Puts the number of the nearest center of each row into `out` and returns how many changed. Rows and centers are
 * row-major, `columns` wide; of equally near centers the first wins. O(rows × centers × columns).
 */
export function assignToCenters(
  numbers: Float64Array,
  columns: number,
  centers: Float64Array,
  out: Uint32Array,
): number {
  let changes = 0
  for (let i = 0; i < out.length; i++) {
    const place = i * columns
    let nearest = Infinity
    let chosen = 0
    for (let k = 0; k * columns < centers.length; k++) {
      let distance = 0
      for (let c = 0; c < columns; c++) distance += (numbers[place + c]! - centers[k * columns + c]!) ** 2
      if (distance >= nearest) continue
      nearest = distance
      chosen = k
    }
    if (out[i] !== chosen) changes++
    out[i] = chosen
  }
  return changes
}

/** Moves each center to the mean of its rows, in `out`. A center without rows stays where it is. */
export function moveCenters(numbers: Float64Array, columns: number, clusters: Uint32Array, out: Float64Array): void {
  const counts = new Uint32Array(out.length / columns)
  for (const cluster of clusters) counts[cluster]!++
  for (let k = 0; k < counts.length; k++) if (counts[k]! > 0) out.fill(0, k * columns, (k + 1) * columns)
  for (let i = 0; i < clusters.length; i++) {
    const center = clusters[i]! * columns
    for (let c = 0; c < columns; c++) out[center + c]! += numbers[i * columns + c]!
  }
  for (let k = 0; k < counts.length; k++) {
    if (counts[k]! > 0) for (let c = 0; c < columns; c++) out[k * columns + c]! /= counts[k]!
  }
}
