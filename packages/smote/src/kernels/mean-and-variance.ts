/**
 * Mean and population variance of `values[i] · unit`, in two passes. Four sums at a time, as each addition would wait for the
 * last. Not finite when a value is not, or when squares overflow. O(values).
 */
export function meanAndVariance(values: Float64Array, unit: number): { mean: number; variance: number } {
  const count = values.length
  const whole = count - (count & 3)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! * unit
    b += values[i + 1]! * unit
    c += values[i + 2]! * unit
    d += values[i + 3]! * unit
  }
  for (let i = whole; i < count; i++) a += values[i]! * unit
  const mean = (a + b + (c + d)) / count
  a = b = c = d = 0
  for (let i = 0; i < whole; i += 4) {
    const p = values[i]! * unit - mean
    const q = values[i + 1]! * unit - mean
    const r = values[i + 2]! * unit - mean
    const s = values[i + 3]! * unit - mean
    a += p * p
    b += q * q
    c += r * r
    d += s * s
  }
  for (let i = whole; i < count; i++) a += (values[i]! * unit - mean) ** 2
  return { mean, variance: (a + b + (c + d)) / count }
}
