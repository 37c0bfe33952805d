import { normalQuantile } from '@asdf/core'

/** Scores by their rank, ties sharing theirs, as quantiles of a normal distribution: what scores of other rows compare with. */
export function normalScores(scores: Float64Array): Float64Array {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!)
  const out = new Float64Array(scores.length)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++
    const value = normalQuantile((start + end) / 2 / order.length)
    for (let place = start; place < end; place++) out[order[place]!] = value
    start = end
  }
  return out
}
