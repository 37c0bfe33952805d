import type { Rng } from '@asdf/contract'
import { standardNormal } from '@asdf/core'

/** Draws of one table, all from one generator. */
export interface Draws {
  /** Uniform from 0 to below 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  normal(mean: number, deviation: number): number
  /** Never below 0, with this mean. */
  exponential(mean: number): number
  /** One of these; with `weights`, as often as they say. */
  pick<Item>(items: readonly Item[], weights?: readonly number[]): Item
  chance(share: number): boolean
}

/** Draws from `rng`. */
export function drawsOf(rng: Rng): Draws {
  const next = () => rng.next()
  return {
    next,
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    normal: (mean, deviation) => mean + deviation * standardNormal(rng),
    exponential: (mean) => -mean * Math.log(1 - next()),
    chance: (share) => next() < share,
    pick(items, weights = items.map(() => 1)) {
      let left = weights.reduce((sum, one) => sum + one, 0) * next()
      const place = weights.findIndex((weight) => (left -= weight) < 0)
      return items.at(place)!
    },
  }
}

/** Rounded to `decimals` digits. */
export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}

/** A day or minute as text, as files write it. */
export function dateText(time: number, withMinutes = false): string {
  const text = new Date(time).toISOString()
  return withMinutes ? text.slice(0, 16).replace('T', ' ') : text.slice(0, 10)
}

/** Milliseconds. */
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
