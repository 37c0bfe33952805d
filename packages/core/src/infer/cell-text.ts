import { byText } from '../by-text.ts'

const decimalPattern = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
/** Whole numbers of so many digits are all doubles. */
const mostExactDigits = 15
const infinityPattern = /^[+-]?inf(?:inity)?$/i

/**
 * The number that a cell spells, or `undefined`. Blanks around it are ignored. Infinities and numbers beyond the range
 * of doubles give an infinity. Codes are not numbers: those padded with zeros, such as `007`, and whole ones that would
 * lose digits. Takes time linear in the length of the text.
 */
export function numberOf(text: string): number | undefined {
  const trimmed = trimBlanks(text)
  if (decimalPattern.test(trimmed)) return isLongCode(trimmed) ? undefined : Number(trimmed)
  if (infinityPattern.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity
  return undefined
}

/** Whether a cell is written like a whole number that would come back otherwise: padded with zeros or losing digits. */
export function isCode(text: string): boolean {
  const trimmed = trimBlanks(text)
  return /^[+-]?0\d+$/.test(trimmed) || isLongCode(trimmed)
}

/** Digits after a plus that are a phone number sooner than a number. */
const dialledDigits = 7

/**
 * Whether a cell may be a code as well as a number: `71e3`, whose exponent has no sign and whose mantissa no point, or
 * `+41791234567`. Programs write powers of ten as 7.1e4 or 1e+05.
 */
export function isDoubtful(text: string): boolean {
  if (!/[eE+]/.test(text)) return false
  const trimmed = trimBlanks(text)
  return /^\d+[eE]\d+$/.test(trimmed) || (/^\+\d+$/.test(trimmed) && trimmed.length > dialledDigits)
}

/**
 * Whether the doubtful cells of a column are codes, which keep their spelling. They are numbers where another cell has a
 * point or a minus, which codes do not have, and so are a few single digits with an exponent among whole numbers.
 */
export function areCodes(texts: readonly string[], counts: readonly number[]): boolean {
  let doubtful = 0
  let others = 0
  let isCertain = false
  for (const [i, text] of texts.entries()) {
    const trimmed = trimBlanks(text)
    if (/^[-.]|\.|[eE][-+]/.test(trimmed)) return false
    if (!isDoubtful(trimmed)) {
      others += counts[i]!
      continue
    }
    doubtful += counts[i]!
    if (trimmed.startsWith('+') || !/^\d[eE]/.test(trimmed)) isCertain = true
  }
  return isCertain || doubtful > others
}

/**
 * Whether a whole number beyond 2^53, given by its digits, would be written with other digits once it is a double, as
 * 9007199254740993 would. Zeros at the end stand for the power of ten.
 */
export function losesDigits(digits: string): boolean {
  const [mantissa = ''] = Number(digits).toExponential().split('e')
  let stop = digits.length
  while (stop > 0 && digits.charCodeAt(stop - 1) === 48) stop--
  return mantissa.replace('.', '') !== digits.slice(0, stop)
}

/** The text without blanks and tabs at its ends, be they non-breaking, in one pass. */
export function trimBlanks(text: string): string {
  let start = 0
  let stop = text.length
  while (start < stop && isBlank(text.charCodeAt(start))) start++
  while (start < stop && isBlank(text.charCodeAt(stop - 1))) stop--
  return stop - start === text.length ? text : text.slice(start, stop)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0 || code === 0x202f || code === 0x2009
}

function isLongCode(trimmed: string): boolean {
  const digits = trimmed.replace(/^[+-]/, '')
  return digits.length > mostExactDigits && /^\d+$/.test(digits) && losesDigits(digits)
}

const pairs: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['f', 't'],
  ['n', 'y'],
  ['0', '1'],
]

/**
 * The two spellings as a boolean's labels, false first, or `undefined` when they are no such pair. A lone `true` or
 * `false` is a boolean too; the other label is spelled like it.
 */
export function booleanLabels(texts: readonly string[]): readonly [string, string] | undefined {
  const lower = texts.map((text) => text.toLowerCase())
  if (texts.length === 1) return loneLabel(texts[0]!)
  if (texts.length !== 2) return undefined
  for (const [whenFalse, whenTrue] of pairs) {
    if (lower[0] === whenFalse && lower[1] === whenTrue) return [texts[0]!, texts[1]!]
    if (lower[1] === whenFalse && lower[0] === whenTrue) return [texts[1]!, texts[0]!]
  }
  return undefined
}

/** 1 or 0 for a spelling of true or false, or -1. Labels that are numbers match by value, so `1.0` is `1`. */
export function booleanCode(text: string, labels: readonly [string, string]): number {
  if (text === labels[1]) return 1
  if (text === labels[0]) return 0
  const value = numberOf(text)
  if (value === undefined) return -1
  if (value === numberOf(labels[1])) return 1
  return value === numberOf(labels[0]) ? 0 : -1
}

/** Sorts categories: by value when all are numbers, else by UTF-16 code unit. */
export function sortCategories(texts: readonly string[]): string[] {
  const values = new Map(texts.map((text) => [text, numberOf(text)]))
  const allNumbers = texts.every((text) => values.get(text) !== undefined)
  if (!allNumbers) return texts.toSorted(byText)
  return texts.toSorted((a, b) => values.get(a)! - values.get(b)! || byText(a, b))
}

/** The codes of categories that are all numbers, by number: `1.0` is the class `1`. */
export function codesByValue(categories: readonly string[]): ReadonlyMap<number, number> | undefined {
  const codes = new Map<number, number>()
  for (const [code, category] of categories.entries()) {
    const value = numberOf(category)
    if (value === undefined) return undefined
    if (!codes.has(value)) codes.set(value, code)
  }
  return codes
}

function loneLabel(text: string): readonly [string, string] | undefined {
  const other = new Map([
    ['true', 'false'],
    ['True', 'False'],
    ['TRUE', 'FALSE'],
  ])
  for (const [whenTrue, whenFalse] of other) if (text === whenTrue || text === whenFalse) return [whenFalse, whenTrue]
  return undefined
}
