import type { PatternToken, TokenKind } from './datetime-tokens.ts'
import { dayMilliseconds, daysFromCivil } from './civil-days.ts'
import { literalText, monthNamesOf, weekdayOf, zoneOffset } from './datetime-tokens.ts'
import { monthNamesIn, monthNumber, weekdayNumber } from './month-names.ts'
import { writeDatetime } from './write-datetime.ts'

/** A datetime pattern, ready to read and write. */
export interface DatetimePattern {
  /** The pattern in the letters of `DatetimeField.pattern`. */
  readonly text: string
  readonly tokens: readonly PatternToken[]
  readonly hasDate: boolean
  readonly hasTime: boolean
  readonly hasZone: boolean
  /** Hours or minutes count on beyond a day: the value is how much time has passed. */
  readonly isElapsed: boolean
  /** Milliseconds since the epoch, or `undefined`. Padding and the case of names may differ from the pattern's. */
  parse(text: string): number | undefined
  /** The text of a moment, cut to what the pattern shows of it. */
  format(value: number): string
  /** The pattern without its time of day, where it has a date and a time that follows it. */
  readonly datePart: DatetimePattern | undefined
  /** The parts of a text that `parse` reads, by token; `undefined` where it reads none. */
  parts(text: string): readonly string[] | undefined
}

/** Longer texts are not datetimes. */
const mostLetters = 64
/** Hours or minutes of a time that has passed have at most so many digits. */
const mostElapsedDigits = 5
/** Two-digit years below this are of the 21st century, as in POSIX. */
const yearPivot = 69
const cache = new Map<string, DatetimePattern | undefined>()

/** Reads a pattern, be it in spreadsheet letters or in those of `strptime`; `undefined` when it names no date or time. */
export function datetimePattern(text: string): DatetimePattern | undefined {
  if (text.length > mostLetters) return undefined
  const known = cache.get(text)
  if (known !== undefined || cache.has(text)) return known
  const tokens = tokenize(text.includes('%') ? fromStrptime(text) : text)
  const pattern = isWhole(tokens) ? compile(tokens) : undefined
  if (cache.size < 1000) cache.set(text, pattern)
  return pattern
}

const letters =
  /\[\$-[a-z]{2}\d?\]|\[(?:h{1,2}|m{1,2})\]|"[^"]*"|yyyy|yy|m{1,4}|dddd|ddd|dd|d|hh|h|kk|k|ss|\[[.,]f{1,9}\]|[.,]f{1,9}|f{1,9}|am\/pm|am|pm|z(?![a-z])|utc|gmt|[+-]\d\d(?::?\d\d)?(?!\d)|./gis

/** Splits a pattern into tokens; `m` after an hour, or before a second, is a minute. */
export function tokenize(pattern: string): PatternToken[] {
  const pieces = pattern.match(letters) ?? []
  const isHour = (piece: string | undefined) => piece !== undefined && /^(?:[hk]|\[h)/i.test(piece)
  const isLetter = (piece: string) => /^(?:[ymdhks]|\[[hm])/i.test(piece)
  const timed = pieces.filter(isLetter)
  let place = -1
  return pieces.map((piece): PatternToken => {
    if (isLetter(piece)) place++
    const isMinute = /^m{1,2}$/i.test(piece) && (isHour(timed[place - 1]) || /^s/i.test(timed[place + 1] ?? ''))
    return { kind: isMinute ? 'minute' : kindOf(piece), text: canonical(piece, isMinute) }
  })
}

function kindOf(piece: string): TokenKind {
  const lower = piece.toLowerCase()
  if (isLanguage(piece)) return 'language'
  if (lower.startsWith('[h')) return 'elapsedHours'
  if (lower.startsWith('[m')) return 'elapsedMinutes'
  if (lower.startsWith('y')) return 'year'
  if (/^m+$/.test(lower)) return lower.length > 2 ? 'monthName' : 'month'
  if (/^d+$/.test(lower)) return lower.length > 2 ? 'weekday' : 'day'
  if (/^[hk]+$/.test(lower)) return 'hour'
  if (lower === 'ss') return 'second'
  if (/^\[?[.,]?f+\]?$/.test(lower)) return 'fraction'
  if (lower.startsWith('am') || lower === 'pm') return 'half'
  if (lower === 'z' || lower === 'utc' || lower === 'gmt' || /^[+-]\d\d/.test(lower)) return 'zone'
  return 'literal'
}

/** Whether a piece names a language whose month names there are. */
function isLanguage(piece: string): boolean {
  return piece.startsWith('[$-') && Object.hasOwn(monthNamesIn, piece.slice(3, -1))
}

/** Letters that have no case of their own in lower case; those of names and of AM as they are. */
function canonical(piece: string, isMinute: boolean): string {
  const kind = isMinute ? 'minute' : kindOf(piece)
  if (kind === 'monthName' || kind === 'weekday' || kind === 'literal' || kind === 'zone' || kind === 'language')
    return piece
  if (kind === 'half') return /^[AP]/.test(piece) ? 'AM' : 'am'
  return piece.toLowerCase()
}

const strptimeLetters: Readonly<Record<string, string>> = {
  Y: 'yyyy',
  y: 'yy',
  m: 'mm',
  d: 'dd',
  e: 'd',
  b: 'Mmm',
  h: 'Mmm',
  B: 'Mmmm',
  a: 'Ddd',
  A: 'Dddd',
  H: 'hh',
  I: 'hh',
  k: 'h',
  l: 'h',
  M: 'mm',
  S: 'ss',
  f: 'ffffff',
  p: 'AM',
  z: '+00:00',
  Z: 'UTC',
  F: 'yyyy-mm-dd',
  T: 'hh:mm:ss',
  R: 'hh:mm',
  D: 'mm/dd/yy',
}

function fromStrptime(text: string): string {
  return text.replace(/%[-#]?([A-Za-z%])/g, (all, letter: string) => {
    const found = strptimeLetters[letter] ?? letter
    return /^%[-#]/.test(all) && found.length === 2 ? found.slice(0, 1) : found
  })
}

/** A pattern names a whole date, a time of day or a time that has passed, each part once. */
function isWhole(tokens: readonly PatternToken[]): boolean {
  const count = (...kinds: readonly TokenKind[]) => tokens.filter(({ kind }) => kinds.includes(kind)).length
  const dateParts = [count('year'), count('month', 'monthName'), count('day')]
  const timeParts = [count('hour'), count('minute')]
  const [years, months, days] = dateParts as [number, number, number]
  // A month alone has its year in four digits.
  const isMonth = years === 1 && months === 1 && days === 0 && tokens.some(({ text }) => text === 'yyyy')
  const isDate = years === 1 && months === 1 && days === 1
  const isTime = timeParts.every((parts) => parts === 1)
  const noDate = dateParts.every((parts) => parts === 0) && count('weekday') === 0
  const noTime = [...timeParts, count('second'), count('fraction'), count('half'), count('zone')].every((n) => n === 0)
  if (tokens.some(({ kind, text }) => kind === 'literal' && text.startsWith('[$-'))) return false
  if (count('language') > 1 || (count('language') === 1 && tokens[0]!.kind !== 'language')) return false
  const elapsed = count('elapsedHours', 'elapsedMinutes')
  if (elapsed > 0) {
    const isHours = count('elapsedHours') === 1 && count('minute') === 1
    const isMinutes = count('elapsedMinutes') === 1 && count('minute') === 0 && count('second') === 1
    const isAlone = noDate && elapsed === 1 && count('hour', 'half', 'zone', 'language') === 0
    return isAlone && (isHours || isMinutes) && count('second') <= 1 && count('fraction') <= count('second')
  }
  const isOnce = count('second') <= 1 && count('fraction') <= count('second') && count('half') <= 1
  if (isMonth) return noTime && count('weekday') === 0
  return (isDate || noDate) && (isTime || noTime) && (isDate || isTime) && isOnce && count('zone', 'weekday') <= 2
}

const isNumberToken = ({ kind }: PatternToken): boolean =>
  ['year', 'month', 'day', 'hour', 'minute', 'second', 'elapsedHours', 'elapsedMinutes'].includes(kind)

function expressionOf(tokens: readonly PatternToken[]): RegExp {
  const months = monthNamesOf(tokens)
  const source = tokens.map((token, index) => {
    const isTight = [tokens[index - 1], tokens[index + 1]].some((other) => other !== undefined && isNumberToken(other))
    switch (token.kind) {
      case 'year':
        return token.text === 'yyyy' ? '(\\d{4})' : '(\\d\\d)'
      case 'month':
      case 'day':
      case 'hour':
        return isTight ? '(\\d\\d)' : '(\\d{1,2})'
      case 'minute':
      case 'second':
        return '(\\d\\d)'
      case 'elapsedHours':
      case 'elapsedMinutes':
        return `(\\d{1,${mostElapsedDigits}})`
      case 'fraction':
        return fractionExpression(token.text)
      case 'monthName':
        return nameExpression(token.text.length === 4 ? months.long : months.short)
      case 'weekday':
        return nameExpression(token.text.length === 4 ? months.weekdays : months.shortWeekdays)
      case 'language':
        return '()'
      case 'half':
        return '([ap]m|[ap]\\.m\\.)'
      case 'zone':
        return '(z|utc|gmt|[+-]\\d\\d(?::?\\d\\d)?)'
      case 'literal':
        return `(${literalText(token).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')})`
    }
  })
  return new RegExp(`^${source.join('')}$`, 'iu')
}

function fractionExpression(text: string): string {
  const mark = /[.,]/.exec(text)?.[0]
  if (mark === undefined) return '(\\d{1,9})'
  return text.startsWith('[') ? `((?:[${mark}]\\d{1,9})?)` : `([${mark}]\\d{1,9})`
}

function nameExpression(names: readonly string[]): string {
  return `(${names.join('|')})`
}

function compile(tokens: readonly PatternToken[]): DatetimePattern {
  const expression = expressionOf(tokens)
  const months = monthNamesOf(tokens)
  const monthOf = (text: string) => (/^\d/.test(text) ? Number(text) : monthNumber(months, text))
  const has = (kind: TokenKind) => tokens.some((token) => token.kind === kind)
  const place = (...kinds: readonly TokenKind[]) => 1 + tokens.findIndex(({ kind }) => kinds.includes(kind))
  const places = {
    year: place('year'),
    month: place('month', 'monthName'),
    day: place('day'),
    weekday: place('weekday'),
    hour: place('hour', 'elapsedHours'),
    minute: place('minute', 'elapsedMinutes'),
    second: place('second'),
    fraction: place('fraction'),
    half: place('half'),
    zone: place('zone'),
  }
  const isElapsed = has('elapsedHours') || has('elapsedMinutes')
  const find = (text: string) => (text.length > mostLetters ? null : expression.exec(text))
  return {
    text: tokens.map((token) => token.text).join(''),
    tokens,
    hasDate: has('year'),
    hasTime: has('hour') || isElapsed,
    isElapsed,
    hasZone: has('zone'),
    parse(text) {
      const found = find(text)
      return found === null
        ? undefined
        : isElapsed
          ? elapsedOf(found, places)
          : valueOf(found, places, monthOf, (text) => weekdayNumber(months, text))
    },
    get datePart() {
      return datePartOf(tokens)
    },
    format: (value) => writeDatetime(value, tokens, has('half')),
    parts: (text) => find(text)?.slice(1),
  }
}

function datePartOf(tokens: readonly PatternToken[]): DatetimePattern | undefined {
  const hour = tokens.findIndex(({ kind }) => kind === 'hour')
  const before = tokens.slice(0, hour)
  while (before.at(-1)?.kind === 'literal') before.pop()
  return before.length === 0 ? undefined : datetimePattern(before.map(({ text }) => text).join(''))
}

type Places = Readonly<Record<'year' | 'month' | 'day' | 'weekday' | TimePart, number>>
type TimePart = 'hour' | 'minute' | 'second' | 'fraction' | 'half' | 'zone'

function valueOf(
  found: readonly string[],
  places: Places,
  monthOf: (text: string) => number,
  dayOf: (text: string) => number,
): number | undefined {
  const part = (name: keyof Places) => (places[name] === 0 ? '' : found[places[name]]!)
  let days = 0
  if (places.year > 0) {
    const year = yearOf(part('year'))
    const month = monthOf(part('month'))
    const civil = daysFromCivil(year, month, places.day === 0 ? 1 : Number(part('day')))
    if (civil === undefined) return undefined
    days = civil
    if (places.weekday > 0 && dayOf(part('weekday')) !== weekdayOf(days)) return undefined
  }
  const minutes = Number(part('minute'))
  const seconds = Number(part('second'))
  const hours = hoursOf(part('hour'), part('half'))
  if (hours === undefined || minutes > 59 || seconds > 59) return undefined
  const digits = part('fraction').replace(/^[.,]/, '')
  if (hours === 24 && (minutes > 0 || seconds > 0 || /[1-9]/.test(digits))) return undefined
  const time = (hours * 3600 + minutes * 60 + seconds) * 1000
  return days * dayMilliseconds + time + fractionOf(found, places) - zoneOffset(part('zone'))
}

/** Milliseconds of a time that has passed, whose first part goes on beyond a day or an hour. */
function elapsedOf(found: readonly string[], places: Places): number | undefined {
  const number = (name: keyof Places) => (places[name] === 0 ? 0 : Number(found[places[name]]))
  const [hours, minutes, seconds] = [number('hour'), number('minute'), number('second')]
  if ((places.hour > 0 && minutes > 59) || seconds > 59) return undefined
  return (hours * 3600 + minutes * 60 + seconds) * 1000 + fractionOf(found, places)
}

function fractionOf(found: readonly string[], places: Places): number {
  const digits = places.fraction === 0 ? '' : found[places.fraction]!.replace(/^[.,]/, '')
  return Number(digits.slice(0, 6).padEnd(6, '0')) / 1000
}

function yearOf(text: string): number {
  const year = Number(text)
  if (text.length === 4) return year
  return year < yearPivot ? 2000 + year : 1900 + year
}

function hoursOf(text: string, half: string): number | undefined {
  const hours = Number(text)
  if (half === '') return hours <= 24 ? hours : undefined
  if (hours < 1 || hours > 12) return undefined
  return (hours % 12) + (/^p/i.test(half) ? 12 : 0)
}
