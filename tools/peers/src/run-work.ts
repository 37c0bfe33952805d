import type { Launch } from './execute.ts'
import type { Scale } from './inputs/inputs.ts'
import type { Python } from './python.ts'
import type { ProgramResult, SideResult, WorkResult } from './result.ts'
import type { Work } from './work.ts'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describeCommand, runProgram } from './execute.ts'
import { inputs, prepareInput } from './inputs/inputs.ts'
import { busyShare, describeMachine, measureLoad } from './machine.ts'

export interface Surroundings {
  readonly scale: Scale
  /** Root of the repository. */
  readonly root: string
  /** Where inputs and outputs go. */
  readonly folder: string
  /** Null when the peers are left out. */
  readonly python: Python | null
  readonly threads: number
  readonly tell: (message: string) => void
}

/** Prepares the work's input, starts ours and the peer's program in turns, and compares what they made. */
export async function runWork(work: Work, surroundings: Surroundings): Promise<WorkResult> {
  const { scale, root, folder, python, tell } = surroundings
  tell(`${work.id}: preparing the input`)
  const input = prepareInput(folder, work.input, scale, join(root, 'packages/datasets/data'))
  const sides = launchSides(work, input, surroundings)
  const warm = scale === 'smoke' ? Math.min(1, work.warm) : work.warm
  const { ours, theirs, loads } = scale === 'smoke' ? await runAtOnce(sides, warm) : await runInTurns(work, sides, tell)
  const last = <Value>(values: readonly Value[]) => values.at(-1)!
  const comparison = work.compare?.(input, sides.ours.output, sides.theirs?.output ?? null) ?? {}
  const fault = work.findFault(last(ours.rounds).quality, theirs && last(theirs.rounds).quality, comparison)
  if (fault !== null) throw new Error(`${work.id}: ${fault}`)
  const side = (launch: Launch, measured: Measured): SideResult => ({
    command: describeCommand(launch, warm, root),
    ...measured,
  })
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(python?.versions ?? {}),
    otherLoad: loads.reduce((sum, load) => sum + load, 0) / Math.max(1, loads.length),
    input: inputs[work.input].title(scale),
    inputMegabytes: folderMegabytes(input),
    ours: side(sides.ours, ours),
    theirs: theirs && sides.theirs ? side(sides.theirs, theirs) : null,
    comparison,
  }
}

interface Sides {
  readonly ours: Launch
  readonly theirs: Launch | null
}

interface Measured {
  readonly rounds: ProgramResult[]
  readonly peaks: number[]
}

function launchSides(work: Work, input: string, surroundings: Surroundings): Sides {
  const { scale, root, folder, python, threads } = surroundings
  const launch = (interpreter: string, program: string, side: string): Launch => {
    const output = join(folder, `${work.id}-${side}`)
    mkdirSync(output, { recursive: true })
    return { interpreter, program: join(root, 'tools/peers', program), input, output, threads, options }
  }
  const options = work.options(scale)
  const hasPeer = work.peer !== null && python !== null
  return {
    ours: launch(process.execPath, `dist/programs/${work.program}.js`, 'ours'),
    theirs: hasPeer ? launch(python.path, `python/${work.program}.py`, 'theirs') : null,
  }
}

/** Ours, theirs, ours, theirs, so that whatever else the machine does meets both. */
async function runInTurns(work: Work, sides: Sides, tell: Surroundings['tell']): Promise<Both> {
  const ours: Measured = { rounds: [], peaks: [] }
  const theirs: Measured = { rounds: [], peaks: [] }
  const loads: number[] = []
  for (let round = 1; round <= work.rounds; round++) {
    loads.push(await measureLoad())
    if (loads.at(-1)! > busyShare)
      tell(`${work.id}: WARNING, the machine is ${percent(loads.at(-1)!)} busy with other work`)
    for (const [name, launch, measured] of turns(sides, ours, theirs)) {
      const result = await runProgram(launch, work.warm)
      measured.rounds.push(result)
      const seconds = [result.cold, ...result.warm].map((value) => value.toPrecision(3)).join(' ')
      tell(`${work.id}: round ${round} of ${work.rounds}, ${name} ${seconds} s`)
      if (work.memory) measured.peaks.push(...peaksOf(await runProgram(launch, 0)))
    }
  }
  return { ours, theirs: sides.theirs && theirs, loads }
}

interface Both {
  readonly ours: Measured
  readonly theirs: Measured | null
  /** Share of the processors that others took before each round. */
  readonly loads: readonly number[]
}

function turns(sides: Sides, ours: Measured, theirs: Measured): [name: string, launch: Launch, measured: Measured][] {
  const first: [string, Launch, Measured] = ['ours', sides.ours, ours]
  return sides.theirs === null ? [first] : [first, ['peer', sides.theirs, theirs]]
}

// Tiny works gain nothing from the peers' threads, which on busy cores would spend most of their time in waiting.
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }

/** One round of both sides together, which is all that a smoke test needs. */
async function runAtOnce(sides: Sides, warm: number): Promise<Both> {
  const { ours: ourLaunch, theirs: peerLaunch } = sides
  const started = [ourLaunch, ...(peerLaunch === null ? [] : [peerLaunch])].map((launch) =>
    runProgram(launch, warm, oneThread),
  )
  // Both end before either's failure is told, so that none runs on beside the next work.
  await Promise.allSettled(started)
  const [ours, theirs = null] = await Promise.all(started)
  const measured = (result: ProgramResult) => ({ rounds: [result], peaks: peaksOf(result) })
  return { ours: measured(ours!), theirs: theirs && measured(theirs), loads: [] }
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function peaksOf({ peakMegabytes }: ProgramResult): number[] {
  return peakMegabytes === null ? [] : [peakMegabytes]
}

function folderMegabytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6
}
