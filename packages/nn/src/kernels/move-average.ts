/** Moves an average towards values: average ← decay · average + (1 - decay) · values. Both of the same length. */
export function moveAverage(values: Float32Array, decay: number, average: Float32Array): void {
  const step = 1 - decay
  for (let i = 0; i < average.length; i++) average[i]! += step * (values[i]! - average[i]!)
}
