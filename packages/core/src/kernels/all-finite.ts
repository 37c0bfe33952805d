import {} from '../argument-forms.ts'
/** Whether no number of an array is NaN or infinite. */
export function allFinite(values: ArrayLike<number>): boolean {
  let sum = 0
  // Zero for each that is finite, NaN for all others.
  for (let i = 0; i < values.length; i++) sum += 0 * values[i]!
  return sum === 0
}
