import type { NumberArray } from '../tensor.ts'

/** out = a·b for an m × k and a k × n matrix, each as it is or stored as its transpose. O(m·k·n). */
export function multiplyMatrix(
  a: NumberArray,
  fromA: number,
  isTransposedA: boolean,
  b: NumberArray,
  fromB: number,
  isTransposedB: boolean,
  m: number,
  k: number,
  n: number,
  out: NumberArray,
  to: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let total = 0
      for (let l = 0; l < k; l++) {
        const left = a[fromA + (isTransposedA ? l * m + i : i * k + l)]!
        total += left * b[fromB + (isTransposedB ? j * k + l : l * n + j)]!
      }
      out[to + i * n + j] = total
    }
  }
}
