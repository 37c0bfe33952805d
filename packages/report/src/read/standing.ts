import type { Measured } from '../evaluation.ts'
import { formatValue } from '../markup/format.ts'

/** How a measure lies to what real rows reach. */
export interface Standing {
  readonly grade: Grade
  /** The way from real rows towards the worst value, from 0 to 1; 0 where the value is not worse. */
  readonly gap: number
  /** What the verdict says beyond the grade. */
  readonly note: string
}

export type Grade = 'as good' | 'slightly worse' | 'worse' | 'much worse' | 'unknown'

/** From these gaps on it is worse, and much worse. */
export const gradeSteps = { worse: 0.02, muchWorse: 0.1 }

/**
 * Where a measure stands: by its `verdict` where that compares with real rows; else by whether the
 * intervals of value and ceiling overlap; without intervals by the values. The gap is relative: 0.1 is a tenth of the way from real rows to the worst value there can be.
 */
export function standingOf({ goal, range, result }: Measured): Standing {
  const { value, ceiling, verdict } = result
  if (Number.isNaN(value)) return { grade: 'unknown', gap: 0, note: verdict ?? 'not measurable' }
  if (ceiling === undefined) return { grade: 'unknown', gap: 0, note: verdict ?? 'not measured with real rows' }
  const difference = goal === 'maximize' ? ceiling.value - value : value - ceiling.value
  const compares = /^(worse|better|as good)\b/.exec(verdict ?? '')?.[1]
  const isWorse = compares === undefined ? isClearlyWorse(result, difference) : compares === 'worse'
  if (!isWorse || !(difference > 0))
    return { grade: 'as good', gap: 0, note: beyondGrade(verdict ?? notWorse(difference)) }
  const worst = goal === 'maximize' ? range[0] : range[1]
  const gap = difference / (Number.isFinite(worst) ? Math.abs(worst - ceiling.value) || 1 : 1 + difference)
  return {
    grade: gradeOf(gap),
    gap: Math.min(1, gap),
    note: beyondGrade(verdict ?? `worse than real rows by ${formatValue(difference)}`),
  }
}

/** The grade of a gap, as in words. */
export function gradeOf(gap: number): Grade {
  if (gap >= gradeSteps.muchWorse) return 'much worse'
  return gap >= gradeSteps.worse ? 'worse' : 'slightly worse'
}

function isClearlyWorse({ value, interval, ceiling }: Measured['result'], difference: number): boolean {
  const own = interval ?? [value, value]
  const best = ceiling!.interval ?? [ceiling!.value, ceiling!.value]
  return difference > 0 && (own[0] > best[1] || own[1] < best[0])
}

function notWorse(difference: number): string {
  if (Math.abs(difference) < 0.00005) return 'equal to real rows'
  if (difference > 0) return 'as good as real rows: within the interval'
  return `better than real rows by ${formatValue(-difference)}`
}

/** What a verdict says that its grade and the number of rows beside it do not. */
function beyondGrade(words: string): string {
  return words
    .replace(/^as good as real rows(?: at n = [\d,]+|: )?/, '')
    .replace(/^(?:worse|better) than real rows( at n = [\d,]+)? by /, (start) =>
      start.startsWith('worse') ? 'by ' : 'better by ',
    )
}
