export const dayMilliseconds = 86_400_000

const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Days from 1970-01-01 to a day of the Gregorian calendar, whose months count from 1; `undefined` for a day that does
 * not exist.
 */
export function daysFromCivil(year: number, month: number, day: number): number | undefined {
  if (!(month >= 1 && month <= 12)) return undefined
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = month === 2 && isLeap ? 29 : daysIn[month - 1]!
  if (!(day >= 1 && day <= length)) return undefined
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const inYear = daysBefore[month - 1]! + (isLeap && month > 2 ? 1 : 0) + day - 1
  // 719162 days lie between 0001-01-01 and 1970-01-01.
  return before * 365 + leapDays + inYear - 719_162
}
