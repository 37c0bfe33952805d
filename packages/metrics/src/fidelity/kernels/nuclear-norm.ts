import type { Sliced } from '@asdf/core'

const mostSweeps = 60

/**
 * The sum of the singular values of a matrix, given by its `columns`, each an array of one length, which it overwrites. One-sided Jacobi
 * rotations, which find small values to the last digits: Demmel and Veselić, "Jacobi's method is more accurate than QR",
 * 1992. O(columns² × length) a sweep, of which about 8 are needed; yields the share of pairs done.
 */
export function* nuclearNorm(columns: readonly Float64Array[]): Sliced<number> {
  const tiny = 1e-15
  for (let sweep = 0, turned = true; turned && sweep < mostSweeps; sweep++) {
    turned = false
    for (let i = 1; i < columns.length; i++) {
      for (let j = 0; j < i; j++) if (rotate(columns[i]!, columns[j]!, tiny)) turned = true
      yield
    }
  }
  return columns.reduce((sum, column) => sum + Math.sqrt(column.reduce((squares, x) => squares + x * x, 0)), 0)
}

/** Turns two columns within their plane until they are orthogonal; whether they were not. */
function rotate(a: Float64Array, b: Float64Array, tiny: number): boolean {
  let [aa, bb, ab] = [0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    aa += a[row]! * a[row]!
    bb += b[row]! * b[row]!
    ab += a[row]! * b[row]!
  }
  if (Math.abs(ab) <= tiny * Math.sqrt(aa) * Math.sqrt(bb) || ab === 0) return false
  const zeta = (bb - aa) / (2 * ab)
  const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = cosine * tangent
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!]
    a[row] = cosine * x - sine * y
    b[row] = sine * x + cosine * y
  }
  return true
}
