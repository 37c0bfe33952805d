import type { JsonObject } from '@asdf/contract'
import { checkNumberOption, checkOptionNames } from '@asdf/core'

/** What a policy knows when it decides about the next epoch. Arrays are by class code. */
export interface PolicyInput {
  /** Epochs done so far. */
  readonly epoch: number
  readonly classes: readonly string[]
  /** F1 of each class on the controller rows, after the epoch just done. */
  readonly scores: Float64Array
  /** Real training rows of each class. */
  readonly realCounts: Uint32Array
  /** Synthetic rows of each class in the epoch just done. */
  readonly syntheticCounts: Uint32Array
}

/** Decides how many synthetic rows of each class the next epoch trains on. */
export interface Policy {
  readonly id: string
  readonly options: JsonObject
  /** One count per class, by code. */
  decide(input: PolicyInput): Uint32Array | Promise<Uint32Array>
}

export interface ThresholdPolicyOptions {
  /** τ of the paper: classes whose F1 is below it get synthetic rows. */
  readonly threshold: number
  /** Most rows of a class, real and synthetic, for each real row of the largest class. */
  readonly maximumRatio: number
}

const id = '@asdf/pipeline/threshold-policy'
const defaults: ThresholdPolicyOptions = { threshold: 0.9, maximumRatio: 1 }

/**
 * The paper's rule (section V.B): a class with F1 below τ is oversampled, the more the more it fails. It gets
 * (1 - F1) × (maximumRatio × largest - own) rows, where `largest` and `own` count real rows, so a class never outgrows
 * `maximumRatio` however long it fails; a class at or above τ gets none.
 */
export function thresholdPolicy(options: Partial<ThresholdPolicyOptions> = {}): Policy {
  checkOptionNames('thresholdPolicy', options, defaults)
  const { threshold, maximumRatio } = { ...defaults, ...options }
  checkNumberOption('thresholdPolicy', 'threshold', threshold, { minimum: 0, maximum: 1 })
  checkNumberOption('thresholdPolicy', 'maximumRatio', maximumRatio, { minimum: 0, maximum: 1000 })
  return {
    id,
    options: { threshold, maximumRatio },
    decide({ scores, realCounts }) {
      const largest = realCounts.reduce((most, count) => Math.max(most, count), 0)
      return realCounts.map((own, code) => {
        const score = scores[code]!
        if (own === 0 || score >= threshold) return 0
        return Math.max(0, Math.round((1 - score) * (maximumRatio * largest - own)))
      })
    },
  }
}
