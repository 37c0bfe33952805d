import type { ChildProcess } from 'node:child_process'
import type { ProgramResult } from './result.ts'
import { spawn } from 'node:child_process'
import { relative } from 'node:path'

export interface Launch {
  /** Interpreter: Node's or Python's. */
  readonly interpreter: string
  readonly program: string
  readonly input: string
  readonly output: string
  readonly threads: number
  /** The work's own options. */
  readonly options: Readonly<Record<string, string>>
}

/** Variables to set, by name. */
export type Environment = Readonly<Record<string, string>>

// What would change the number of threads or the flags of either side without the page saying so.
const unwanted = ['NODE_OPTIONS', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'LOKY_MAX_CPU_COUNT']

const running = new Set<ChildProcess>()
// A program must not go on measuring when the runner has been stopped.
process.once('exit', () => running.forEach((child) => child.kill()))

/** Runs one program in a fresh process and gives the result it prints. */
export async function runProgram(launch: Launch, warm: number, environment: Environment = {}): Promise<ProgramResult> {
  const child = spawn(launch.interpreter, [launch.program, ...argumentsOf(launch, warm)], {
    env: { ...cleanEnvironment(), PYTHONDONTWRITEBYTECODE: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaints += chunk))
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'))
  })
  running.delete(child)
  const line = output.trim().split('\n').at(-1) ?? ''
  if (status === 0 && line.startsWith('{')) return checkResult(JSON.parse(line) as ProgramResult, launch.program)
  throw new Error(`${launch.program} ended with ${status}: ${complaints.trim().slice(-2000) || 'it said nothing'}`)
}

/** The command as a user types it in `root`, with INPUT and OUTPUT for the two folders. */
export function describeCommand(launch: Launch, warm: number, root: string): string {
  const { interpreter, program } = launch
  const shown = interpreter === process.execPath ? 'node' : relative(root, interpreter)
  const values = argumentsOf({ ...launch, input: 'INPUT', output: 'OUTPUT' }, warm)
  return [shown, relative(root, program), ...values.map((value) => relativeTo(root, value))].join(' ')
}

function argumentsOf({ input, output, threads, options }: Launch, warm: number): string[] {
  const all = { input, output, warm: String(warm), threads: String(threads), ...options }
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.includes(name)))
}

function checkResult(result: ProgramResult, program: string): ProgramResult {
  const times = [result.cold, ...result.warm]
  if (times.every((seconds) => seconds > 0) && (result.peakMegabytes === null || result.peakMegabytes > 0))
    return result
  throw new Error(`${program} printed nonsense: ${JSON.stringify(result)}`)
}

function relativeTo(root: string, value: string): string {
  return value.startsWith(root) ? relative(root, value) : value
}
