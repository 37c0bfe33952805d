import type { EncodedRows } from '../encoded-rows.ts'
import { squaredRowDistance } from './row-distance.ts'

/** Squares of a radius and of what is compared with it are each off by a few roundings; those within this are rooted. */
const slack = 1 + 2 ** -48

/** How many of the balls hold row `i` of `rows`, counted up to `most`. */
export function countBalls(
  rows: EncodedRows,
  i: number,
  balls: { readonly centers: EncodedRows; readonly radii: Float64Array; readonly isOpen: boolean },
  most: number,
): number {
  const { centers, radii, isOpen } = balls
  let count = 0
  for (let j = 0; j < radii.length && count < most; j++) {
    const radius = radii[j]!
    const limit = radius * radius * slack
    const squared = squaredRowDistance(rows, i, centers, j, limit)
    if (squared > limit) continue
    const distance = Math.sqrt(squared)
    if (isOpen ? distance < radius : distance <= radius) count++
  }
  return count
}
