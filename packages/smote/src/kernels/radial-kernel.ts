/**
 * `out[j] = exp(−gamma · ‖x_row − x_j‖²)` for every row j of `numbers` (row-major); `norms` holds the squared norms.
 * O(rows × columns).
 */
export function fillRadialKernel(
  numbers: Float64Array,
  columns: number,
  norms: Float64Array,
  row: number,
  gamma: number,
  out: Float32Array,
): void {
  const own = row * columns
  for (let j = 0, place = 0; j < out.length; j++) {
    let dot = 0
    for (let c = 0; c < columns; c++) dot += numbers[own + c]! * numbers[place++]!
    out[j] = Math.exp(-gamma * Math.max(0, norms[row]! + norms[j]! - 2 * dot))
  }
}
