import type { NumberFormat } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import { inSlices } from '../slices.ts'

/** A column as it was read, before its kind is decided. */
export type RawColumn = RawNumbers | RawTexts

/** Every cell was a number or null. */
export interface RawNumbers {
  readonly kind: 'numbers'
  /** NaN where null. */
  readonly values: Float64Array
  readonly valid?: Uint8Array
  /** First row whose number is infinite, from 0, or -1. */
  readonly infinite: number
  /** Whether some of the first numbers have a point or an exponent, so that `0` and `1` are not all there is. */
  readonly pointed: boolean
  /** Whether the numbers come from texts, so that those of eight digits may be dates. */
  readonly spelled: boolean
  /** How most of the first numbers are written. */
  readonly format?: NumberFormat
  /** How many cells have which spelling of null, and which word that is null among numbers. */
  readonly nullTexts: ReadonlyMap<string, number>
  readonly nullWords: ReadonlyMap<string, number>
}

/** The cells as texts, each different one once. */
export interface RawTexts {
  readonly kind: 'texts'
  /** For each row an index into `texts`. */
  readonly codes: Int32Array
  readonly texts: readonly string[]
  /** Which of `texts` were quoted in the file: in quotes a null's spelling is that text. */
  readonly quoted: readonly boolean[]
}

/** What a column's texts are, with nulls told apart. */
export interface CellSummary {
  /** For each row an index into `texts`, or -1 where null. */
  readonly codes: Int32Array
  /** The different texts in the order of their first rows. */
  readonly texts: readonly string[]
  readonly counts: readonly number[]
  /** First row of each text, from 0. */
  readonly firstRows: readonly number[]
  readonly nullCount: number
  /** How many cells have which spelling of null. */
  readonly nullTexts: ReadonlyMap<string, number>
}

/**
 * Merges texts that differ only in quotes and takes out the nulls. A quoted spelling of null stays a text unless
 * `quotedNulls`; kinds that cannot hold it read it as null all the same.
 */
export function* summarizeTexts(raw: RawTexts, nulls: ReadonlySet<string>, quotedNulls: boolean): Sliced<CellSummary> {
  const codes = new Int32Array(raw.codes.length)
  const merged = new Int32Array(raw.texts.length).fill(-2)
  const known = new Map<string, number>()
  const texts: string[] = []
  const counts: number[] = []
  const firstRows: number[] = []
  const nullTexts = new Map<string, number>()
  let nullCount = 0

  function mergeEntry(entry: number, row: number): number {
    const text = raw.texts[entry]!
    const isNull = nulls.has(text) && (quotedNulls || !raw.quoted[entry]!)
    const code = isNull ? -1 : (known.get(text) ?? texts.length)
    merged[entry] = code
    if (code !== texts.length) return code
    known.set(text, code)
    texts.push(text)
    counts.push(0)
    firstRows.push(row)
    return code
  }

  yield* inSlices(codes.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const entry = raw.codes[row]!
      const code = merged[entry] === -2 ? mergeEntry(entry, row) : merged[entry]!
      codes[row] = code
      if (code >= 0) {
        counts[code]!++
        continue
      }
      nullCount++
      const text = raw.texts[entry]!
      nullTexts.set(text, (nullTexts.get(text) ?? 0) + 1)
    }
  })
  return { codes, texts, counts, firstRows, nullCount, nullTexts }
}

/** The spelling of null that most cells have; `undefined` for the empty cell. */
export function usualNull(...counts: readonly ReadonlyMap<string, number>[]): string | undefined {
  const [usual] = counts.flatMap((map) => [...map]).sort((a, b) => b[1] - a[1])
  return usual === undefined || usual[0] === '' ? undefined : usual[0]
}
