import type { Rng } from '@asdf/contract'
import { uniformInteger } from '@asdf/core'
import { noCode } from './coded-column.ts'
import { naturalLog } from './natural-log.ts'

/** Several drafts of every row, weighed by how well they agree with clamped cells. A row's particles stand together. */
export interface Particles {
  /** Of all rows. */
  readonly count: number
  readonly logReach: Float64Array
  /** Multiplies the weights of particles, all or `some`, by probabilities, where their cell in `clamp` is not free. */
  weigh(probabilities: Float32Array, clamp: Uint8Array, some?: Uint32Array): void
  /**
   * Accounts for the weights of rows whose cell in `clamp` (one a row) is not free, and draws their particles anew by them.
   * Returns which particle each one now is, or `null` when nothing moves.
   */
  settle(clamp: Uint8Array, rng: Rng): Uint32Array | null
  /** One particle of every row. */
  choose(rng: Rng): Uint32Array
}

/** Sequential importance resampling (Gordon, Salmond and Smith, IEE Proceedings F 1993), systematic within each row. */
export function createParticles(rows: number, candidates: number): Particles {
  const count = rows * candidates
  const weights = new Float64Array(count).fill(1)
  const logReach = new Float64Array(rows)

  return {
    count,
    logReach,

    weigh(probabilities, clamp, some) {
      for (let i = 0; i < clamp.length; i++) {
        if (clamp[i] !== noCode) weights[some === undefined ? i : some[i]!]! *= probabilities[i]!
      }
    },

    settle(clamp, rng) {
      const from = candidates > 1 ? Uint32Array.from({ length: count }, (_, i) => i) : null
      for (let row = 0; row < rows; row++) {
        if (clamp[row] === noCode) continue
        const first = row * candidates
        const own = weights.subarray(first, first + candidates)
        const total = own.reduce((sum, weight) => sum + weight, 0)
        logReach[row]! += naturalLog(total / candidates)
        if (from !== null && total > 0) resample(own, total, rng.next(), first, from)
        own.fill(1)
      }
      return from
    },

    choose(rng) {
      return Uint32Array.from(
        { length: rows },
        (_, row) => row * candidates + (candidates > 1 ? uniformInteger(rng, candidates) : 0),
      )
    },
  }
}

/** Systematic resampling: evenly spaced points, moved by one random number, over the weights laid end to end. */
function resample(weights: Float64Array, total: number, shift: number, first: number, from: Uint32Array): void {
  const step = total / weights.length
  let reached = weights[0]!
  let at = 0
  for (let i = 0; i < weights.length; i++) {
    const point = (i + shift) * step
    while (reached <= point && at < weights.length - 1) reached += weights[++at]!
    from[first + i] = first + at
  }
}
