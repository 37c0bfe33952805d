import type { DatetimeField, DatetimeFormat } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { DatetimePattern } from './datetime-pattern.ts'
import type { PatternToken } from './datetime-tokens.ts'
import { everySliced, inSlices } from '../slices.ts'
import { dayMilliseconds } from './civil-days.ts'
import { parseDatetime } from './datetime.ts'
import { candidatePatterns, cased } from './datetime-candidates.ts'
import { datetimePattern } from './datetime-pattern.ts'

/** What a field says about how its datetimes are written. */
export type DatetimeSpelling = Pick<DatetimeField, 'format' | 'pattern'>

/** How a column's texts are read as datetimes, or the patterns that all fit; neither when none does. */
export interface DatetimeVerdict {
  readonly spelling?: DatetimeSpelling
  readonly rivals?: readonly string[]
  readonly midnights?: Midnights
}

/** Cells that have a date alone among datetimes. */
export interface Midnights {
  readonly rows: number
  /** The first of them. */
  readonly text: string
}

/** The one reading by which all texts are datetimes. */
export function* inferDatetimes(texts: readonly string[], counts: readonly number[]): Sliced<DatetimeVerdict> {
  // Names such as May are short as well as long.
  const sample = texts.find((text) => !shortNames.test(text)) ?? texts[0]
  if (sample === undefined) return {}
  const iso = parseDatetime(sample)?.format
  const isIso = iso !== undefined && (yield* everySliced(texts, (text) => parseDatetime(text)?.format === iso))
  const fitting: DatetimePattern[] = []
  for (const candidate of candidatePatterns(sample)) {
    if (yield* everySliced(texts, (text) => candidate.parse(text) !== undefined)) fitting.push(candidate)
  }
  if (isIso) {
    const pattern = fitting[0] && (yield* refined(fitting[0], texts, counts))
    return { spelling: isDefault(pattern) ? { format: iso } : { format: iso, pattern: pattern!.text } }
  }
  const likely = yield* plausible(clockFirst(inOneLanguage(fitting)), texts)
  if (likely.length > 1) return { rivals: likely.map(({ text }) => text) }
  if (likely.length === 0) return yield* datesAmongDatetimes(texts, counts)
  const pattern = yield* refined(likely[0]!, texts, counts)
  return { spelling: spellingOf(pattern) }
}

/** Times of day where all are some; of hours and minutes beyond a day, the reading that spreadsheets have. */
function clockFirst(patterns: readonly DatetimePattern[]): readonly DatetimePattern[] {
  const clocks = patterns.filter(({ isElapsed }) => !isElapsed)
  return clocks.length > 0 ? clocks : patterns.slice(0, 1)
}

/** The reading of datetimes some of which have a date alone, which is midnight. */
function* datesAmongDatetimes(texts: readonly string[], counts: readonly number[]): Sliced<DatetimeVerdict> {
  const timed = [...texts.keys()].filter((i) => texts[i]!.includes(':'))
  if (timed.length === 0 || timed.length === texts.length) return {}
  const dates = texts.filter((text) => !text.includes(':'))
  const verdict = yield* inferDatetimes(
    timed.map((i) => texts[i]!),
    timed.map((i) => counts[i]!),
  )
  const readings = verdict.spelling === undefined ? (verdict.rivals ?? []).map(ofRival) : [verdict.spelling]
  const fitting: DatetimeSpelling[] = []
  for (const spelling of readings) {
    const own = spelling.pattern === undefined ? undefined : datetimePattern(spelling.pattern)!.datePart
    const isDate = (text: string) =>
      spelling.pattern === undefined ? parseDatetime(text) !== undefined : own?.parse(text) !== undefined
    if (yield* everySliced(dates, isDate)) fitting.push(spelling)
  }
  if (fitting.length > 1) return { rivals: fitting.map(({ pattern }) => pattern!) }
  const rows = counts.reduce((sum, count, i) => sum + (texts[i]!.includes(':') ? 0 : count), 0)
  return fitting.length === 0 ? {} : { spelling: fitting[0]!, midnights: { rows, text: dates[0]! } }
}

function ofRival(text: string): DatetimeSpelling {
  return spellingOf(datetimePattern(text)!)
}

const shortNames = /(?<!\p{L})(?:may|mai|mei|mars|juin|août)(?!\p{L})/iu

/** The patterns without those that differ from an earlier one in the language alone, whose names are the same then. */
function inOneLanguage(patterns: readonly DatetimePattern[]): readonly DatetimePattern[] {
  const bodies = patterns.map(({ text }) => text.replace(/^\[\$-\w+\]/, ''))
  return patterns.filter((_, i) => bodies.indexOf(bodies[i]!) === i)
}

/** What a field says of datetimes in a pattern that the user gave, in the padding and the case that the texts have. */
export function* givenDatetimes(
  pattern: DatetimePattern,
  texts: readonly string[],
  counts: readonly number[],
): Sliced<DatetimeSpelling> {
  return spellingOf(yield* refined(pattern, texts, counts))
}

/** The format and, where that does not say all, the pattern of a datetime field. */
function spellingOf(pattern: DatetimePattern): DatetimeSpelling {
  const format: DatetimeFormat = pattern.hasZone
    ? 'datetime-zone'
    : !pattern.hasTime
      ? 'date'
      : pattern.tokens.some(({ text }) => text === 'T')
        ? 'datetime-t'
        : 'datetime-space'
  return isDefault(pattern) ? { format } : { format, pattern: pattern.text }
}

/** Whether `format` alone writes like this, with fractions of a second only where there are any. */
function isDefault(pattern: DatetimePattern | undefined): boolean {
  if (pattern === undefined) return true
  return /^yyyy-mm-dd(?:[T ]hh:mm:ssZ?)?$/.test(pattern.text) && (pattern.hasZone ? pattern.text.includes('T') : true)
}

const firstCompactYear = Date.UTC(1900, 0, 1)
const lastCompactYear = Date.UTC(2100, 0, 1)
/** So many different days of several months are not chance among whole numbers of eight digits. */
const daysForCompact = 5
/** Of two readings that put the year elsewhere, one is right when the other's years spread so many times as far. */
const yearSpread = 3

/** The candidates that are likely: digits alone need evidence, and years are what varies least in a date. */
function* plausible(fitting: readonly DatetimePattern[], texts: readonly string[]): Sliced<readonly DatetimePattern[]> {
  const likely: DatetimePattern[] = []
  const spans: number[] = []
  for (const pattern of fitting) {
    const seen = new Set<number>()
    let [first, last] = [Infinity, -Infinity]
    yield* inSlices(texts.length, (from, to) => {
      for (let i = from; i < to; i++) {
        const value = pattern.parse(texts[i]!)!
        if (seen.size < daysForCompact) seen.add(Math.floor(value / dayMilliseconds))
        first = Math.min(first, value)
        last = Math.max(last, value)
      }
    })
    const isWithin = first >= firstCompactYear && last < lastCompactYear
    const isShown = seen.size >= daysForCompact && last - first > 31 * dayMilliseconds
    if (/^[ymdhs]+(?:\.0)?$/.test(pattern.text) && !(isWithin && isShown)) continue
    if (/^yyyy[-/]mm$/.test(pattern.text) && texts.every(isSeason)) continue
    if (/^d+\.m+\.yy$/.test(pattern.text) && texts.every(mayBeVersion)) continue
    likely.push(pattern)
    spans.push((last - first) / dayMilliseconds / 365 + 1)
  }
  const narrowest = Math.min(...spans)
  const near = likely.filter((_, i) => spans[i]! < narrowest * yearSpread)
  // Between slashes a year of two digits comes first only where nothing else fits.
  const usual = near.filter(({ text }) => !text.startsWith('yy/'))
  return usual.length > 0 ? usual : near
}

/** Whether a text may be a version such as 1.1.10, and no date: its parts are not padded, and no day is beyond 12. */
function mayBeVersion(text: string): boolean {
  const [day = ''] = text.split('.')
  return !/(?:^|\.)0\d/.test(text) && Number(day) <= 12
}

/** Whether a text names two years in a row, such as 2008-09, and no month. */
function isSeason(text: string): boolean {
  return (Number(text.slice(2, 4)) + 1) % 100 === Number(text.slice(-2))
}

/**
 * Whether all numbers are dates of digits alone, such as 20240131, and the pattern by which they are. `suffix` is what
 * follows the digits of each, such as `.0`.
 */
export function* compactDates(
  values: Float64Array,
  valid: Uint8Array | undefined,
  suffix: string,
): Sliced<{ readonly pattern: string; readonly values: Float64Array } | undefined> {
  const first = values.find((value) => !Number.isNaN(value))
  const length = first === undefined || !Number.isInteger(first) ? 0 : String(first).length
  const digits =
    length === 8 ? 'yyyymmdd' : length === 12 ? 'yyyymmddhhmm' : length === 14 ? 'yyyymmddhhmmss' : undefined
  if (digits === undefined) return undefined
  const text = digits + suffix
  const pattern = datetimePattern(text)!
  const dates = new Float64Array(values.length).fill(Number.NaN)
  const different = new Set<number>()
  let isDate = true
  yield* inSlices(values.length, (from, to) => {
    for (let row = from; row < to && isDate; row++) {
      if (valid?.[row] === 0) continue
      const value = pattern.parse(`${values[row]!}${suffix}`)
      isDate = value !== undefined && value >= firstCompactYear && value < lastCompactYear
      if (!isDate) break
      dates[row] = value!
      different.add(value!)
    }
    return isDate
  })
  if (!isDate) return undefined
  const likely = yield* plausible(
    [pattern],
    Array.from(different, (value) => pattern.format(value)),
  )
  return likely.length === 0 ? undefined : { pattern: text, values: dates }
}

/** Counts of the ways in which a pattern's tokens are written. */
interface Ways {
  readonly byToken: readonly Map<string, number>[]
}

/** The pattern with the padding, fractions, case and offset that most texts have. */
function* refined(
  pattern: DatetimePattern,
  texts: readonly string[],
  counts: readonly number[],
): Sliced<DatetimePattern> {
  const ways: Ways = { byToken: pattern.tokens.map(() => new Map<string, number>()) }
  yield* inSlices(texts.length, (from, to) => {
    for (let i = from; i < to; i++) {
      pattern.parts(texts[i]!)?.forEach((part, token) => {
        const way = wayOf(pattern.tokens[token]!, part)
        const map = ways.byToken[token]!
        if (way !== undefined) map.set(way, (map.get(way) ?? 0) + counts[i]!)
      })
    }
  })
  const refinedTokens = pattern.tokens.map((token, i) => tokenAs(token, ways.byToken[i]!))
  return (
    datetimePattern(
      alike(refinedTokens, ways)
        .map(({ text }) => text)
        .join(''),
    ) ?? pattern
  )
}

function wayOf(token: PatternToken, part: string): string | undefined {
  switch (token.kind) {
    case 'elapsedHours':
    case 'elapsedMinutes':
      return part.length === 1 ? 'short' : part.startsWith('0') ? 'long' : undefined
    case 'day':
    case 'month':
      return part.length === 1 ? 'short' : part.startsWith('0') ? 'long' : undefined
    case 'hour':
      return part.length === 1 ? 'short' : /^(?:00|24)$/.test(part) ? part : part.startsWith('0') ? 'long' : undefined
    case 'fraction':
      return String(part.replace(/^[.,]/, '').length)
    case 'monthName':
    case 'weekday':
      // The letters of May are those of its long name as well.
      return cased(token.text, part)
    case 'half':
      return /^[AP]/.test(part) ? 'AM' : 'am'
    case 'zone':
      return part
    default:
      return undefined
  }
}

function tokenAs(token: PatternToken, ways: ReadonlyMap<string, number>): PatternToken {
  const count = (way: string) => ways.get(way) ?? 0
  const usual = [...ways].sort((a, b) => b[1] - a[1])[0]?.[0]
  switch (token.kind) {
    case 'day':
    case 'month': {
      if (count('short') + count('long') === 0) return token
      return { ...token, text: token.text.slice(0, 1).repeat(count('short') > count('long') ? 1 : 2) }
    }
    case 'hour': {
      if (count('24') > 0 && count('00') === 0) return { ...token, text: count('short') > count('long') ? 'k' : 'kk' }
      if (count('short') + count('long') + count('00') === 0) return token
      return { ...token, text: count('short') > count('long') + count('00') ? 'h' : 'hh' }
    }
    case 'elapsedHours':
    case 'elapsedMinutes':
      if (count('short') + count('long') === 0) return token
      return { ...token, text: `[${token.text.slice(1, 2).repeat(count('short') > count('long') ? 1 : 2)}]` }
    case 'fraction':
      return { ...token, text: fractionToken(token.text, ways) }
    case 'monthName':
    case 'weekday':
    case 'half':
    case 'zone':
      return usual === undefined ? token : { ...token, text: usual }
    default:
      return token
  }
}

/** `.fff` where all have three digits, `[.fff]` where whole seconds have none, nothing where no cell has a fraction. */
function fractionToken(text: string, ways: ReadonlyMap<string, number>): string {
  const widths = [...ways].map(([width, count]) => [Number(width), count] as const).sort((a, b) => b[1] - a[1])
  const width = widths.find(([digits]) => digits > 0)?.[0]
  if (width === undefined) return ''
  const mark = /[.,]/.exec(text)?.[0] ?? '.'
  const token = `${mark}${'f'.repeat(Math.min(9, width))}`
  return ways.has('0') ? `[${token}]` : token
}

/** Tokens in which day and month are padded alike where one of them does not show it. */
function alike(tokens: readonly PatternToken[], { byToken }: Ways): PatternToken[] {
  const places = tokens.flatMap(({ kind }, i) => (kind === 'day' || kind === 'month' ? [i] : []))
  const shown = places.find((i) => byToken[i]!.size > 0)
  if (shown === undefined) return [...tokens]
  const { length } = tokens[shown]!.text
  return tokens.map((token, i) =>
    places.includes(i) && byToken[i]!.size === 0 ? { ...token, text: token.text.slice(0, 1).repeat(length) } : token,
  )
}
