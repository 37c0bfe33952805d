/** The share of each class among the rows that hold each value of a column. */
export interface ClassProbabilities {
  readonly valueCount: number
  readonly classCount: number
  /** Shape `[valueCount, classCount]`; zeros for a value that no row holds. */
  readonly probabilities: Float64Array
}

/** Counts classes by value. `codes` and `labels` have one entry per training row. */
export function classProbabilities(codes: ArrayLike<number>, labels: Int32Array): ClassProbabilities {
  let valueCount = 0
  let classCount = 0
  for (let i = 0; i < labels.length; i++) {
    if (codes[i]! >= valueCount) valueCount = codes[i]! + 1
    if (labels[i]! >= classCount) classCount = labels[i]! + 1
  }
  const probabilities = new Float64Array(valueCount * classCount)
  const totals = new Float64Array(valueCount)
  for (let i = 0; i < labels.length; i++) {
    probabilities[codes[i]! * classCount + labels[i]!]!++
    totals[codes[i]!]!++
  }
  for (let i = 0; i < probabilities.length; i++) {
    const total = totals[Math.floor(i / classCount)]!
    if (total > 0) probabilities[i]! /= total
  }
  return { valueCount, classCount, probabilities }
}
