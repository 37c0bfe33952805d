import type { Sliced } from '../slices.ts'
import type { DatetimePattern } from './datetime-pattern.ts'
import type { DatetimeVerdict } from './infer-datetime.ts'
import { inSlices } from '../slices.ts'
import { candidatePatterns } from './datetime-candidates.ts'
import { inferDatetimes } from './infer-datetime.ts'

/** What a column is in which most cells, not all, are datetimes. */
export interface StrayDatetimes extends DatetimeVerdict {
  /** Cells that are datetimes, and those that are none. */
  readonly dates: number
  readonly strays: number
  /** Place of the first text that is no datetime. */
  readonly stray: number
}

/** So many texts show whether a column may be one of datetimes. */
const sampleSize = 100

/** The reading by which most cells are datetimes; `undefined` when fewer are. `counts` says how many cells a text has. */
export function* straysAmongDatetimes(
  texts: readonly string[],
  counts: readonly number[],
): Sliced<StrayDatetimes | undefined> {
  const pattern = commonPattern(texts)
  if (pattern === undefined) return undefined
  const [fitting, cells]: [string[], number[]] = [[], []]
  let [dates, strays, stray] = [0, 0, -1]
  yield* inSlices(texts.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const count = counts[i]!
      if (pattern.parse(texts[i]!) === undefined) {
        strays += count
        if (stray < 0) stray = i
        continue
      }
      dates += count
      fitting.push(texts[i]!)
      cells.push(count)
    }
  })
  if (dates <= strays || strays === 0) return undefined
  const verdict = yield* inferDatetimes(fitting, cells)
  if (verdict.spelling === undefined && verdict.rivals === undefined) return undefined
  return { ...verdict, dates, strays, stray }
}

/** The pattern that reads most texts of a sample, if it reads more than half of them. */
function commonPattern(texts: readonly string[]): DatetimePattern | undefined {
  const step = Math.max(1, Math.floor(texts.length / sampleSize))
  const sample = texts.filter((_, i) => i % step === 0).slice(0, sampleSize)
  const tally = new Map<string, { readonly pattern: DatetimePattern; fits: number }>()
  for (const text of sample) {
    for (const pattern of candidatePatterns(text)) {
      const known = tally.get(pattern.text)
      if (known === undefined) tally.set(pattern.text, { pattern, fits: 1 })
      else known.fits++
    }
  }
  const [best] = [...tally.values()].sort((a, b) => b.fits - a.fits)
  return best !== undefined && best.fits * 2 > sample.length ? best.pattern : undefined
}
