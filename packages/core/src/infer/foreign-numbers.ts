import type { NumberFormat } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { MarkConventions } from './infer-rules.ts'
import { everySliced, inSlices } from '../slices.ts'
import { isCode, trimBlanks } from './cell-text.ts'
import { numberStyle } from './number-style.ts'
import { numberSpelling, withoutMarks } from './number-text.ts'
import { areSpelled } from './versions.ts'

/** What the cells of a column of numbers with marks or units turned out to be. */
export interface ForeignNumbers {
  readonly format: NumberFormat
  /** Set where another reading fits all cells too: what was taken the marks for. */
  readonly doubt?: string
}

/** Money and shares. Other letters beside a number are units or codes, and stay text. */
const units =
  /^(?:\p{Sc}|[A-Z]{1,3}\$|%|\u2030|USD|EUR|CHF|GBP|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|RUB|TRY|KRW|SGD|HKD|Rs\.?|Fr\.?|kr\.?|z\u0142|K\u010d|Ft|\u20bd)$/u
const longestText = 64
/** A mark between digits, and what may be one: a point, a comma, an apostrophe, a blank that may not break. */
const marksOfThousands = [',', '.', "'", '\u2019', '\u00a0', '\u202f', '\u2009', ' ']

interface Parts {
  readonly prefix: string
  readonly core: string
  readonly suffix: string
}

/**
 * How the numbers of a column are written that are not plain ones: with a decimal comma, marks between thousands, a
 * currency, a percent sign, negatives in parentheses. One format must fit all texts. `conventions` decide where both
 * readings of a mark do, as in `1,234`.
 */
export function* foreignNumbers(
  texts: readonly string[],
  counts: readonly number[],
  conventions: MarkConventions,
): Sliced<ForeignNumbers | undefined> {
  if (texts.some(isCode) || areSpelled(texts, counts)) return undefined
  const cut: Parts[] = []
  const isCut = yield* everySliced(texts, (text) => {
    const parts = partsOf(text)
    if (parts !== undefined) cut.push(parts)
    return parts !== undefined
  })
  if (!isCut) return undefined
  const prefix = commonPart(cut.map((parts) => parts.prefix))
  const suffix = commonPart(cut.map((parts) => parts.suffix))
  if (prefix === undefined || suffix === undefined) return undefined
  const fitting: NumberFormat[] = []
  for (const marks of markings(cut)) {
    const isFit = yield* everySliced(cut, ({ core }) => withoutMarks(core, marks) !== undefined)
    if (isFit) fitting.push(marks)
  }
  const chosen = choose(fitting, conventions)
  if (chosen === undefined || areDialled(cut, chosen)) return undefined
  const format = {
    ...chosen,
    ...spellings(texts, counts, { prefix, suffix }),
    ...(yield* styleOf(cut, counts, chosen)),
  }
  const { read } = numberSpelling(format)
  let isWhole = true
  const isRead = yield* everySliced(texts, (text) => {
    const value = read(text)
    isWhole &&= Number.isInteger(value)
    return value !== undefined
  })
  if (!isRead) return undefined
  // Whole numbers need a decimal for the mark to be written again.
  const showsMark = !isWhole || chosen.decimalMark === undefined || chosen.thousandsMark !== undefined
  const shown: NumberFormat = showsMark ? format : { minimumDecimals: 1, ...format }
  const isSure = fitting.filter(({ grouping }) => grouping === undefined).length < 2
  return isSure ? { format: shown } : { format: shown, doubt: doubtOf(cut, chosen) }
}

/** A number's digits with their marks, and what stands before and after them but signs and parentheses. */
function partsOf(text: string): Parts | undefined {
  if (text.length > longestText) return undefined
  const found = /^([^\d.,]*)((?:[\d.,'\u2019\u00a0\u202f\u2009 ]*\d)(?:[.,](?=\D|$))?(?:[eE][+-]?\d+)?)([^\d]*)$/u.exec(
    text,
  )
  if (found === null) return undefined
  const [, before = '', core = '', after = ''] = found
  if (!isBalanced(before, after)) return undefined
  const clean = (part: string) => trimBlanks(part.replace(/[-+\u2212()]/g, ''))
  const prefix = clean(before)
  const suffix = clean(after)
  const isUnit = (part: string) => part === '' || units.test(part)
  return isUnit(prefix) && isUnit(suffix) ? { prefix, core, suffix } : undefined
}

/** At most one sign, or one pair of parentheses. */
function isBalanced(before: string, after: string): boolean {
  const signs = (before + after).replace(/[^-+\u2212()]/g, '')
  return signs === '()' ? before.includes('(') && after.includes(')') : signs.length <= 1 && !/[()]/.test(signs)
}

/** The one part that all cells have, or that some have and others lack; `undefined` when there are two. */
function commonPart(parts: readonly string[]): string | undefined {
  const found = new Set(parts)
  found.delete('')
  return found.size > 1 ? undefined : ([...found][0] ?? '')
}

/** Each way to take the marks that occur: as decimal mark or as mark of thousands. */
function markings(cut: readonly Parts[]): NumberFormat[] {
  const marks = marksOfThousands.filter((mark) => cut.some(({ core }) => core.includes(mark)))
  if (marks.length === 0) return [{}]
  if (marks.length > 2) return []
  const made: NumberFormat[] = []
  for (const decimal of [undefined, '.', ','] as const) {
    if (decimal !== undefined && !marks.includes(decimal)) continue
    const rest = marks.filter((mark) => mark !== decimal)
    if (rest.length > 1) continue
    const decimalMark: NumberFormat = decimal === ',' || rest[0] === '.' ? { decimalMark: ',' } : {}
    if (rest[0] === undefined) made.push(decimalMark)
    else
      for (const grouping of [{}, { grouping: 'indian' } as const])
        made.push({ ...decimalMark, thousandsMark: rest[0], ...grouping })
  }
  return made
}

function choose(
  fitting: readonly NumberFormat[],
  { commaIsDecimal, pointGroups }: MarkConventions,
): NumberFormat | undefined {
  if (fitting.length < 2) return fitting[0]
  const western = fitting.filter(({ grouping }) => grouping === undefined)
  if (western.length < 2) return western[0] ?? fitting[0]
  // One mark, with three digits after it in every cell: 1,234 or 1.234.
  const grouped = western.find(({ thousandsMark }) => thousandsMark !== undefined)
  const decimal = western.find(({ thousandsMark }) => thousandsMark === undefined)
  if (grouped?.thousandsMark === ',') return commaIsDecimal ? decimal : grouped
  return pointGroups ? grouped : decimal
}

/** Whether blanks part the digits of phone numbers: all of one length, in three groups or more. */
function areDialled(cut: readonly Parts[], { thousandsMark }: NumberFormat): boolean {
  if (thousandsMark === undefined || thousandsMark.trim() !== '') return false
  const length = cut[0]!.core.length
  return cut.length > 1 && length >= 11 && cut.every(({ core }) => core.length === length && !/[.,]/.test(core))
}

/** The prefix, suffix and way of negatives that most cells have, with the blanks beside them. */
function spellings(
  texts: readonly string[],
  counts: readonly number[],
  { prefix, suffix }: { readonly prefix: string; readonly suffix: string },
): NumberFormat {
  const before = new Map<string, number>()
  const after = new Map<string, number>()
  const negative = new Map<NumberFormat['negative'] | 'minus', number>()
  const add = <Key>(map: Map<Key, number>, key: Key, count: number) => map.set(key, (map.get(key) ?? 0) + count)
  texts.forEach((text, i) => {
    const lead = /^[^\d.,]*/.exec(text)![0]
    const tail = /[^\d.,]*$/.exec(text.slice(-longestText))![0]
    add(before, lead.replace(/[-+\u2212()]/g, ''), counts[i]!)
    add(after, tail.replace(/[-+\u2212()]/g, ''), counts[i]!)
    const way = wayOf(lead, tail, prefix)
    if (way !== undefined) add(negative, way, counts[i]!)
  })
  const way = most(negative)
  return {
    ...(prefix !== '' && { prefix: most(before)! }),
    ...(suffix !== '' && { suffix: most(after)! }),
    ...(way !== undefined && way !== 'minus' && { negative: way }),
  }
}

function wayOf(lead: string, tail: string, prefix: string): NumberFormat['negative'] | 'minus' | undefined {
  if (lead.includes('(')) return 'parentheses'
  if (tail.includes('-')) return 'trailing'
  const minus = lead.search(/[-\u2212]/)
  if (minus < 0) return undefined
  if (prefix !== '' && minus > lead.indexOf(prefix)) return 'after-prefix'
  return lead.includes('-') ? 'minus' : 'minus-sign'
}

function most<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

function* styleOf(
  cut: readonly Parts[],
  counts: readonly number[],
  { decimalMark }: NumberFormat,
): Sliced<NumberFormat> {
  const style = numberStyle(decimalMark ?? '.')
  yield* inSlices(cut.length, (from, to) => {
    for (let i = from; i < to; i++) style.add(cut[i]!.core, counts[i]!)
  })
  return style.format() ?? {}
}

function doubtOf(cut: readonly Parts[], chosen: NumberFormat): string {
  const mark = chosen.thousandsMark ?? chosen.decimalMark ?? '.'
  const example = cut.find(({ core }) => core.includes(mark))!.core
  return `'${example}' as ${withoutMarks(example, chosen)}`
}
