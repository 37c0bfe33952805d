import type { PredictionMetric } from '@asdf/contract'
import type { Check } from './check.ts'
import type { ClassifierSubject } from './classifier-checks.ts'
import type { EpochClassifierSubject } from './epoch-classifier-checks.ts'
import type { MetricSubject } from './metric-checks.ts'
import type { RegressorSubject } from './regressor-checks.ts'
import type { ResumeSubject } from './resume-checks.ts'
import type { RuleSubject } from './rule-checks.ts'
import type { SteerableSubject } from './steerable-synthesizer-checks.ts'
import type { SynthesizerSubject } from './synthesizer/subject.ts'
import { describe, it } from 'vitest'
import { classifierChecks } from './classifier-checks.ts'
import { epochClassifierChecks } from './epoch-classifier-checks.ts'
import { metricChecks } from './metric-checks.ts'
import { predictionMetricChecks } from './prediction-metric-checks.ts'
import { regressorChecks } from './regressor-checks.ts'
import { resumeChecks } from './resume-checks.ts'
import { ruleChecks } from './rule-checks.ts'
import { steerableSynthesizerChecks } from './steerable-synthesizer-checks.ts'
import { synthesizerChecks } from './synthesizer-checks.ts'

export interface ConformanceOptions {
  /** Check name to reason. A listed check that starts passing fails the run. */
  readonly expectedFailures?: Readonly<Record<string, string>>
}

/** Declares one test for each promise of a synthesizer. */
export function describeSynthesizer<Options>(subject: SynthesizerSubject<Options>, options?: ConformanceOptions): void {
  describeChecks(subject.factory.id, synthesizerChecks(subject), options)
}

/** Declares one test for each promise of a classifier. */
export function describeClassifier<Options>(subject: ClassifierSubject<Options>, options?: ConformanceOptions): void {
  describeChecks(subject.factory.id, classifierChecks(subject), options)
}

/** Declares one test for each promise of a classifier that is trained an epoch at a time, besides those of a classifier. */
export function describeEpochClassifier<Options>(
  subject: EpochClassifierSubject<Options>,
  options?: ConformanceOptions,
): void {
  describeChecks(`${subject.factory.id}, by epochs,`, epochClassifierChecks(subject), options)
}

/** Declares one test for each promise of a regressor. */
export function describeRegressor<Options>(subject: RegressorSubject<Options>, options?: ConformanceOptions): void {
  describeChecks(subject.factory.id, regressorChecks(subject), options)
}

/** Declares one test for each promise of a synthesizer that is steered, besides those of a synthesizer. */
export function describeSteerableSynthesizer<Options>(
  subject: SteerableSubject<Options>,
  options?: ConformanceOptions,
): void {
  describeChecks(`${subject.factory.id}, steered,`, steerableSynthesizerChecks(subject), options)
}

/** Declares one test for each promise of a synthesizer's checkpoints, besides those of a synthesizer. */
export function describeResume<Options>(subject: ResumeSubject<Options>, options?: ConformanceOptions): void {
  describeChecks(`${subject.factory.id}, resumed,`, resumeChecks(subject), options)
}

/** Declares one test for each promise of a synthesizer that keeps rules, under the name of what it wraps. */
export function describeRules(name: string, subject: RuleSubject, options?: ConformanceOptions): void {
  describeChecks(`${name}, with rules,`, ruleChecks(subject), options)
}

/** Declares one test for each promise of a metric over tables. */
export function describeMetric(subject: MetricSubject, options?: ConformanceOptions): void {
  describeChecks(subject.metric.id, metricChecks(subject), options)
}

/** Declares one test for each promise of a metric over predictions. */
export function describePredictionMetric(metric: PredictionMetric, options?: ConformanceOptions): void {
  describeChecks(metric.id, predictionMetricChecks(metric), options)
}

function describeChecks(
  id: string,
  checks: readonly Check[],
  { expectedFailures = {} }: ConformanceOptions = {},
): void {
  const unknown = Object.keys(expectedFailures).filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0) throw new TypeError(`${id}: no check is called ${unknown.join(', ')}`)
  describe(`${id} conforms`, () => {
    for (const { name, run } of checks) {
      const reason = expectedFailures[name]
      if (reason === undefined) it(name, run)
      else it.fails(`${name} (known: ${reason})`, run)
    }
  })
}
