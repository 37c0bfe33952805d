import { checkNumberOption, checkOptionNames, normalProbability, normalQuantile } from '@asdf/core'
import { binomialUpperTail } from '../statistics/beta.ts'
import { bisect } from '../statistics/bisect.ts'

/** What came of guessing which canaries were in. */
export interface Guesses {
  /** Canaries, each of which was put in by the toss of a coin. */
  readonly canaries: number
  /** How many of them were guessed; the others are abstained from. */
  readonly guesses: number
  /** Guesses that were right. */
  readonly correct: number
  /** The δ of (ε, δ)-differential privacy: from 0, for `fdpEpsilon` above 0, and below 1. */
  readonly delta: number
  /** The chance that the bound is wrong; 0.05 when absent. */
  readonly significance?: number
}

/** Beyond this ε nothing is told apart. */
const mostEpsilon = 200

/**
 * The largest ε that the guesses refute, a lower bound on the privacy loss of what made the rows; 0 where they refute none.
 *
 * Steinke, Nasr and Jagielski, "Privacy auditing with one (1) training run", NeurIPS 2023, theorem 5.2: under
 * (ε, δ)-differential privacy the chance of v right guesses of r is at most P[B >= v] + 2 m δ max_i P[v - i <= B < v] / i
 * with B binomial over r guesses of chance 1 / (1 + exp(-ε)). O(correct) for each ε tried.
 *
 * Errors: `ASDF_OPTION_INVALID` for counts that cannot be.
 */
export function oneRunEpsilon(given: Guesses): number {
  const { canaries, guesses, correct, delta, significance } = checkGuesses('oneRunEpsilon', given, 0)
  const isRefuted = (epsilon: number) => {
    const chance = 1 / (1 + Math.exp(-epsilon))
    const reached = binomialUpperTail(correct, guesses, chance)
    let most = 0
    for (let i = 1; delta > 0 && i <= correct; i++) {
      most = Math.max(most, (binomialUpperTail(correct - i, guesses, chance) - reached) / i)
    }
    return reached + 2 * canaries * delta * most < significance
  }
  return isRefuted(0) ? bisect(0, mostEpsilon, isRefuted) : 0
}

/**
 * As `oneRunEpsilon`, but tighter: the largest ε such that the guesses refute the Gaussian mechanism that has (ε, δ). It bounds
 * mechanisms whose trade-off curve is Gaussian, as that of DP-SGD nearly is; `oneRunEpsilon` bounds every mechanism.
 *
 * Mahloujifar, Melis and Chaudhuri, "Auditing f-differential privacy in one run", arXiv 2410.22235, 2024, algorithm 3
 * (`audit_rh_with_cap`) with two guesses a canary. O(correct) for each ε tried.
 *
 * Errors: `ASDF_OPTION_INVALID` for counts that cannot be, and for a δ of 0.
 */
export function fdpEpsilon(given: Guesses): number {
  const { canaries, guesses, correct, delta, significance } = checkGuesses('fdpEpsilon', given, Number.MIN_VALUE)
  const isRefuted = (epsilon: number) => {
    const mu = gaussianMu(epsilon, delta)
    // Mass of right and of wrong guesses that is left to the mechanism when at least so many are right.
    let right = (significance * correct) / canaries
    let wrong = (significance * (guesses - correct)) / canaries
    for (let left = correct - 1; left >= 0; left--) {
      const next = Math.max(wrong, normalProbability(normalQuantile(right) - mu))
      if (next === wrong) break
      right = Math.min(1, right + (left / (guesses - left)) * (next - wrong))
      wrong = next
    }
    return right + wrong > guesses / canaries
  }
  return isRefuted(0) ? bisect(0, mostEpsilon, isRefuted) : 0
}

/** The μ of the Gaussian mechanism that has (ε, δ): Dong, Roth and Su, "Gaussian differential privacy", 2022, corollary 2.13. */
function gaussianMu(epsilon: number, delta: number): number {
  const deltaOf = (mu: number) =>
    normalProbability(-epsilon / mu + mu / 2) - Math.exp(epsilon + logProbability(-epsilon / mu - mu / 2))
  return bisect(0, 2 * Math.sqrt(2 * mostEpsilon) + 20, (mu) => mu === 0 || deltaOf(mu) <= delta)
}

/** The logarithm of the standard normal's probability, also where that is 0 in doubles (Mills' ratio). */
function logProbability(x: number): number {
  if (x > -37) return Math.log(normalProbability(x))
  return -(x ** 2) / 2 - Math.log(-x) - Math.log(2 * Math.PI) / 2
}

function checkGuesses(where: string, given: Guesses, leastDelta: number): Required<Guesses> {
  checkOptionNames(where, given, { canaries: 0, guesses: 0, correct: 0, delta: 0, significance: 0 })
  const { canaries, guesses, correct, delta, significance = 0.05 } = given
  checkNumberOption(where, 'canaries', canaries, { integer: true, minimum: 1 })
  checkNumberOption(where, 'guesses', guesses, { integer: true, minimum: 1, maximum: canaries })
  checkNumberOption(where, 'correct', correct, { integer: true, minimum: 0, maximum: guesses })
  checkNumberOption(where, 'delta', delta, { minimum: leastDelta, maximum: 1 })
  checkNumberOption(where, 'significance', significance, { minimum: 0, exclusiveMinimum: true, maximum: 0.5 })
  return { canaries, guesses, correct, delta, significance }
}
