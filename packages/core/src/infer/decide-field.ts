import type { BooleanField, CategoricalField, DatetimeField, Field, NumberFormat, NumericField } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { InferRules } from './infer-rules.ts'
import type { CellSummary } from './raw-column.ts'
import { unknownKind } from '../known-kinds.ts'
import { show } from '../options.ts'
import { inSlices } from '../slices.ts'
import { categoriesOf } from './categories-of.ts'
import { booleanLabels, isCode, numberOf } from './cell-text.ts'
import { datetimePattern } from './datetime-pattern.ts'
import { cellError } from './fit-column.ts'
import { foreignNumbers } from './foreign-numbers.ts'
import { givenDatetimes, inferDatetimes } from './infer-datetime.ts'
import { isNullWord, isZeroDate, standsForNull } from './null-words.ts'
import { numberStyle } from './number-style.ts'
import { numberSpelling } from './number-text.ts'
import { straysAmongDatetimes } from './stray-datetimes.ts'
import { isShortDate, tellHours, tellLateYears, tellMidnights, tellShortDates } from './tell-datetimes.ts'
import { areSpelled, versionLikeness } from './versions.ts'

/** More different values than this are text, however many rows there are. */
const mostCategories = 1000
/** So few different values are categories, however few rows there are. */
const fewCategories = 10
const mostTargetClasses = 20
/** In a column of at least so many numbers, one word, or one word in a thousand cells, is taken for dirt. */
const numbersForStrays = 100
const cellsForStray = 1000

/** The different texts of a column that are not null for a kind that can hold no text, and their counts. */
interface Cells {
  readonly texts: readonly string[]
  readonly counts: readonly number[]
  /** The texts' codes in the summary. */
  readonly codes: readonly number[]
}

/** Decides what a column of texts is. Its role is `feature`; roles come later. */
export function* decideField(name: string, summary: CellSummary, isTarget: boolean, rules: InferRules): Sliced<Field> {
  const solid = yield* select(summary, (text) => !rules.nulls.has(text) && !isNullWord(text))
  if (solid.texts.length > 0) {
    const found =
      (yield* numberField(name, solid, summary, isTarget, rules)) ??
      (yield* booleanField(name, summary, rules)) ??
      (yield* datetimeField(name, solid, summary, rules)) ??
      (yield* foreignField(name, solid, isTarget, rules))
    if (found !== undefined) return found
  }
  if (isTarget && summary.texts.length <= mostCategories) return categoricalField(name, summary)
  return isCategorical(summary) ? categoricalField(name, summary) : { ...base(name), kind: 'text' }
}

/** The field of a column whose kind the user named. */
export function* fieldOfKind(
  name: string,
  kind: Field['kind'],
  summary: CellSummary,
  rules: InferRules,
): Sliced<Field> {
  const solid = yield* select(summary, (text) => !rules.nulls.has(text) && !isNullWord(text))
  switch (kind) {
    case 'numeric': {
      const plain = yield* plainFormat(solid)
      const isPlain = solid.texts.every((text) => numberOf(text) !== undefined)
      const foreign = isPlain ? undefined : yield* foreignNumbers(solid.texts, solid.counts, rules.marks)
      return numericField(name, foreign === undefined ? plain : foreign.format)
    }
    case 'boolean': {
      const labels = booleanLabels(solid.texts)
      return { ...base(name), kind, ...(labels !== undefined && { labels }) }
    }
    case 'datetime':
      return yield* datetimeOfKind(name, solid, rules)
    case 'categorical':
      return categoricalField(name, summary)
    case 'text':
      return { ...base(name), kind }
    default:
      throw unknownKind('kinds', { name, kind })
  }
}

/** The field of numbers whose cells are read by `format`. */
export function numericField(name: string, format: NumberFormat | undefined): NumericField {
  return { ...base(name), kind: 'numeric', integer: false, ...(format !== undefined && { format }) }
}

function base(name: string): Pick<Field, 'name' | 'role' | 'nullable'> {
  return { name, role: 'feature', nullable: true }
}

function* select(summary: CellSummary, keeps: (text: string) => boolean): Sliced<Cells> {
  const [texts, counts, codes]: [string[], number[], number[]] = [[], [], []]
  yield* inSlices(summary.texts.length, (from, to) => {
    for (let code = from; code < to; code++) {
      if (!keeps(summary.texts[code]!)) continue
      texts.push(summary.texts[code]!)
      counts.push(summary.counts[code]!)
      codes.push(code)
    }
  })
  return { texts, counts, codes }
}

interface NumberTally {
  numbers: number
  strays: number
  /** Place of the first stray among the texts, or -1. */
  stray: number
  hasCode: boolean
}

/** Decides about a column in which numbers prevail; `undefined` when they do not, or are codes. */
function* numberField(
  name: string,
  solid: Cells,
  summary: CellSummary,
  isTarget: boolean,
  rules: InferRules,
): Sliced<Field | undefined> {
  const tally = yield* tallyNumbers(solid)
  if (tally.numbers === 0 || tally.hasCode) return undefined
  if (tally.strays > 0) return yield* strayNumberField(name, solid, summary, tally, rules)
  tellVersions(name, solid, rules)
  if (areSpelled(solid.texts, solid.counts)) return undefined
  if (rules.marks.pointGroups && solid.texts.some((text) => text.includes('.'))) {
    // Where decimals have commas, 1.234 may be a thousand.
    const foreign = yield* foreignNumbers(solid.texts, solid.counts, rules.marks)
    if (foreign?.format.thousandsMark !== undefined) return yield* foreignField(name, solid, isTarget, rules)
  }
  return classField(name, solid, isTarget) ?? numericField(name, yield* plainFormat(solid))
}

function* tallyNumbers({ texts, counts }: Cells): Sliced<NumberTally> {
  const tally: NumberTally = { numbers: 0, strays: 0, stray: -1, hasCode: false }
  yield* inSlices(texts.length, (from, to) => {
    for (let i = from; i < to; i++) {
      if (numberOf(texts[i]!) !== undefined) {
        tally.numbers += counts[i]!
        continue
      }
      tally.strays += counts[i]!
      if (tally.stray < 0) tally.stray = i
      if (isCode(texts[i]!)) tally.hasCode = true
    }
  })
  return tally
}

/** Decides about numbers among which other words stand. */
function* strayNumberField(
  name: string,
  solid: Cells,
  summary: CellSummary,
  { numbers, strays, stray }: NumberTally,
  rules: InferRules,
): Sliced<Field | undefined> {
  const foreign = yield* foreignNumbers(solid.texts, solid.counts, rules.marks)
  if (foreign !== undefined || rules.strays === 'keep') return undefined
  if (rules.strays === 'null' && numbers > strays) {
    const plain = yield* select(summary, (text) => numberOf(text) !== undefined)
    return numericField(name, yield* plainFormat(plain))
  }
  const text = solid.texts[stray]!
  tellStrays({ name, kind: 'numbers', known: numbers, strays, text, row: rowOf(stray, solid, summary) }, rules)
  return undefined
}

interface Strays {
  readonly name: string
  /** What the other cells are. */
  readonly kind: 'numbers' | 'datetimes'
  /** How many cells are of the kind, and how many are not. */
  readonly known: number
  readonly strays: number
  /** The first stray, and its row from 0. */
  readonly text: string
  readonly row: number
}

/** Refuses a few words among many numbers or datetimes, which are dirt; says so where there are more, though not most. */
function tellStrays({ name, kind, known, strays, text, row }: Strays, rules: InferRules): void {
  const prevail = known > strays
  const isDirt = known >= numbersForStrays && strays <= Math.max(1, known / cellsForStray)
  if (isDirt || (prevail && rules.strays === 'error')) {
    const others = strays === 1 ? '' : ` (and ${strays - 1} more cells like it)`
    const fault =
      `got ${show(text)} in a column of ${kind}${others}; read it as missing with ${rules.showOption('nulls', text)}, all ` +
      `such cells with ${rules.showOption('strays', 'null')}, or keep them with ${rules.showOption('strays', 'keep')}`
    throw cellError(name, row, fault, rules)
  }
  if (!prevail) return
  const message =
    `column '${name}': ${strays} of ${known + strays} cells are not ${kind}, such as ${show(text)}, so it is not read as ` +
    `${kind}; with ${rules.showOption('strays', 'null')} such cells are missing values among ${kind}`
  rules.onRemark?.({ column: name, message })
}

/** Says what became of numbers that are or may be versions. */
function tellVersions(name: string, { texts }: Cells, rules: InferRules): void {
  const likeness = versionLikeness(texts)
  if (likeness === undefined) return
  const example = texts.find((text) => /\.\d0/.test(text))!
  const done =
    likeness === 'versions'
      ? `kept ${show(example)} as it is, as versions are written; if these are numbers, use ${rules.showOption('kinds', 'numeric', name)}`
      : `read ${show(example)} as ${numberOf(example)}; if these are versions, use ${rules.showOption('kinds', 'categorical', name)}`
  rules.onRemark?.({ column: name, message: `column '${name}': ${done}` })
}

/** The row, from 0, of the first cell with the text at `place`. */
function rowOf(place: number, { codes }: Cells, { firstRows }: CellSummary): number {
  return firstRows[codes[place]!]!
}

/** Numbers that are a pair of labels, or the classes of a target; `undefined` when they are quantities. */
function classField(
  name: string,
  { texts, counts }: Cells,
  isTarget: boolean,
  read: (text: string) => number | undefined = numberOf,
): Field | undefined {
  const labels = booleanLabels(texts)
  if (labels !== undefined) return { ...base(name), kind: 'boolean', labels }
  if (!isTarget) return undefined
  const values = new Set<number>()
  for (const text of texts) if (values.size <= mostTargetClasses) values.add(read(text)!)
  const count = counts.reduce((sum, cells) => sum + cells, 0)
  if (!areClasses(values.size, count, [...values].every(Number.isInteger))) return undefined
  const categories = categoriesOf(texts, counts)
  const merged = booleanLabels(categories)
  if (merged !== undefined) return { ...base(name), kind: 'boolean', labels: merged }
  return { ...base(name), kind: 'categorical', categories, ordered: false }
}

/** Whether numbers to predict are names of classes: few of them, and each many times. */
function areClasses(different: number, count: number, allWhole: boolean): boolean {
  if (different > mostTargetClasses) return false
  return allWhole ? different <= 2 || different * 2 <= count : different * 10 <= count
}

function* plainFormat({ texts, counts }: Cells): Sliced<NumberFormat | undefined> {
  const style = numberStyle()
  yield* inSlices(texts.length, (from, to) => {
    for (let i = from; i < to; i++) style.add(texts[i]!, counts[i]!)
  })
  return style.format()
}

function* booleanField(name: string, summary: CellSummary, rules: InferRules): Sliced<BooleanField | undefined> {
  const solid = yield* select(summary, (text) => !rules.nulls.has(text) && !standsForNull(text, summary.texts))
  const labels = booleanLabels(solid.texts)
  return labels === undefined ? undefined : { ...base(name), kind: 'boolean', labels }
}

function* datetimeField(
  name: string,
  solid: Cells,
  summary: CellSummary,
  rules: InferRules,
): Sliced<DatetimeField | undefined> {
  const dates = withoutZeroDates(solid)
  const { spelling, rivals, midnights } = yield* inferDatetimes(dates.texts, dates.counts)
  if (spelling !== undefined) {
    yield* tellLateYears(name, dates, spelling, rules)
    if (midnights !== undefined) tellMidnights(name, midnights, rules)
    if (/^\[h+\]:mm$/.test(spelling.pattern ?? '')) tellHours(name, dates, rules)
    return { ...base(name), kind: 'datetime', ...spelling }
  }
  if (rivals === undefined && dates.texts.every(isShortDate)) return void tellShortDates(name, dates, rules)
  if (rivals === undefined) return yield* strayDatetimeField(name, dates, summary, rules)
  const message =
    `column '${name}': its cells are datetimes by ${rivals.join(' and by ')} alike, so it is not read as datetimes; choose ` +
    `one, as with ${rules.showOption('dateFormats', rivals[0]!, name)}`
  rules.onRemark?.({ column: name, message })
  return undefined
}

/** Decides about datetimes among which other words stand. */
function* strayDatetimeField(
  name: string,
  dates: Cells,
  summary: CellSummary,
  rules: InferRules,
): Sliced<DatetimeField | undefined> {
  if (rules.strays === 'keep') return undefined
  const found = yield* straysAmongDatetimes(dates.texts, dates.counts)
  if (found === undefined) return undefined
  const { spelling, strays, stray } = found
  if (rules.strays === 'null' && spelling !== undefined) return { ...base(name), kind: 'datetime', ...spelling }
  const text = dates.texts[stray]!
  tellStrays({ name, kind: 'datetimes', known: found.dates, strays, text, row: rowOf(stray, dates, summary) }, rules)
  return undefined
}

function* datetimeOfKind(name: string, solid: Cells, rules: InferRules): Sliced<DatetimeField> {
  const { texts, counts } = withoutZeroDates(solid)
  const given = Object.hasOwn(rules.dateFormats, name) ? datetimePattern(rules.dateFormats[name]!) : undefined
  if (given !== undefined) {
    return { ...base(name), kind: 'datetime', ...(yield* givenDatetimes(given, texts, counts)) }
  }
  const whole = yield* inferDatetimes(texts, counts)
  const mayStray = rules.strays === 'null' && whole.spelling === undefined && whole.rivals === undefined
  const { spelling, rivals } = (mayStray ? yield* straysAmongDatetimes(texts, counts) : undefined) ?? whole
  if (rivals === undefined) return { ...base(name), kind: 'datetime', ...(spelling ?? { format: 'datetime-zone' }) }
  const fault = `is a datetime by ${rivals.join(' and by ')}; choose one, as with ${rules.showOption('dateFormats', rivals[0]!, name)}`
  throw cellError(name, 0, fault, rules)
}

function withoutZeroDates(cells: Cells): Cells {
  const kept = cells.texts.flatMap((text, i) => (isZeroDate(text) ? [] : [i]))
  if (kept.length === cells.texts.length) return cells
  return {
    texts: kept.map((i) => cells.texts[i]!),
    counts: kept.map((i) => cells.counts[i]!),
    codes: kept.map((i) => cells.codes[i]!),
  }
}

function* foreignField(name: string, solid: Cells, isTarget: boolean, rules: InferRules): Sliced<Field | undefined> {
  const foreign = yield* foreignNumbers(solid.texts, solid.counts, rules.marks)
  if (foreign === undefined) return undefined
  const { format, doubt } = foreign
  const say = (message: string) => rules.onRemark?.({ column: name, message: `column '${name}': ${message}` })
  if (doubt !== undefined && rules.marks.isGiven !== true) {
    const other = rules.showOption(
      'decimalMark',
      format.decimalMark === ',' || format.thousandsMark === '.' ? '.' : ',',
    )
    say(`read ${doubt}, which could be another number; if so, use ${other}`)
  } else if (
    doubt === undefined &&
    format.decimalMark === ',' &&
    rules.marks.expectsComma !== true &&
    solid.texts.every(mayBeList)
  ) {
    const example = solid.texts.find((text) => text.includes(','))!
    const asText = rules.showOption('kinds', 'text', name)
    say(`read ${show(example)} as ${numberSpelling(format).read(example)}; if it is a list or a code, use ${asText}`)
  }
  return classField(name, solid, isTarget, numberSpelling(format).read) ?? numericField(name, format)
}

/** Whether a text with a comma may list two small numbers as well as have decimals. */
function mayBeList(text: string): boolean {
  return /^\d{1,2}(?:,\d{1,2})?$/.test(text)
}

function categoricalField(name: string, { texts, counts }: CellSummary): CategoricalField {
  return { ...base(name), kind: 'categorical', categories: categoriesOf(texts, counts), ordered: false }
}

function isCategorical(summary: CellSummary): boolean {
  const present = summary.codes.length - summary.nullCount
  const most = Math.max(fewCategories, Math.min(mostCategories, present / 2))
  return summary.texts.length <= most
}
