import type { Bar } from './bars.ts'
import type { InputId, Scale } from './inputs/inputs.ts'
import type { Quality } from './result.ts'

/** One thing that both sides do: `src/programs/<program>.ts` and `python/<program>.py`. */
export interface Work {
  readonly id: string
  readonly title: string
  /** What we do. */
  readonly call: string
  /** What it is measured against; null when it has no peer. */
  readonly peer: Peer | null
  readonly program: string
  readonly input: InputId
  /** The program's own options, the same on both sides. */
  readonly options: (scale: Scale) => Readonly<Record<string, string>>
  /** How often each side is started, in turns. */
  readonly rounds: number
  /** How often the work is called again in each process, after the first, cold call. */
  readonly warm: number
  /** Whether memory is judged, which takes further processes that do the work once. */
  readonly memory?: boolean
  /** What it should reach; none when it is for information. */
  readonly bars: readonly Bar[]
  /** What others have published on the same kind of input, on their machines. */
  readonly published?: string
  /** What is plainly wrong with the outputs, whatever their speed; null when nothing is. */
  readonly findFault: (ours: Quality, theirs: Quality | null, comparison: Quality) => string | null
  /** Lays the outputs of the last round side by side. `theirs` is null when the peer did not run. */
  readonly compare?: (input: string, ours: string, theirs: string | null) => Quality
}

export interface Peer {
  readonly call: string
  /** Its name in `requirements.txt`, or in `requirements`. */
  readonly library: string
  /** The file that pins it when it is not installed with the others: users do so where they want this work. */
  readonly requirements?: string
  /** The environment that has it, where its libraries do not go with those of the others. */
  readonly environment?: EnvironmentName
}

/** Environments beside the one of most peers, by the option that names their interpreter. */
export type EnvironmentName = 'ctgan' | 'sdmetrics'
