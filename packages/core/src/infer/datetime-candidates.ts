import type { DatetimePattern } from './datetime-pattern.ts'
import { datetimePattern } from './datetime-pattern.ts'
import { monthNamesIn, placeOf } from './month-names.ts'

/** Texts longer than this are not datetimes. */
const mostLetters = 48
const clock = /(?<![\d:])(\d{1,2})(:)(\d\d)(?::(\d\d)(?:([.,])(\d{1,9}))?)?(?: ?([ap]m|[ap]\.m\.))?(?![\d:])/i
const zone = /^ ?(z|utc|gmt|[+-]\d\d(?::?\d\d)?)(?![\d:a-z])/i
const words = /(\d+)|(\p{L}+(?:-feira)?)|([^\d\p{L}]+)/giu

/**
 * The patterns by which a text may be a datetime: one for `31.12.2024`, several for `03/04/24`, none for `abc`. Each reads
 * the text, and others written like it: with or without padding and fractions of a second, and in any case.
 */
export function candidatePatterns(text: string): DatetimePattern[] {
  if (text.length < 4 || text.length > mostLetters || !/\d/.test(text)) return []
  const bodies = [...(compactBodies(text) ?? dateBodies(text)), ...logBodies, ...elapsedBodies(text)]
  return bodies.flatMap((body) => {
    const pattern = datetimePattern(body)
    return pattern?.parse(text) === undefined ? [] : [pattern]
  })
}

/** Datetimes of web servers, cameras and databases, whose time has a point or a colon before it or in it. */
const logBodies = [
  'dd/Mmm/yyyy:hh:mm:ss +00:00',
  'yyyy:mm:dd hh:mm:ss',
  'yyyy-mm-dd-hh.mm.ss[.ffffff]',
  'yyyymmdd hh:mm:ss[.ffffff]',
  'yyyymmdd hh:mm',
  'dd.mm.yyyy hh.mm',
]

/** `20240131`, with a time such as `20240131T235959`, `20240131235959` or `202401312359`. */
function compactBodies(text: string): string[] | undefined {
  const found = /^\d{8}(?:([T _]?)(\d{4}|\d{6})(?:([.,])(\d{1,9}))?)?(z|[+-]\d\d(?::?\d\d)?)?$/i.exec(text)
  if (found === null) return undefined
  const [, separator = '', time, mark, , offset = ''] = found
  if (time === undefined) return offset === '' ? ['yyyymmdd', 'ddmmyyyy', 'mmddyyyy'] : []
  const seconds = time.length === 6 ? `ss${mark === undefined ? '' : `[${mark}ffffff]`}` : ''
  return [`yyyymmdd${separator}hhmm${seconds}${offset}`]
}

/** `36:15:00`, `100:30` or, with a fraction of a second, `75:30.5`: times that have passed, as spreadsheets write them. */
function elapsedBodies(text: string): string[] {
  const found = /^\d{1,5}:\d\d(:\d\d)?(?:([.,])\d{1,9})?$/.exec(text)
  if (found === null) return []
  const [, seconds, mark] = found
  if (seconds !== undefined) return [`[h]:mm:ss[${mark ?? '.'}ffffff]`]
  return mark === undefined ? ['[h]:mm', '[m]:ss'] : [`[m]:ss[${mark}ffffff]`]
}

interface TimePart {
  readonly start: number
  readonly stop: number
  readonly pattern: string
}

function dateBodies(text: string): string[] {
  const time = timeOf(text)
  if (time === undefined) return dateTokens(text).map((tokens) => tokens.join(''))
  const before = text.slice(0, time.start)
  const after = text.slice(time.stop)
  if (before === '' && after === '') return [time.pattern]
  // A blank as the place of the time splits the date's tokens where the time stood.
  return dateTokens(`${before}\u0000${after}`).map((tokens) => tokens.join('').replace('\u0000', time.pattern))
}

function timeOf(text: string): TimePart | undefined {
  const colon = text.indexOf(':')
  const found = colon < 0 ? dottedClock(text) : clock.exec(text)
  if (found === null || found === undefined) return undefined
  const [whole, hour = '', mark = ':', , seconds, fraction, , half] = found
  const rest = text.slice(found.index + whole.length)
  const offset = zone.exec(rest)?.[0] ?? ''
  const gap = half === undefined ? '' : whole.slice(0, -half.length).endsWith(' ') ? ' ' : ''
  const second = seconds === undefined ? '' : `${mark}ss[${fraction ?? '.'}ffffff]`
  const halfText = half === undefined ? '' : `${gap}${half.startsWith('A') || half.startsWith('P') ? 'AM' : 'am'}`
  const pattern = `${hour.length === 2 ? 'hh' : 'h'}${mark}mm${second}${halfText}${offset}`
  return { start: found.index, stop: found.index + whole.length + offset.length, pattern }
}

/** `14.05.30` after a date and a blank, or before AM; `12.10.24` alone is a date. */
function dottedClock(text: string): RegExpExecArray | null {
  const found = /(?<=[\d, ] )(\d{1,2})(\.)(\d\d)\.(\d\d)(?:([.,])(\d{1,9}))?(?: ?([ap]m))?$/i.exec(text)
  return found
}

/** Each way to read the words of a date as tokens, in each language that has them; none when they are no date. */
function dateTokens(text: string): string[][] {
  const names = text.match(/\p{L}{2,}(?:-feira)?/gu) ?? []
  const known = new Set(names.flatMap((name) => languagesOfNames.get(name.toLowerCase()) ?? []))
  if (known.size === 0) return names.some(({ length }) => length > 2) ? [] : tokensIn('en', text)
  return [...known].flatMap((language) => {
    const found = tokensIn(language, text)
    return language === 'en' ? found : found.map((tokens) => [`[$-${language}]`, ...tokens])
  })
}

/** The languages that have a name of a month or a weekday, English first. */
const languagesOfNames: ReadonlyMap<string, readonly string[]> = languagesByName()

function languagesByName(): Map<string, string[]> {
  const languages = new Map<string, string[]>()
  const add = (language: string, names: readonly string[]) => {
    for (const name of new Set(names.map((one) => one.toLowerCase())))
      languages.set(name, [...(languages.get(name) ?? []), language])
  }
  for (const [language, { long, short, weekdays, shortWeekdays }] of Object.entries(monthNamesIn)) {
    add(language, [...long, ...short, ...weekdays, ...shortWeekdays])
  }
  return languages
}

/** The readings in a language. A first name that a month and a weekday share, such as mar, is read as both. */
function tokensIn(language: string, text: string): string[][] {
  const asMonth = tokensBy(language, text, false)
  const asWeekday = tokensBy(language, text, true)
  const known = new Set(asMonth.map((tokens) => tokens.join('')))
  return [...asMonth, ...asWeekday.filter((tokens) => !known.has(tokens.join('')))]
}

function tokensBy(language: string, text: string, weekdayFirst: boolean): string[][] {
  let isFirst = true
  const tokens: string[] = []
  const numbers: number[] = []
  let hasMonth = false
  for (const [word, digits, name, other] of text.matchAll(words)) {
    if (digits !== undefined) {
      numbers.push(tokens.length)
      tokens.push(digits)
    } else if (name !== undefined) {
      const token = nameToken(name, language, weekdayFirst && isFirst)
      isFirst = false
      if (token === undefined) return []
      if (token.toLowerCase().startsWith('m')) hasMonth = true
      tokens.push(token)
    } else if (other !== undefined && /^[-/., \u0000]{1,3}$/.test(other)) tokens.push(other)
    else tokens.push(...(word === '_' ? ['_'] : ['?']))
  }
  if (tokens.includes('?')) return []
  const orders = hasMonth ? monthNameOrders(tokens, numbers) : numberOrders(tokens, numbers)
  return orders.map((order) => {
    const filled = [...tokens]
    numbers.forEach((place, i) => (filled[place] = order[i]!))
    return filled
  })
}

/** The token for a word inside a date: a month, a weekday, the T before a time, or the de of 3 de mayo de 2024. */
function nameToken(name: string, language: string, weekdayFirst: boolean): string | undefined {
  if (name === 'T' || name === 't') return name
  if (/^del?$/i.test(name) && (language === 'es' || language === 'pt')) return `"${name}"`
  const { long, short, weekdays, shortWeekdays } = monthNamesIn[language]!
  // May is as short as it is long.
  const months = [
    ['mmm', short],
    ['mmmm', long],
  ] as const
  const days = [
    ['ddd', shortWeekdays],
    ['dddd', weekdays],
  ] as const
  const found = (weekdayFirst ? [...days, ...months] : [...months, ...days]).find(
    ([, list]) => placeOf(list, name) >= 0,
  )
  return found === undefined ? undefined : cased(found[0], name)
}

/** `token` in the case of `word`. */
export function cased(token: string, word: string): string {
  if (word === word.toUpperCase()) return token.toUpperCase()
  if (word === word.toLowerCase()) return token.toLowerCase()
  return token.slice(0, 1).toUpperCase() + token.slice(1).toLowerCase()
}

function monthNameOrders(tokens: readonly string[], numbers: readonly number[]): string[][] {
  if (numbers.length === 1) return tokens[numbers[0]!]!.length === 4 && !hasDayName(tokens) ? [['yyyy']] : []
  if (numbers.length !== 2) return []
  const [first = '', second = ''] = numbers.map((place) => tokens[place]!)
  if (first.length === 4) return isDay(second) ? [['yyyy', dayToken(second)]] : []
  if (!isDay(first) || (second.length !== 4 && second.length !== 2)) return []
  return [[dayToken(first), second.length === 4 ? 'yyyy' : 'yy']]
}

function hasDayName(tokens: readonly string[]): boolean {
  return tokens.some((token) => /^d/i.test(token))
}

function numberOrders(tokens: readonly string[], numbers: readonly number[]): string[][] {
  if (numbers.length === 2) return monthOrders(tokens, numbers)
  if (numbers.length !== 3) return []
  const [a = '', b = '', c = ''] = numbers.map((place) => tokens[place]!)
  const separator = tokens[numbers[0]! + 1]!
  if (numbers[1] !== numbers[0]! + 2 || numbers[2] !== numbers[0]! + 4 || tokens[numbers[0]! + 3] !== separator)
    return []
  if (!/^[-/. ]$/.test(separator) || !isDay(b)) return []
  const month = (digits: string) => (digits.length === 2 ? 'mm' : 'm')
  if (a.length === 4) return isDay(c) ? [['yyyy', month(b), dayToken(c)]] : []
  if (!isDay(a)) return []
  const year = c.length === 4 ? 'yyyy' : c.length === 2 ? 'yy' : undefined
  if (year === undefined) return []
  const dayFirst = [dayToken(a), month(b), year]
  // With points the day comes first wherever such dates are written.
  if (separator === '.') return [dayFirst]
  const monthFirst = [month(a), dayToken(b), year]
  if (year === 'yyyy') return [dayFirst, monthFirst]
  return a.length === 2 ? [dayFirst, monthFirst, ['yy', month(b), dayToken(c)]] : [dayFirst, monthFirst]
}

/** `2024-01` and `01/2024`. */
function monthOrders(tokens: readonly string[], numbers: readonly number[]): string[][] {
  const [a = '', b = ''] = numbers.map((place) => tokens[place]!)
  if (tokens.length !== 3 || !/^[-/. ]$/.test(tokens[1]!)) return []
  if (a.length === 4 && b.length === 2) return [['yyyy', 'mm']]
  return a.length === 2 && b.length === 4 ? [['mm', 'yyyy']] : []
}

function isDay(digits: string): boolean {
  return digits.length === 1 || digits.length === 2
}

function dayToken(digits: string): string {
  return digits.length === 2 ? 'dd' : 'd'
}
