/**
 * `out[i] = a + steps[i] · (b − a)`, where a and b are the values at `bases[i]` and `partners[i]` (Chawla 2002, section 4.2).
 * A step within [0, 1] stays between a and b, rounding included. A difference too large for a double is taken in halves.
 */
export function interpolate(
  values: Float64Array,
  bases: Uint32Array,
  partners: Uint32Array,
  steps: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const a = values[bases[i]!]!
    const b = values[partners[i]!]!
    const step = steps[i]!
    let value = a + step * (b - a)
    if (!(value > -Infinity && value < Infinity)) value = a * (1 - step) + b * step
    if (step >= 0 && (a < b ? value > b : value < b)) value = b
    out[i] = value
  }
}
