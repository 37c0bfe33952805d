import type { Metric, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { UtilityScore } from './learner.ts'
import type { Studies, Study } from './study.ts'
import { checkRun } from '@asdf/core'

/** What all metrics of utility have in common. */
export function utilityMetric(
  traits: Pick<Metric, 'id' | 'label' | 'goal' | 'range'>,
  where: string,
  studies: Studies,
  measure: (study: Study, run: RunOptions) => Promise<MetricResult>,
): Metric {
  return {
    specVersion: 1,
    ...traits,
    group: 'utility',
    needsHoldout: true,
    needsTarget: true,
    compute: async (input: MetricInput, run: RunOptions) => {
      checkRun(where, run)
      run.signal?.throwIfAborted()
      const study = studies(where, input, run)
      const result = await measure(study, run)
      const unmeasured = { ...study.unmeasured, ...result.unmeasured }
      return { ...result, ...(Object.keys(unmeasured).length > 0 && { unmeasured }) }
    },
  }
}

/** What a metric that reports a score itself takes from it. */
export function traitsOfScore(
  id: string,
  label: string,
  score: UtilityScore,
): Pick<Metric, 'id' | 'label' | 'goal' | 'range'> {
  const short = score.id.slice(score.id.lastIndexOf('/') + 1)
  return {
    id: `@asdf/metrics/${id}/${short}`,
    label: `${label} ${score.label}`,
    goal: score.goal,
    range: score.range,
  }
}
