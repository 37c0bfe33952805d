import type { Rng } from '@asdf/contract'
import { naturalLog } from './natural-log.ts'

/** Chooses the features that each tree may use. */
export interface FeatureChoice {
  /** Ascending. */
  draw(rng: Rng): readonly number[]
  /** Tells what each of the features that a tree could use has gained in it. */
  credit(used: readonly number[], gains: Float64Array): void
}

// Every feature keeps this part of the mean chance.
const floor = 0.1

/**
 * All features for the first two trees; then a share of them, drawn without replacement with chances proportional to what
 * they have gained per tree so far, so that the useful ones are rarely left out.
 */
export function createFeatureChoice(count: number, share: number): FeatureChoice {
  const all = Array.from({ length: count }, (_, feature) => feature)
  const wanted = Math.max(1, Math.round(count * share))
  const gained = new Float64Array(count)
  const tries = new Float64Array(count)
  let trees = 0
  return {
    draw(rng) {
      if (wanted === count || trees < 2) return all
      const means = gained.map((gain, feature) => gain / tries[feature]!)
      const mean = means.reduce((sum, one) => sum + one, 0) / count
      // The smallest of exponential waiting times (Efraimidis and Spirakis 2006).
      const times = means.map((one) => -naturalLog(1 - rng.next()) / (one + floor * mean + Number.MIN_VALUE))
      const order = all.slice().sort((a, b) => times[a]! - times[b]! || a - b)
      return order.slice(0, wanted).sort((a, b) => a - b)
    },
    credit(used, gains) {
      trees++
      for (const feature of used) {
        tries[feature]!++
        gained[feature]! += gains[feature]!
      }
    },
  }
}
