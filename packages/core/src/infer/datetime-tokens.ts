import type { MonthNames } from './month-names.ts'
import { monthNamesIn } from './month-names.ts'

export type TokenKind =
  | 'language'
  | 'year'
  | 'month'
  | 'monthName'
  | 'day'
  | 'weekday'
  | 'hour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'elapsedHours'
  | 'elapsedMinutes'
  | 'half'
  | 'zone'
  | 'literal'

export interface PatternToken {
  readonly kind: TokenKind
  /** As the pattern writes it. */
  readonly text: string
}

/** The weekday of a day since 1970, from 0 for Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7
}

/** The names of months and weekdays of a pattern: those of the language that a token names, or English ones. */
export function monthNamesOf(tokens: readonly PatternToken[]): MonthNames {
  const language = tokens.find(({ kind }) => kind === 'language')?.text.slice(3, -1) ?? 'en'
  return monthNamesIn[language]!
}

/** What a literal token stands for: words that could be taken for letters of the pattern are in quotes. */
export function literalText({ text }: PatternToken): string {
  return text.length > 1 && text.startsWith('"') ? text.slice(1, -1) : text
}

/** Milliseconds that an offset such as `+02:00` is ahead of UTC. */
export function zoneOffset(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0
  return sign * (Number(zone.slice(1, 3)) * 60 + minutes) * 60_000
}
