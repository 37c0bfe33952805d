import type { PatternToken } from './datetime-tokens.ts'
import { dayMilliseconds } from './civil-days.ts'
import { literalText, monthNamesOf, weekdayOf, zoneOffset } from './datetime-tokens.ts'

const daySeconds = 86_400

/** The text of a moment by a pattern's tokens; `isHalved` where its hours count to twelve. */
export function writeDatetime(value: number, tokens: readonly PatternToken[], isHalved: boolean): string {
  const months = monthNamesOf(tokens)
  const zone = tokens.find(({ kind }) => kind === 'zone')
  const { seconds, micros } = splitMoment(value + (zone === undefined ? 0 : zoneOffset(zone.text)), tokens)
  let days = Math.floor(seconds / daySeconds)
  const rest = seconds - days * daySeconds
  const hours = Math.floor(rest / 3600)
  const ends = rest < 60 && tokens.some(({ text }) => /^k+$/.test(text))
  // Midnight is the 24th hour of the day before.
  if (ends) days -= 1
  const date = new Date(days * dayMilliseconds)
  const hour = ends ? 24 : isHalved ? hours % 12 || 12 : hours
  return tokens
    .map((token) => {
      const { kind, text } = token
      switch (kind) {
        case 'year':
          return padded(text === 'yyyy' ? date.getUTCFullYear() : date.getUTCFullYear() % 100, text.length)
        case 'month':
          return padded(date.getUTCMonth() + 1, text.length)
        case 'day':
          return padded(date.getUTCDate(), text.length)
        case 'hour':
          return padded(hour, text.length)
        case 'minute':
          return padded(Math.floor(rest / 60) % 60, 2)
        case 'second':
          return padded(rest % 60, 2)
        case 'elapsedHours':
          return padded(Math.floor(Math.max(0, seconds) / 3600), text.length - 2)
        case 'elapsedMinutes':
          return padded(Math.floor(Math.max(0, seconds) / 60), text.length - 2)
        case 'fraction':
          return fractionText(micros, text)
        case 'monthName':
          return named(months[text.length === 3 ? 'short' : 'long'][date.getUTCMonth()]!, text)
        case 'weekday':
          return named(months[text.length === 3 ? 'shortWeekdays' : 'weekdays'][weekdayOf(days)]!, text)
        case 'half':
          return text === 'AM' ? (hours < 12 ? 'AM' : 'PM') : hours < 12 ? 'am' : 'pm'
        case 'language':
          return ''
        case 'literal':
          return literalText(token)
        default:
          return text
      }
    })
    .join('')
}

/** Whole seconds since the epoch, and microseconds rounded to the digits that the pattern writes; cut where it has none. */
function splitMoment(value: number, tokens: readonly PatternToken[]): { seconds: number; micros: number } {
  const digits = fractionDigits(tokens.find(({ kind }) => kind === 'fraction')?.text ?? '')
  const seconds = Math.floor(value / 1000)
  if (digits === 0) return { seconds, micros: 0 }
  const unit = 10 ** Math.max(0, 6 - digits)
  const micros = Math.round(((value - seconds * 1000) * 1000) / unit) * unit
  return micros >= 1_000_000 ? { seconds: seconds + 1, micros: micros - 1_000_000 } : { seconds, micros }
}

function fractionDigits(text: string): number {
  return text.replace(/[^f]/g, '').length
}

function fractionText(micros: number, text: string): string {
  const digits = fractionDigits(text)
  if (text.startsWith('[') && micros === 0) return ''
  const written = padded(micros, 6).padEnd(digits, '0').slice(0, digits)
  return text.replace(/^\[|\]$/g, '').replace(/f+/, written)
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

/** A name in the case of the pattern: `Mmm` is Jan, `MMM` is JAN, `mmmm` is january. */
function named(name: string, text: string): string {
  if (text === text.toLowerCase()) return name.toLowerCase()
  return text === text.toUpperCase() ? name.toUpperCase() : name.slice(0, 1).toUpperCase() + name.slice(1)
}
