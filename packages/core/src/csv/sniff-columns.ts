import type { NumberFormat } from '@asdf/contract'
import type { MarkConventions } from '../infer/infer-rules.ts'
import type { CsvOptions } from './csv-options.ts'
import { numberOf } from '../infer/cell-text.ts'
import { foreignNumbers } from '../infer/foreign-numbers.ts'
import { isNullWord } from '../infer/null-words.ts'
import { numberStyle } from '../infer/number-style.ts'
import { isForeign } from '../infer/number-text.ts'
import { mayBeVersions, versionLikeness } from '../infer/versions.ts'
import { runAtOnce } from '../slices.ts'
import { defaultNulls, givenKind, marksOf } from './csv-options.ts'
import { asNumbers, asTexts, skipped } from './kernels/scan.ts'

/** The first cells of a column. */
export interface FirstCells {
  /** Whether all are plain numbers or missing, and not all are words for missing values. */
  readonly isPlain: boolean
  /** The different texts among them, of a few rows where they are plain, and how many cells have each. */
  readonly texts: readonly string[]
  readonly counts: readonly number[]
}

/** What the first rows of a column tell. */
export interface SniffedColumn {
  /** How to keep the column while it is read: `asNumbers`, `asTexts` or `skipped`. */
  readonly mode: number
  /** Whether some numbers have a point or an exponent. */
  readonly pointed: boolean
  /** Whether its numbers turn out to be versions if one such as 1.10 follows. */
  readonly mayBeVersions: boolean
  /** How most of its numbers are written. */
  readonly format?: NumberFormat
}

/** What the first rows tell of each column, and what the marks in numbers mean where a column does not show it. */
export interface Sniffed {
  readonly columns: readonly SniffedColumn[]
  readonly marks: MarkConventions
}

/** Looks at the first rows of each column to decide how to read it. `delimiter` is a byte. */
export function sniffColumns(
  names: readonly string[],
  first: readonly FirstCells[],
  delimiter: number,
  options: CsvOptions,
): Sniffed {
  const nulls = new Set(options.nulls ?? defaultNulls)
  const marks = conventionsOf(first, nulls, delimiter, options)
  const columns = first.map((cells, column): SniffedColumn => {
    const { texts, counts } = cells
    const mode = modeOf(names[column]!, cells, nulls, marks, options)
    const pointed = texts.some((text) => /[.eE+]/.test(text) && !nulls.has(text))
    const present = texts.filter((text) => !nulls.has(text) && !isNullWord(text))
    const isFree =
      mode === asNumbers && options.schema === undefined && givenKind(names[column]!, options) === undefined
    if (mode !== asNumbers) return { mode, pointed, mayBeVersions: false }
    const style = numberStyle()
    texts.forEach((text, i) => {
      if (!nulls.has(text) && numberOf(text) !== undefined) style.add(text, counts[i]!)
    })
    const format = style.format()
    return { mode, pointed, mayBeVersions: isFree && mayBeVersions(present), ...(format !== undefined && { format }) }
  })
  return { columns, marks }
}

function modeOf(
  name: string,
  { isPlain, texts }: FirstCells,
  nulls: ReadonlySet<string>,
  marks: MarkConventions,
  options: CsvOptions,
): number {
  const { schema } = options
  if (schema !== undefined) {
    const field = schema.fields.find((candidate) => candidate.name === name)
    if (field?.kind !== 'numeric') return field === undefined ? skipped : asTexts
    return !isForeign(field.format) && numberOf(field.nullText ?? '') === undefined ? asNumbers : asTexts
  }
  const given = givenKind(name, options)
  if (given !== undefined) return given === 'numeric' && isPlain ? asNumbers : asTexts
  // A target's numbers may turn out to be classes, which keep their spelling.
  if (name === options.target || !isPlain) return asTexts
  const present = texts.filter((text) => !nulls.has(text) && !isNullWord(text))
  // What else is among versions shows when all are there.
  if (versionLikeness(present) !== undefined) return asTexts
  const numbers = marks.pointGroups ? present : []
  return marks.pointGroups && numbers.length > 0 && numbers.every((text) => grouped.test(text)) ? asTexts : asNumbers
}

const grouped = /^[-+]?[1-9]\d{0,2}(?:\.\d{3})*$|^0$/
const decimalPoint = /^[-+]?(?:\d*\.(?:\d{1,2}|\d{4,})|0?\.\d+)$/

/** The conventions of a file: those asked for, those that one of its columns shows, or those of its delimiter. */
function conventionsOf(
  first: readonly FirstCells[],
  nulls: ReadonlySet<string>,
  delimiter: number,
  options: CsvOptions,
): MarkConventions {
  if (options.decimalMark !== undefined) return marksOf(options)
  const showsPoint = first.some(({ texts }) => texts.some((text) => decimalPoint.test(text)))
  const showsComma = !showsPoint && first.some((column) => hasDecimalComma(column, nulls))
  const expectsComma = delimiter === 59 && !showsPoint
  return { commaIsDecimal: showsComma || expectsComma, pointGroups: showsComma, expectsComma }
}

function hasDecimalComma({ texts, counts }: FirstCells, nulls: ReadonlySet<string>): boolean {
  const places = [...texts.keys()].filter((i) => !nulls.has(texts[i]!) && !isNullWord(texts[i]!))
  if (!places.some((i) => texts[i]!.includes(','))) return false
  const solid = places.map((i) => texts[i]!)
  const neutral = { commaIsDecimal: false, pointGroups: false }
  const found = runAtOnce(
    foreignNumbers(
      solid,
      places.map((i) => counts[i]!),
      neutral,
    ),
  )
  return found?.doubt === undefined && found?.format.decimalMark === ','
}
