import type { Rng } from '@asdf/contract'
import { anRng, checkForms, numberList } from '../argument-forms.ts'
import { permutation } from '../distributions.ts'

/**
 * A class for each row by its probabilities [rows × classes], so that class c comes exactly `counts[c]` times; the counts
 * add up to the rows. Class after class, the log-odds of the rows that are left are moved by one number for all, until
 * they expect its count, and then drawn by systematic sampling.
 */
export function drawLabels(probability: Float64Array, counts: ArrayLike<number>, rng: Rng): Int32Array {
  checkForms('drawLabels', { probability: [probability, numberList], counts: [counts, numberList], rng: [rng, anRng] })
  const classes = counts.length
  const labels = new Int32Array(probability.length / classes).fill(-1)
  let open = permutation(labels.length, rng)
  for (let label = 0; label < classes; label++) {
    const count = counts[label]!
    if (count === 0) continue
    const odds = Float64Array.from(open, (row) => oddsAmongLater(probability, row * classes, label, classes))
    drawExactly(odds, count, rng).forEach((place) => (labels[open[place]!] = label))
    open = open.filter((row) => labels[row] === -1)
  }
  return labels
}

/** Of the class against those after it. */
function oddsAmongLater(probability: Float64Array, at: number, label: number, classes: number): number {
  let later = 0
  for (let other = label + 1; other < classes; other++) later += probability[at + other]!
  const odds = probability[at + label]! / later
  return Math.min(1e9, Math.max(1e-9, odds || 1e-9))
}

/** `count` of the places, each with the probability that its odds say once all are multiplied by the same factor. */
function drawExactly(odds: Float64Array, count: number, rng: Rng): number[] {
  if (count >= odds.length) return Array.from(odds.keys())
  const chances = (factor: number) => odds.map((value) => (value * factor) / (1 + value * factor))
  let [low, high] = [-50, 50]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    const expected = chances(Math.exp(middle)).reduce((sum, chance) => sum + chance, 0)
    if (expected < count) low = middle
    else high = middle
  }
  const chosen: number[] = []
  let sum = rng.next()
  chances(Math.exp(high)).forEach((chance, place) => {
    // Rounding could leave the last step a hair short of a whole number.
    const before = Math.floor(sum)
    sum += chance
    if (Math.floor(sum) > before) chosen.push(place)
  })
  return settle(chosen, odds, count)
}

/** Exactly `count` places: the sum of chances may miss it by one. */
function settle(chosen: number[], odds: Float64Array, count: number): number[] {
  const isChosen = new Set(chosen)
  const others = Array.from(odds.keys()).filter((place) => !isChosen.has(place))
  const likeliest = others.sort((a, b) => odds[b]! - odds[a]!)
  return chosen.length >= count ? chosen.slice(0, count) : [...chosen, ...likeliest.slice(0, count - chosen.length)]
}
