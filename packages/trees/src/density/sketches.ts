import type { Rng } from '@asdf/contract'
import { uniformInteger } from '@asdf/core'

/**
 * Three random projections of the classes, on which a tree's structure is chosen: `width` numbers each, zeros after the
 * classes. The same by class, each three and a 1, follow, as the kernel `advanceRows` wants them. Those of unordered classes are signs; ordered classes are projected by their rank, by a cosine of it, and by
 * the side of a threshold on which it lies.
 */
export function drawProjections(shares: Float64Array, isOrdered: boolean, width: number, rng: Rng): Float32Array {
  const out = new Float32Array(7 * width)
  const classes = shares.length
  if (isOrdered) writeOrdered(shares, width, rng, out)
  else for (let s = 0; s < 3; s++) for (let c = 0; c < classes; c++) out[s * width + c] = rng.nextUint32() & 1 ? 1 : -1
  for (let c = 0; c < classes; c++) {
    const at = 3 * width + 4 * c
    for (let s = 0; s < 3; s++) out[at + s] = out[s * width + c]!
    out[at + 3] = 1
  }
  return out
}

function writeOrdered(shares: Float64Array, width: number, rng: Rng, out: Float32Array): void {
  const ranks = middleRanks(shares)
  const threshold = rng.next()
  const frequency = 1 + uniformInteger(rng, 3)
  const phase = rng.next()
  for (let c = 0; c < shares.length; c++) {
    out[c] = 2 * ranks[c]! - 1
    out[width + c] = cosine((frequency * ranks[c]!) / 2 + phase)
    out[2 * width + c] = ranks[c]! < threshold ? -1 : 1
  }
}

/** The share of what lies below the middle of each class. */
function middleRanks(shares: Float64Array): Float64Array {
  let below = 0
  return shares.map((share) => {
    below += share
    return below - share / 2
  })
}

/** cos(2 pi turns) to about 1e-9, the same on every machine, which Math.cos is not. */
export function cosine(turns: number): number {
  const part = turns - Math.floor(turns)
  // Folded to a quarter turn, where the series is short.
  const folded = part > 0.5 ? 1 - part : part
  const sign = folded > 0.25 ? -1 : 1
  const x = 2 * Math.PI * (folded > 0.25 ? 0.5 - folded : folded)
  const y = x * x
  return (
    sign *
    (1 - (y / 2) * (1 - (y / 12) * (1 - (y / 30) * (1 - (y / 56) * (1 - (y / 90) * (1 - (y / 132) * (1 - y / 182)))))))
  )
}
