import { numberOf } from '../infer/cell-text.ts'

type Cells = readonly string[]

const numberLike = /^[-+]?[$€£¥]? ?\d[\d.,'’\u00a0\u202f ]*(?:[eE][-+]?\d+)? ?[%€$]?$/
const dateLike = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T ]\d.*)?$|^\d{1,2}:\d{2}(?::\d{2}.*)?$/

/** Whether a cell is written like a number, a date or a time. */
export function isValueText(text: string): boolean {
  return numberOf(text) !== undefined || numberLike.test(text) || dateLike.test(text)
}

/**
 * Whether a first line is a row of values rather than the columns' names. It is when numbers or dates stand over columns of
 * such, unless they count on as years or numbers of columns do, and no other number column has a name; or when words are
 * among the values of most columns of words.
 */
export function looksLikeValues(header: Cells, body: readonly Cells[], nulls: ReadonlySet<string>): boolean {
  const isNull = (cell: string) => nulls.has(cell)
  const labels: string[] = []
  let [namedWords, repeatedWords] = [0, 0]
  for (const [column, cell] of header.entries()) {
    const below = body.map((cells) => cells[column] ?? '').filter((text) => !isNull(text))
    if (below.length === 0 || isNull(cell)) continue
    const isValue = isValueText(cell)
    if (below.every(isValueText)) {
      if (!isValue) return false
      labels.push(cell)
    } else {
      namedWords++
      if (below.includes(cell)) repeatedWords++
    }
  }
  if (labels.length === 0) return repeatedWords > 0 && repeatedWords * 2 >= namedWords
  if (countsOn(labels, header)) return namedWords > 0 && repeatedWords === namedWords
  return true
}

/**
 * Whether a first row below the header is a second line of headers, such as units: words over at least two columns that
 * hold only numbers or dates otherwise, or one word and nothing else.
 */
export function isSecondHeader(first: Cells, others: readonly Cells[], nulls: ReadonlySet<string>): boolean {
  if (others.length < 5) return false
  let words = 0
  for (const [column, cell] of first.entries()) {
    const below = others.map((cells) => cells[column] ?? '').filter((text) => !nulls.has(text))
    if (below.length * 2 <= others.length || !below.every(isValueText)) continue
    if (nulls.has(cell)) continue
    if (isValueText(cell)) return false
    words++
  }
  return words >= 2 || (words === 1 && first.length > 1 && first.filter((cell) => !nulls.has(cell)).length === 1)
}

/** Whether labels go on from one to the next as the years, dates or numbers of a wide table do. */
function countsOn(labels: Cells, header: Cells): boolean {
  const numbers = labels.map((label) => numberOf(label) ?? Number.NaN)
  const isYear = (value: number) => Number.isInteger(value) && value >= 1900 && value <= 2100
  if (numbers.length === 1) return isYear(numbers[0]!) || (numbers[0] === 0 && header[0] === '')
  if (labels.every((label) => dateLike.test(label))) return new Set(labels).size === labels.length
  const steps = numbers.slice(1).map((value, place) => value - numbers[place]!)
  if (numbers.every(isYear)) return steps.every((step) => step > 0) || steps.every((step) => step < 0)
  if (numbers.length === 2) return steps[0] === 1 && numbers[0]! <= 1
  const [step] = steps as [number]
  return step !== 0 && steps.every((other) => Math.abs(other - step) <= Math.abs(step) * 1e-6)
}
