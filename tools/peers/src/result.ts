/** Figures about what a program made, by name. */
export type Quality = Readonly<Record<string, number>>

/** The line of JSON that every program prints, ours or a peer's. */
export interface ProgramResult {
  /** Seconds of the first call. */
  readonly cold: number
  /** Seconds of each later call. */
  readonly warm: readonly number[]
  /** Largest resident set of the process, in 10^6 bytes; null when the work runs in processes of its own. */
  readonly peakMegabytes: number | null
  readonly quality: Quality
}

export interface SideResult {
  /** As a user would type it, from the root of the repository. */
  readonly command: string
  readonly rounds: readonly ProgramResult[]
  /** Peak of processes that do the work once and nothing else, in 10^6 bytes, where memory is judged. */
  readonly peaks: readonly number[]
}

/** All that is known of one work after its last run: what `results.json` holds and the page is made from. */
export interface WorkResult {
  readonly date: string
  readonly machine: Machine
  /** Mean share of the processors that other work took just before each round, from 0 to 1. */
  readonly otherLoad: number
  /** What the two sides worked on, in words. */
  readonly input: string
  /** Size of the input's files, in 10^6 bytes. */
  readonly inputMegabytes: number
  readonly ours: SideResult
  readonly theirs: SideResult | null
  /** What the runner found when it laid the two sides' outputs side by side. */
  readonly comparison: Quality
}

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly system: string
  /** Version by name: Node, Python and the peers' libraries. */
  readonly versions: Readonly<Record<string, string>>
}

/** Result by the id of its work. */
export type Results = Readonly<Record<string, WorkResult>>
