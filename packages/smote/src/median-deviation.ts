import { moments } from './features.ts'

/** The median of the standard deviations of the first `columns` of a row's `width` numbers (Med in the paper); 0 without any. */
export function medianDeviation(numbers: Float64Array, columns: number, width = columns): number {
  const deviations = Float64Array.from({ length: columns }, (_, c) => {
    const column = new Float64Array(numbers.length / width)
    for (let i = 0; i < column.length; i++) column[i] = numbers[i * width + c]!
    return moments(column).deviation
  }).sort()
  if (columns === 0) return 0
  const middle = columns >> 1
  return columns % 2 === 1 ? deviations[middle]! : (deviations[middle - 1]! + deviations[middle]!) / 2
}
