/** ROC AUC by comparing every positive row with every negative one. */
export function rocAucReference(truth: Int32Array, score: Float64Array, weight: Float64Array): number {
  let wins = 0
  let pairs = 0
  for (let i = 0; i < truth.length; i++) {
    for (let j = 0; j < truth.length; j++) {
      if (truth[i] !== 1 || truth[j] !== 0) continue
      const pair = weight[i]! * weight[j]!
      pairs += pair
      wins += pair * (score[i]! > score[j]! ? 1 : score[i]! === score[j]! ? 0.5 : 0)
    }
  }
  return wins / pairs
}

/** Average precision by asking, for every positive row, how many rows with its score or more are positive. */
export function averagePrecisionReference(truth: Int32Array, score: Float64Array, weight: Float64Array): number {
  let sum = 0
  let positives = 0
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== 1 || weight[i] === 0) continue
    let hits = 0
    let all = 0
    for (let j = 0; j < truth.length; j++) {
      if (score[j]! < score[i]!) continue
      all += weight[j]!
      if (truth[j] === 1) hits += weight[j]!
    }
    positives += weight[i]!
    sum += (weight[i]! * hits) / all
  }
  return sum / positives
}
