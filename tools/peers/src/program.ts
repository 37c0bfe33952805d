import type { ProgramResult, Quality } from './result.ts'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

export interface ProgramArguments {
  /** Folder with the prepared input. */
  readonly input: string
  /** Folder for what the runner compares between the two sides. */
  readonly output: string
  /** How often to call the work again after the first, cold call. */
  readonly warm: number
  readonly threads: number
  /** The work's own options. */
  readonly more: Readonly<Record<string, string>>
}

export interface Times {
  /** Seconds of the first call. */
  readonly cold: number
  /** Seconds of each later call. */
  readonly warm: readonly number[]
  readonly peakMegabytes: number | null
}

/** Reads `--input`, `--output`, `--warm`, `--threads` and the options that this work adds, by name and default. */
export function parseArguments(more: Readonly<Record<string, string>> = {}): ProgramArguments {
  const extra = Object.entries(more).map(([name, value]) => [name, { type: 'string' as const, default: value }])
  const { values } = parseArgs({
    options: {
      input: { type: 'string' },
      output: { type: 'string' },
      warm: { type: 'string', default: '0' },
      threads: { type: 'string', default: '2' },
      ...(Object.fromEntries(extra) as Record<string, { type: 'string'; default: string }>),
    },
  })
  const { input, output, warm, threads, ...rest } = values
  if (input === undefined || output === undefined) throw new Error('needs --input FOLDER and --output FOLDER')
  return { input, output, warm: Number(warm), threads: Number(threads), more: rest }
}

/** Calls `work` once cold and then `warmCalls` times; gives its last result and the seconds of each call. */
export async function measure<Result>(
  work: () => Result | Promise<Result>,
  warmCalls: number,
): Promise<{ result: Result; times: Times }> {
  const seconds: number[] = []
  const held: { result?: Result } = {}
  for (let call = 0; call <= warmCalls; call++) {
    delete held.result // the last call's result can be freed before the next begins, as on the other side
    const start = performance.now()
    held.result = await work()
    seconds.push((performance.now() - start) / 1000)
  }
  const [cold = 0, ...warm] = seconds
  return { result: held.result as Result, times: { cold, warm, peakMegabytes: peakMegabytes() } }
}

/** Prints the one line that the runner reads. */
export function report(times: Times, quality: Quality): void {
  const result: ProgramResult = { ...times, quality }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

/** Largest resident set of this process so far, in 10^6 bytes. */
export function peakMegabytes(): number {
  try {
    // Unlike getrusage's, this peak does not begin with that of the process that started us.
    const kibibytes = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]
    return (Number(kibibytes) * 1024) / 1e6
  } catch {
    return (process.resourceUsage().maxRSS * 1024) / 1e6
  }
}
