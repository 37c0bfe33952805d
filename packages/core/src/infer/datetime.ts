import type { DatetimeField, DatetimeFormat } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { anObject, checkForms } from '../argument-forms.ts'
import { show } from '../options.ts'
import { dayMilliseconds } from './civil-days.ts'
import { datetimePattern } from './datetime-pattern.ts'

export interface ParsedDatetime {
  /** Milliseconds since the Unix epoch; without a zone the text is read as UTC. */
  readonly value: number
  readonly format: DatetimeFormat
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:([ T])(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:?\d\d)?)?$/
const minute = 60_000

/** Reads an ISO 8601 date or datetime with up to microseconds, or `undefined` when the text is none. */
export function parseDatetime(text: string): ParsedDatetime | undefined {
  if (text.length < 10 || text.length > 32) return undefined
  const parts = pattern.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, separator, hour = '0', minutes = '0', second = '0', fraction = '', zone] = parts
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  if (Number(hour) > 23 || Number(minutes) > 59 || Number(second) > 59) return undefined
  const time = (Number(hour) * 60 + Number(minutes)) * minute + Number(second) * 1000
  const value = date.getTime() + time + Number(fraction.padEnd(6, '0')) / 1000 - zoneOffset(zone)
  return { value, format: formatOf(separator, zone) }
}

/** Reads and writes the datetimes of a column in its own spelling. */
export interface DatetimeSpelling {
  /** Milliseconds since the epoch, or `undefined`. ISO 8601 is read whatever the column's own spelling is. */
  read(text: string): number | undefined
  write(value: number): string
}

/** How a column with this `format` and `pattern` reads and writes its datetimes. */
export function datetimeSpelling(field: Pick<DatetimeField, 'format' | 'pattern'>): DatetimeSpelling {
  checkForms('datetimeSpelling', { field: [field, anObject] })
  const { format, pattern } = field
  const own = pattern === undefined ? undefined : datetimePattern(pattern)
  return {
    read: (text) => own?.parse(text) ?? parseDatetime(text)?.value ?? own?.datePart?.parse(text),
    write: own === undefined ? (value) => formatDatetime(value, format) : own.format,
  }
}

/** The last moment that a date can hold, in milliseconds. */
const lastMoment = 8.64e15

function momentError(value: unknown): AsdfError {
  const message = `formatDatetime: value must be milliseconds from -${lastMoment} to ${lastMoment}, got ${show(value)}`
  return new AsdfError('ASDF_OPTION_INVALID', message, { option: 'value', received: value })
}

/** Writes milliseconds since the epoch in the given format, with milliseconds or microseconds only where there are any. */
export function formatDatetime(value: number, format: DatetimeFormat = 'datetime-zone'): string {
  if (typeof value !== 'number' || !(Math.abs(value) <= lastMoment)) throw momentError(value)
  const seconds = Math.floor(value / 1000)
  let micros = Math.round((value - seconds * 1000) * 1000)
  const carried = micros >= 1_000_000 ? 1 : 0
  micros -= carried * 1_000_000
  const iso = new Date((seconds + carried) * 1000).toISOString().slice(0, 19)
  if (format === 'date') return iso.slice(0, 10)
  const digits = String(micros).padStart(6, '0')
  const fraction = micros === 0 ? '' : micros % 1000 === 0 ? `.${digits.slice(0, 3)}` : `.${digits}`
  if (format === 'datetime-space') return iso.replace('T', ' ') + fraction
  return iso + fraction + (format === 'datetime-zone' ? 'Z' : '')
}

/** The first and the last moment of a datetime field: those of its clock, or that four-digit years can write. */
export function momentsOf(field: Pick<DatetimeField, 'pattern'>): readonly [number, number] {
  checkForms('momentsOf', { field: [field, anObject] })
  const { pattern } = field
  const own = pattern === undefined ? undefined : datetimePattern(pattern)
  if (own === undefined || own.hasDate) return datetimeRange
  return own.isElapsed ? [0, datetimeRange[1]] : [0, dayMilliseconds - 1]
}

/** The first and the last moment that four-digit years can write. */
export const datetimeRange: readonly [number, number] = [
  new Date(0).setUTCFullYear(0, 0, 1),
  Date.UTC(10_000, 0, 1) - 1,
]

function formatOf(separator: string | undefined, zone: string | undefined): DatetimeFormat {
  if (separator === undefined) return 'date'
  if (zone !== undefined) return 'datetime-zone'
  return separator === 'T' ? 'datetime-t' : 'datetime-space'
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * minute
}
