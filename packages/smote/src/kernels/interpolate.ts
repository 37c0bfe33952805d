/**
 * `out[i] = a + steps[i] · (b − a)`, where a and b are the values at `from[i]` and `to[i]` (Chawla 2002, section 4.2). A step
 * within [0, ½] cannot overshoot b, rounding included; begin at the nearer end to have it so.
 */
export function interpolate(
  values: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  steps: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const a = values[from[i]!]!
    out[i] = a + steps[i]! * (values[to[i]!]! - a)
  }
}

/** The same for values whose difference may be too large for a double; the result is kept in its range. */
export function interpolateHuge(
  values: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  steps: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const value = values[from[i]!]! * (1 - steps[i]!) + values[to[i]!]! * steps[i]!
    out[i] = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)
  }
}
