const decimalPattern = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const infinityPattern = /^[+-]?inf(?:inity)?$/i

/**
 * The number that a cell spells, or `undefined`. Blanks around it are ignored. Infinities and numbers beyond the range
 * of doubles give an infinity. Numbers padded with zeros, such as `007`, are codes and no numbers.
 */
export function numberOf(text: string): number | undefined {
  const trimmed = text.replace(/^[ \t]+|[ \t]+$/g, '')
  if (decimalPattern.test(trimmed)) return Number(trimmed)
  if (infinityPattern.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity
  return undefined
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
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  if (!allNumbers) return texts.toSorted(byText)
  return texts.toSorted((a, b) => values.get(a)! - values.get(b)! || byText(a, b))
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
