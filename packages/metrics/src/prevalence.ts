import type { AsdfError } from '@asdf/contract'
import { optionError, toCodes } from '@asdf/core'
import { checkCodes, undefinedMetric } from './checks.ts'

export type Prevalence =
  | {
      /** Share of the second of two classes in the full data, above 0 and below 1. */
      readonly positiveShare: number
    }
  | {
      /** Share of each class in the full data, by code; they sum to one. */
      readonly shares: readonly number[]
    }

/**
 * Weights that give a thinned sample the class shares of the full data: rows of class c weigh share_c / rows_c, scaled
 * so that the smallest weight is 1. With them, precision-like metrics estimate what they would be on the full data.
 */
export function prevalenceWeights(truth: ArrayLike<number>, prevalence: Prevalence): Float64Array {
  const shares = classShares(prevalence)
  const codes = toCodes('prevalenceWeights', 'truth', truth)
  checkCodes('prevalenceWeights', 'truth', codes, shares.length)
  const counts = new Float64Array(shares.length)
  for (const code of codes) counts[code]!++
  const perRow = shares.map((share, code) => {
    if (share > 0 && counts[code] === 0) throw undefinedMetric('prevalenceWeights', `no row has class ${code}`)
    return share === 0 ? 0 : share / counts[code]!
  })
  const smallest = Math.min(...perRow.filter((value) => value > 0))
  return weightsByClass(
    codes,
    perRow.map((value) => value / smallest),
  )
}

/** One weight per row from one weight per class, by code. */
export function weightsByClass(truth: ArrayLike<number>, classWeights: readonly number[]): Float64Array {
  if (!areWeights(classWeights)) {
    throw optionError('weightsByClass', 'classWeights', classWeights, 'must be finite numbers of at least 0')
  }
  const codes = toCodes('weightsByClass', 'truth', truth)
  checkCodes('weightsByClass', 'truth', codes, classWeights.length)
  return Float64Array.from(codes, (code) => classWeights[code]!)
}

function areWeights(values: unknown): boolean {
  if (!Array.isArray(values) || values.length === 0) return false
  return values.every((weight) => typeof weight === 'number' && weight >= 0 && weight < Infinity)
}

function classShares(prevalence: Prevalence): readonly number[] {
  if (typeof prevalence !== 'object' || (prevalence as unknown) === null) {
    throw shareError('prevalence', prevalence, 'must be { positiveShare } or { shares }')
  }
  if ('positiveShare' in prevalence) {
    const { positiveShare } = prevalence
    if (positiveShare > 0 && positiveShare < 1) return [1 - positiveShare, positiveShare]
    throw shareError('positiveShare', positiveShare, 'must be above 0 and below 1')
  }
  const { shares } = prevalence
  const sum = areWeights(shares) ? shares.reduce((total, share) => total + share, 0) : Number.NaN
  if (Math.abs(sum - 1) < 1e-6) return shares
  throw shareError('shares', shares, 'must be numbers of at least 0 that sum to 1')
}

function shareError(option: string, received: unknown, fault: string): AsdfError {
  return optionError('prevalenceWeights', option, received, fault)
}
