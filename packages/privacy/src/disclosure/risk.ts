import type { MetricResult } from '@asdf/contract'
import { normalQuantile } from '@asdf/core'
import { parts } from '../attacks/judge.ts'
import { level } from '../intervals.ts'

/** How often guesses about rows were right. */
export interface Tries {
  readonly right: number
  readonly count: number
}

/** Tries on training rows, and the same on rows that the synthesizer never saw. */
export interface ControlledTries {
  readonly attack: Tries
  readonly control: Tries
}

interface Estimate {
  readonly value: number
  readonly error: number
}

/** Wilson's centre and half width. */
function wilson({ right, count }: Tries, alpha: number): Estimate {
  const z = normalQuantile(1 - alpha / 2)
  const value = (right + z ** 2 / 2) / (count + z ** 2)
  return { value, error: (z / (count + z ** 2)) * Math.sqrt((right * (count - right)) / count + z ** 2 / 4) }
}

/**
 * What an attack finds beyond the control, as a share of what is left to find: (a - c) / (1 - c) of Wilson's centres, with their
 * half widths propagated, cut to [0, 1]. Giomi et al., "A unified framework for quantifying privacy risk in synthetic data"
 * (Anonymeter), PoPETs 2023. `alpha` is the chance to miss.
 */
export function residualRisk(
  { attack, control }: ControlledTries,
  alpha = level,
): Required<Pick<MetricResult, 'value' | 'interval'>> {
  const [a, c] = [wilson(attack, alpha), wilson(control, alpha)]
  const value = (a.value - c.value) / (1 - c.value)
  const error = Math.hypot(a.error / (1 - c.value), ((a.value - 1) / (1 - c.value) ** 2) * c.error)
  const clipped = (risk: number) => Math.min(1, Math.max(0, risk))
  return { value: clipped(value), interval: [clipped(value - error), clipped(value + error)] }
}

/** The result of one attack. */
export function riskResult(tries: ControlledTries, n: number): MetricResult {
  const { attack, control } = tries
  return {
    ...residualRisk(tries),
    n,
    details: {
      tries: parts({
        attacks: attack.count,
        attackRight: attack.right,
        controls: control.count,
        controlRight: control.right,
      }),
    },
  }
}
