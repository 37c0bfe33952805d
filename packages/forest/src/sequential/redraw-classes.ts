import type { Rng } from '@asdf/contract'
import { shuffleInPlace } from '@asdf/core'

/**
 * Draws the class of every row anew by its probabilities, `counts.length` a row, so that each class has exactly as many
 * rows as `counts` says. The odds of a class are scaled until its chances add up to its number; then its rows are taken by
 * systematic sampling (Madow, Annals of Mathematical Statistics 20, 1949) in the order of their chances, so that among rows
 * of about the same chance as many have the class as it says. The next class has what is left.
 */
export function redrawClasses(probabilities: Float32Array, counts: ArrayLike<number>, rng: Rng): Uint8Array {
  const classes = counts.length
  const out = new Uint8Array(probabilities.length / classes)
  let left = Uint32Array.from(out.keys())
  shuffleInPlace(left, rng.fork('order'))
  for (let own = 0; own < classes && left.length > 0; own++) {
    if (counts[own]! >= left.length) {
      for (const row of left) out[row] = own
      break
    }
    const chances = chancesOf(probabilities, classes, own, left)
    scaleOdds(chances, counts[own]!)
    const taken = takeSystematically(chances, counts[own]!, rng.fork(own).next())
    for (let i = 0; i < left.length; i++) if (taken[i] === 1) out[left[i]!] = own
    left = left.filter((_, i) => taken[i] === 0)
  }
  return out
}

// No chance is nothing or all, or no factor would change it.
const least = 1e-9

/** The probability of class `own` in each row, where the classes before it are out of the question. */
function chancesOf(probabilities: Float32Array, classes: number, own: number, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => {
    let sum = 0
    for (let c = own; c < classes; c++) sum += probabilities[row * classes + c]!
    const chance = sum > 0 ? probabilities[row * classes + own]! / sum : 1 / (classes - own)
    return Math.min(1 - least, Math.max(least, chance))
  })
}

const mostOdds = 1e20
const halvings = 60

/** Multiplies the odds of all by the one factor that makes the chances add up to `wanted`. */
function scaleOdds(chances: Float64Array, wanted: number): void {
  const sumAt = (factor: number) => chances.reduce((sum, chance) => sum + scaled(chance, factor), 0)
  let low = 1
  let high = 1
  while (low > 1 / mostOdds && sumAt(low) > wanted) low /= 4
  while (high < mostOdds && sumAt(high) < wanted) high *= 4
  for (let i = 0; i < halvings && high - low > 1e-9 * high; i++) {
    const middle = low + (high - low) / 2
    if (sumAt(middle) < wanted) low = middle
    else high = middle
  }
  for (let i = 0; i < chances.length; i++) chances[i] = scaled(chances[i]!, high)
}

function scaled(chance: number, factor: number): number {
  return (factor * chance) / (1 - chance + factor * chance)
}

/** 1 for exactly `wanted` rows, each by its chance: evenly spaced points, moved by `start`, over the chances laid end to end. */
function takeSystematically(chances: Float64Array, wanted: number, start: number): Uint8Array {
  const order = byLevel(chances)
  const taken = new Uint8Array(chances.length)
  let sum = 0
  let count = 0
  for (let i = 0; i < order.length && count < wanted; i++) {
    sum += chances[order[i]!]!
    // Rounding must not leave too few: the last rows are taken when they are needed.
    if (sum <= count + start && order.length - i > wanted - count) continue
    taken[order[i]!] = 1
    count++
  }
  return taken
}

const levels = 4096

/** Row numbers in ascending order of their chance; rows of about the same one as they come. */
function byLevel(chances: Float64Array): Uint32Array {
  const levelOf = Uint16Array.from(chances, (chance) => Math.min(levels - 1, Math.floor(chance * levels)))
  const next = new Uint32Array(levels + 1)
  for (const level of levelOf) next[level + 1]!++
  for (let level = 0; level < levels; level++) next[level + 1]! += next[level]!
  const order = new Uint32Array(chances.length)
  levelOf.forEach((level, row) => (order[next[level]!++] = row))
  return order
}
