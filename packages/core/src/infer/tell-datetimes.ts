import type { Sliced } from '../slices.ts'
import type { DatetimeSpelling, Midnights } from './infer-datetime.ts'
import type { InferRules } from './infer-rules.ts'
import { show } from '../options.ts'
import { inSlices } from '../slices.ts'
import { datetimePattern } from './datetime-pattern.ts'

/** The different texts of a column that are not null. */
interface Texts {
  readonly texts: readonly string[]
}

/** Says that dates among datetimes are read as midnight. */
export function tellMidnights(name: string, { rows, text }: Midnights, rules: InferRules): void {
  const cells = rows === 1 ? '1 cell' : `${rows} cells`
  const message = `column '${name}': read ${cells} without a time of day, such as ${show(text)}, as midnight`
  rules.onRemark?.({ column: name, message })
}

/** Says that 75:30 is taken for hours and minutes, and how to have minutes and seconds. */
export function tellHours(name: string, { texts }: Texts, rules: InferRules): void {
  const example = texts.find((text) => Number(text.split(':')[0]) > 24) ?? texts[0]!
  const message =
    `column '${name}': read ${show(example)} as hours and minutes; for minutes and seconds, use ` +
    rules.showOption('dateFormats', '[m]:ss', name)
  rules.onRemark?.({ column: name, message })
}

/** Whether a text is a date written d.m.yy, which a version such as 1.1.10 looks like. */
export function isShortDate(text: string): boolean {
  return /^\d{1,2}\.\d{1,2}\.\d\d$/.test(text) && datetimePattern('d.m.yy')!.parse(text) !== undefined
}

/** Says that what may be versions is not read as dates. */
export function tellShortDates(name: string, { texts }: Texts, rules: InferRules): void {
  const message =
    `column '${name}': kept ${show(texts[0]!)} and the like as they are, as versions are written; if these are dates, use ` +
    rules.showOption('dateFormats', 'd.m.yy', name)
  rules.onRemark?.({ column: name, message })
}

/** Years of two digits that are this late may be of the century before. */
const firstLateYear = Date.UTC(2041, 0, 1)

/** Says of years of two digits that they are read as late ones, which a birth in 1962 is not. */
export function* tellLateYears(
  name: string,
  dates: Texts,
  { pattern }: DatetimeSpelling,
  rules: InferRules,
): Sliced<void> {
  if (rules.onRemark === undefined || pattern === undefined || !/(?<!y)yy(?!y)/.test(pattern)) return
  const { parse } = datetimePattern(pattern)!
  let late: string | undefined
  yield* inSlices(dates.texts.length, (from, to) => {
    late ??= dates.texts.slice(from, to).find((text) => (parse(text) ?? 0) >= firstLateYear)
    return late === undefined
  })
  if (late === undefined) return
  const year = new Date(parse(late)!).getUTCFullYear()
  const message =
    `column '${name}': read the year of ${show(late)} as ${year}, as all years of two digits below 69 are of this century; ` +
    'where that is wrong, write years in four digits'
  rules.onRemark({ column: name, message })
}
