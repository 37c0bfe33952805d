import type { ProgramResult, Quality, SideResult, WorkResult } from '../src/result.ts'

export interface ResultFigures {
  /** Warm seconds, one round. */
  readonly ours?: readonly number[]
  readonly theirs?: readonly number[] | null
  readonly ourAuc?: number
  readonly theirAuc?: number
  readonly peaks?: readonly number[]
  readonly inputMegabytes?: number
  readonly comparison?: Quality
  readonly otherLoad?: number
}

/** A result with the figures that matter to a test, and plain ones for the rest. */
export function createResult(figures: ResultFigures): WorkResult {
  const { ours = [1], theirs = [1], ourAuc = 0.9, theirAuc = 0.9, peaks = [] } = figures
  const round = (warm: readonly number[], auc: number): ProgramResult => ({
    cold: 2,
    warm,
    peakMegabytes: 123,
    quality: { auc },
  })
  const side = (command: string, warm: readonly number[], auc: number): SideResult => ({
    command,
    rounds: [round(warm, auc)],
    peaks,
  })
  return {
    date: '2026-11-24',
    machine: {
      processor: 'Test CPU',
      cores: 2,
      memoryGigabytes: 8,
      system: 'Linux 6',
      versions: { Node: '20.19.0', Python: '3.11.7', 'scikit-learn': '1.9.1' },
    },
    otherLoad: figures.otherLoad ?? 0.01,
    input: 'a small table',
    inputMegabytes: figures.inputMegabytes ?? 10,
    ours: side('node ours.js', ours, ourAuc),
    theirs: theirs && side('python theirs.py', theirs, theirAuc),
    comparison: figures.comparison ?? {},
  }
}
