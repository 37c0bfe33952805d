import type { Metric, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import { checkOptionNames, checkRun, optionError } from '@asdf/core'
import { undefinedMetric } from '../checks.ts'
import { wasserstein } from '../fidelity/wasserstein.ts'

const where = 'qualityScore'

/** The shares of fidelity, diversity and privacy in Q: each from 0 to 1, 1 together. */
export type QualityWeights = readonly [fidelity: number, diversity: number, privacy: number]

export interface QualityScoreOptions {
  readonly weights: QualityWeights
  /** A distance, the less the better; `wasserstein` when absent. Images take a Fréchet distance. */
  readonly fidelity: Metric
  /** From the distance to a likeness of at most 1, cut at 0: `1 - distance` when absent; `1 / (1 + distance)` suits Fréchet's. */
  readonly likeness: (distance: number) => number
  /** The share of synthetic rows where real ones are, such as `improvedPrecision()`. */
  readonly precision: Metric
  /** The share of real rows where synthetic ones are, such as `improvedRecall()`. */
  readonly recall: Metric
  /** A membership attack whose `details.rates` has its `accuracy`, such as `nearestNeighborAttack()` of @asdf/privacy. */
  readonly attack: Metric
  /** A stronger attack, such as `shadowAttack(synthesizer)`: its privacy stands in `details` beside that of `attack`. */
  readonly shadowAttack?: Metric
}

/** Thirds: the paper leaves the weights to its users. */
const evenWeights: QualityWeights = [1 / 3, 1 / 3, 1 / 3]
const tolerance = 1e-9

/**
 * Q, one number for how good synthetic rows are: α · fidelity + β · diversity + γ · privacy (equation 6 of the paper that this
 * project implements), each part from 0 to 1 and so Q.
 *
 * - Fidelity: 1 less the mean over columns of Wasserstein-1 by the training range, or total variation for categories.
 * - Diversity: the harmonic mean of improved precision and recall (Kynkäänniemi et al., NeurIPS 2019).
 * - Privacy: 1 / max(accuracy, ½) - 1 of the membership attack: 1 where it guesses, 0 where it is always right.
 *
 * `breakdown` has the three parts; `details.parts` what they are made of, the weights, and the bare 1 / accuracy, which is from 1
 * to 2 for attacks better than guessing and would let Q exceed 1. The ceiling and an interval come with `withCeiling`; its halves
 * are drawn without replacement, because rows that are drawn twice are their own nearest neighbors.
 *
 * Believe the parts before the sum: a privacy of 1 can pay for rows that look like nothing, and weights are a choice. The ceiling
 * is well below 1, for real rows have a precision and recall below 1. Cost: that of the metrics that are handed in.
 *
 * Errors: those of the metrics; `ASDF_OPTION_INVALID` for weights that do not sum to 1; `ASDF_METRIC_UNDEFINED` for an attack
 * that does not say its accuracy.
 */
export function qualityScore(
  options: Pick<QualityScoreOptions, 'attack' | 'precision' | 'recall'> & Partial<QualityScoreOptions>,
): Metric {
  const full = { weights: evenWeights, fidelity: wasserstein, likeness: complement, ...options }
  checkOptionNames(where, options, {
    weights: 0,
    fidelity: 0,
    likeness: 0,
    precision: 0,
    recall: 0,
    attack: 0,
    shadowAttack: 0,
  })
  for (const name of ['fidelity', 'precision', 'recall', 'attack', 'shadowAttack'] as const) {
    if (name === 'shadowAttack' && full[name] === undefined) continue
    if (typeof (full[name] as Partial<Metric> | undefined)?.compute === 'function') continue
    throw optionError(where, name, full[name], 'must be a metric')
  }
  if (typeof full.likeness !== 'function') throw optionError(where, 'likeness', full.likeness, 'must be a function')
  const weights = checkWeights(full.weights)
  return {
    specVersion: 1,
    id: '@asdf/metrics/quality-score',
    label: 'quality Q',
    group: 'composite',
    goal: 'maximize',
    range: [0, 1],
    needsHoldout: true,
    needsTarget: false,
    compute: (input, run) => computeQuality({ ...full, weights }, input, run),
  }
}

/** The weights as they are, or an `ASDF_OPTION_INVALID` that says what to do. */
function checkWeights(weights: unknown): QualityWeights {
  if (!Array.isArray(weights) || weights.length !== 3)
    throw optionError(where, 'weights', weights, 'must be three numbers, for fidelity, diversity and privacy')
  const numbers = weights as readonly unknown[]
  if (!numbers.every((one) => typeof one === 'number' && one >= 0 && one <= 1))
    throw optionError(where, 'weights', weights, 'must be three numbers from 0 to 1')
  const [a, b, c] = numbers as unknown as QualityWeights
  const sum = a + b + c
  if (Math.abs(sum - 1) <= tolerance) return [a, b, c]
  throw optionError(where, 'weights', weights, `must sum to 1, and sum to ${Number(sum.toPrecision(12))}`)
}

async function computeQuality(
  { weights, fidelity, likeness, precision, recall, attack, shadowAttack }: QualityScoreOptions,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const { onProgress, ...quiet } = run
  const totalSteps = shadowAttack === undefined ? 4 : 5
  let step = 0
  const measure = async (metric: Metric) => {
    const result = await metric.compute(input, quiet)
    onProgress?.({ phase: where, step: ++step, totalSteps })
    return result
  }
  const distance = await measure(fidelity)
  const [accurate, covering] = [(await measure(precision)).value, (await measure(recall)).value]
  const accuracy = accuracyOf(attack, await measure(attack))
  const byShadows = shadowAttack === undefined ? undefined : accuracyOf(shadowAttack, await measure(shadowAttack))
  const parts = {
    fidelity: Math.min(1, Math.max(0, likeness(distance.value))),
    diversity: accurate + covering > 0 ? (2 * accurate * covering) / (accurate + covering) : 0,
    privacy: privacyOf(accuracy),
  }
  const [alpha, beta, gamma] = weights
  const value = Math.min(1, alpha * parts.fidelity + beta * parts.diversity + gamma * parts.privacy)
  return {
    value,
    n: input.synthetic.rowCount,
    breakdown: parts,
    details: {
      parts: {
        kind: 'parts',
        values: {
          [fidelity.label]: distance.value,
          [precision.label]: accurate,
          [recall.label]: covering,
          'attack accuracy': accuracy,
          '1 / attack accuracy': 1 / accuracy,
          ...(byShadows !== undefined && {
            'shadow attack accuracy': byShadows,
            '1 / shadow attack accuracy': 1 / byShadows,
            'privacy by shadows': privacyOf(byShadows),
          }),
        },
      },
      weights: { kind: 'parts', values: { fidelity: alpha, diversity: beta, privacy: gamma } },
    },
  }
}

function complement(distance: number): number {
  return 1 - distance
}

function privacyOf(accuracy: number): number {
  return Math.min(1, Math.max(0, 1 / Math.max(accuracy, 0.5) - 1))
}

function accuracyOf({ label }: Metric, { details }: MetricResult): number {
  const rates = details?.['rates']
  const accuracy = rates?.kind === 'parts' ? rates.values['accuracy'] : undefined
  if (accuracy !== undefined && accuracy > 0) return accuracy
  throw undefinedMetric(where, `${label} does not say its accuracy in details.rates, which privacy is computed from`)
}
