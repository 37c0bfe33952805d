import type { Metric, MetricInput, MetricResult, Rng, RunOptions } from '@asdf/contract'
import { checkRun, createRng } from '@asdf/core'

export interface DisclosurePlan {
  /** The name of the export, for messages. */
  readonly where: string
  readonly id: string
  readonly label: string
  readonly needsHoldout: boolean
  compute(input: MetricInput, run: RunOptions, rng: Rng): Promise<MetricResult>
}

/** A metric from 0, which is best, to 1. */
export function disclosureMetric({ where, id, label, needsHoldout, compute }: DisclosurePlan): Metric {
  return {
    specVersion: 1,
    id,
    label,
    group: 'privacy',
    goal: 'minimize',
    range: [0, 1],
    needsHoldout,
    needsTarget: false,
    compute: async (input, run) => {
      checkRun(where, run)
      run.signal?.throwIfAborted()
      return compute(input, run, createRng(run.seed).fork(id))
    },
  }
}
