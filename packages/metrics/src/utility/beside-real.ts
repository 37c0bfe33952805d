import type { Metric, MetricResult, RunOptions } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { halfWidth, intervalAround } from '../half-samples.ts'
import { describeDifference } from '../verdict.ts'

export type Side = 'synthetic' | 'real'

/** A measure of synthetic rows and of as many real ones. */
export interface Sides {
  readonly n: number
  readonly whole: (side: Side) => Promise<number>
  /** Of a random half of the rows; both sides of one `repeat` are tested on the same ones. */
  readonly half: (side: Side, repeat: number) => Promise<number>
}

/**
 * What synthetic rows are worth beside as many real ones. Intervals and the verdict are at 95 %, from `repeats` pairs of random
 * halves. Halves on which nothing can be measured are left out; with fewer than two there is no interval.
 */
export async function besideReal(
  traits: Pick<Metric, 'label' | 'goal' | 'range'>,
  { n, whole, half }: Sides,
  repeats: number,
  { onProgress, signal }: RunOptions,
): Promise<MetricResult> {
  const totalSteps = 2 + repeats
  let step = 0
  const progress = () => onProgress?.({ phase: traits.label, step: ++step, totalSteps })
  const measured = async (value: Promise<number>) => {
    const known = await value
    signal?.throwIfAborted()
    return known
  }
  const value = await measured(whole('synthetic'))
  progress()
  const best = await measured(whole('real'))
  progress()
  const made: number[] = []
  const known: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    try {
      const pair = [await measured(half('synthetic', repeat)), await measured(half('real', repeat))] as const
      made.push(pair[0])
      known.push(pair[1])
    } catch (error) {
      if (!isAsdfError(error, 'ASDF_METRIC_UNDEFINED')) throw error
    }
    progress()
  }
  if (made.length < 2) return { value, n, ceiling: { value: best, n } }
  const width = halfWidth(made.map((one, repeat) => one - known[repeat]!))
  return {
    value,
    n,
    interval: intervalAround(value, made, traits),
    ceiling: { value: best, interval: intervalAround(best, known, traits), n },
    verdict: describeDifference(traits, n, value - best, width),
  }
}
