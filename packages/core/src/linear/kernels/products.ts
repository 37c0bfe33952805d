import type { DesignView } from '../design.ts'

/** Writes Xβ for each row of the view to `out`. O(rows · slots). */
export function predictLinear({ design, rows, skip }: DesignView, coefficients: Float64Array, out: Float64Array): void {
  const { slots, features, values } = design
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * slots
    let sum = 0
    for (let s = 0; s < slots; s++) if (s !== skip) sum += values[start + s]! * coefficients[features[start + s]!]!
    out[i] = sum
  }
}

/** Adds the lower triangle of XᵀX to `out`, row-major, `[width, width]`. O(rows · slots²). */
export function accumulateGram({ design, rows, skip }: DesignView, out: Float64Array): void {
  const { slots, features, values, width } = design
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * slots
    for (let s = 0; s < slots; s++) {
      const value = values[start + s]!
      if (s === skip || value === 0) continue
      const line = features[start + s]! * width
      // Features of later slots are higher, so only the lower triangle is filled.
      for (let t = 0; t <= s; t++) if (t !== skip) out[line + features[start + t]!]! += value * values[start + t]!
    }
  }
}

/** Adds Xᵀt to `out`, `target` having one number for each row of the view. O(rows · slots). */
export function accumulateProducts({ design, rows, skip }: DesignView, target: Float64Array, out: Float64Array): void {
  const { slots, features, values } = design
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * slots
    for (let s = 0; s < slots; s++) if (s !== skip) out[features[start + s]!]! += values[start + s]! * target[i]!
  }
}
