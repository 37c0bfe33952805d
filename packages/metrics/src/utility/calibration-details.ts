import type { MetricDetails } from '@asdf/contract'
import type { Side } from './beside-real.ts'
import type { Outcome } from './learner.ts'
import { calibrationCurve } from '../calibration-error.ts'
import { amongPresent } from './learner.ts'

/** Fewer tested rows make a point that speaks of those rows. */
const fewestRows = 5

/**
 * The reliability diagrams behind the calibration error of the models of both sides, in its 15 bins: the share of rows whose
 * prediction came true over the probability that the model gave. Bins of fewer than 5 rows are left out.
 */
export function calibrationDetails(
  where: string,
  outcomes: Partial<Readonly<Record<Side, Outcome>>>,
): Record<string, MetricDetails> {
  const details: Record<string, MetricDetails> = {}
  for (const side of ['synthetic', 'real'] as const) {
    const outcome = outcomes[side]
    if (outcome?.kind !== 'classes') continue
    const bins = calibrationCurve(amongPresent(where, outcome.predictions)).filter(({ weight }) => weight >= fewestRows)
    details[`calibration of a model of ${side} rows`] = {
      kind: 'curve',
      xLabel: 'stated probability',
      yLabel: 'share that came true',
      x: bins.map(({ confidence }) => confidence),
      y: bins.map(({ accuracy }) => accuracy),
    }
  }
  return details
}
