import type { Measured } from '../evaluation.ts'
import { formatValue } from '../markup/format.ts'

/** How a measure lies to what real rows reach. */
export interface Standing {
  readonly grade: Grade
  /** The way from real rows towards the worst value, from 0 to 1; 0 where the value is not worse. */
  readonly gap: number
  readonly words: string
}

export type Grade = 'as good' | 'slightly worse' | 'worse' | 'much worse' | 'unknown'

/** From these gaps on it is worse, and much worse. */
export const gradeSteps = { worse: 0.02, muchWorse: 0.1 }

/**
 * Where a measure stands: by its `verdict`; without one by whether the intervals of value and ceiling overlap; without
 * intervals by the values. The gap is relative: 0.1 is a tenth of the way from real rows to the worst value there can be.
 */
export function standingOf({ goal, range, result }: Measured): Standing {
  const { value, ceiling, verdict } = result
  if (Number.isNaN(value)) return { grade: 'unknown', gap: 0, words: verdict ?? 'not measurable' }
  if (ceiling === undefined) return { grade: 'unknown', gap: 0, words: verdict ?? 'not measured with real rows' }
  const difference = goal === 'maximize' ? ceiling.value - value : value - ceiling.value
  const isWorse = verdict === undefined ? isClearlyWorse(result, difference) : verdict.startsWith('worse')
  if (!isWorse || !(difference > 0)) return { grade: 'as good', gap: 0, words: verdict ?? notWorse(difference) }
  const worst = goal === 'maximize' ? range[0] : range[1]
  const gap = difference / (Number.isFinite(worst) ? Math.abs(worst - ceiling.value) || 1 : 1 + difference)
  return {
    grade: gradeOf(gap),
    gap: Math.min(1, gap),
    words: verdict ?? `worse than real rows by ${formatValue(difference)}`,
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
  if (difference > 0) return 'as good as real rows: within the interval'
  return difference === 0 ? 'equal to real rows' : `better than real rows by ${formatValue(-difference)}`
}
