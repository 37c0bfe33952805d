export type TokenKind =
  | 'year'
  | 'month'
  | 'monthName'
  | 'day'
  | 'weekday'
  | 'hour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'zone'
  | 'literal'

export interface PatternToken {
  readonly kind: TokenKind
  /** As the pattern writes it. */
  readonly text: string
}

export const monthNames: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const weekdayNames: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
]

export function weekdayOf(days: number): string {
  return weekdayNames[(((days + 4) % 7) + 7) % 7]!
}

/** Milliseconds that an offset such as `+02:00` is ahead of UTC. */
export function zoneOffset(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0
  return sign * (Number(zone.slice(1, 3)) * 60 + minutes) * 60_000
}
