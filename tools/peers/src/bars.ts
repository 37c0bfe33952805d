import type { WorkResult } from './result.ts'
import { compareTimes, judgedSeconds, median, medianQuality } from './statistics.ts'

/** What a work should reach. */
export type Bar =
  /** Our time over the peer's. */
  | { readonly kind: 'time'; readonly atMost: number }
  /** Our time in seconds. */
  | { readonly kind: 'seconds'; readonly below: number }
  /** A figure of quality, the higher the better: ours may lie below the peer's by no more than this. */
  | { readonly kind: 'quality'; readonly name: string; readonly within: number }
  /** A factor that our side reports, the lower the better. */
  | { readonly kind: 'factor'; readonly name: string; readonly title: string; readonly atMost: number }
  /** Another figure that our side reports, the lower the better. */
  | {
      readonly kind: 'figure'
      readonly name: string
      readonly title: string
      readonly atMost: number
      readonly unit: string
    }
  /** A figure from comparing the outputs that must be zero. */
  | { readonly kind: 'comparison'; readonly name: string; readonly title: string }
  /** Our peak memory in 10^6 bytes. */
  | { readonly kind: 'memory'; readonly atMost: number }
  /** Our peak memory over the size of the input file. */
  | { readonly kind: 'memory-of-file'; readonly atMost: number }

export interface Verdict {
  readonly bar: string
  readonly found: string
  readonly met: boolean
}

/** Holds a result against a bar. What cannot be computed, such as a quality that is not a number, is not met. */
export function judge(bar: Bar, result: WorkResult): Verdict {
  const { ours, theirs, comparison, inputMegabytes } = result
  switch (bar.kind) {
    case 'time': {
      const ratio = theirs === null ? Number.NaN : compareTimes(ours.rounds, theirs.rounds).ofMedians
      return { bar: `time ≤ ${bar.atMost}×`, found: `${ratio.toFixed(2)}×`, met: ratio <= bar.atMost }
    }
    case 'seconds': {
      const seconds = median(ours.rounds.flatMap(judgedSeconds))
      return { bar: `< ${bar.below} s`, found: `${seconds.toFixed(2)} s`, met: seconds < bar.below }
    }
    case 'quality': {
      const peer = theirs === null ? Number.NaN : medianQuality(theirs.rounds, bar.name)
      const difference = medianQuality(ours.rounds, bar.name) - peer
      return {
        bar: `${bar.name.toUpperCase()} within ${bar.within}`,
        found: `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(4)}`,
        met: difference >= -bar.within,
      }
    }
    case 'factor': {
      const found = medianQuality(ours.rounds, bar.name)
      return { bar: `${bar.title} ≤ ${bar.atMost}×`, found: `${found.toFixed(2)}×`, met: found <= bar.atMost }
    }
    case 'figure': {
      const found = medianQuality(ours.rounds, bar.name)
      const show = (value: number) => `${Number(value.toPrecision(3))} ${bar.unit}`.trim()
      return { bar: `${bar.title} ≤ ${show(bar.atMost)}`, found: show(found), met: found <= bar.atMost }
    }
    case 'comparison': {
      const found = comparison[bar.name] ?? Number.NaN
      return { bar: bar.title, found: `${found}`, met: found === 0 }
    }
    case 'memory': {
      const peak = ours.peaks.length === 0 ? Number.NaN : median(ours.peaks)
      return { bar: `peak ≤ ${bar.atMost} MB`, found: `${peak.toFixed(0)} MB`, met: peak <= bar.atMost }
    }
    case 'memory-of-file': {
      const ratio = ours.peaks.length === 0 ? Number.NaN : median(ours.peaks) / inputMegabytes
      return { bar: `peak ≤ ${bar.atMost}× the file`, found: `${ratio.toFixed(2)}×`, met: ratio <= bar.atMost }
    }
  }
}
