import type { Pace } from '../pace.ts'
import type { Helper } from '../threads/pool.ts'
import type { FitPlan, FitTask } from './fit-tasks.ts'
import type { KernelRooms } from './kernels/memory.ts'
import type { SamplePlan } from './sample-tasks.ts'
import { checkNumberOption } from '@asdf/core'
import { createPace } from '../pace.ts'
import { startHelpers } from '../threads/pool.ts'
import { createFitter } from './fit-tasks.ts'
import { createRooms } from './kernels/memory.ts'
import { compileDensityKernels } from './kernels/wasm.ts'
import { createSampler } from './sample-tasks.ts'

/** Work that is cut into tasks with numbers, none of which depends on another or on who does it. */
export type DensityJob =
  | { readonly kind: 'density-fit'; readonly plan: FitPlan; readonly tasks: readonly FitTask[] }
  | { readonly kind: 'density-sample'; readonly plan: SamplePlan }

/** What a helper thread gets. */
export interface DensityHelperTask {
  readonly kind: 'density'
  readonly job: DensityJob
  readonly count: number
  /** The next task that nobody has taken yet. */
  readonly next: Int32Array
}

interface Answer {
  readonly index: number
  readonly result: unknown
}

/** Does tasks one after the other until none is left. */
export async function helpDensity(
  { job, count, next }: DensityHelperTask,
  take: (answer: Answer) => void,
  pace: Pace = createPace(undefined),
): Promise<void> {
  await compileDensityKernels()
  const work = workOf(job, createRooms())
  for (let index = Atomics.add(next, 0, 1); index < count; index = Atomics.add(next, 0, 1)) {
    if (pace.isDue()) await pace.turn()
    take({ index, result: await work(index, pace) })
  }
}

function workOf(job: DensityJob, rooms: KernelRooms): (index: number, pace: Pace) => Promise<unknown> {
  if (job.kind === 'density-fit') {
    const fit = createFitter(job.plan, rooms)
    return (index, pace) => fit(job.tasks[index]!, pace)
  }
  return createSampler(job.plan, rooms)
}

interface TaskRun<Result> {
  readonly job: DensityJob
  readonly count: number
  readonly threads: number
  readonly signal: AbortSignal | undefined
  /** Called as results come, in any order. What it throws ends the run. */
  readonly onResult: (result: Result) => void
}

/** Runs all tasks of a job on this thread and helpers. Returns the results in the order of the tasks. */
export async function runTasks<Result>({ job, count, threads, signal, onResult }: TaskRun<Result>): Promise<Result[]> {
  const pool = startHelpers(Math.max(0, threads - 1))
  const next = new Int32Array(pool.helpers.length > 0 ? new SharedArrayBuffer(4) : new ArrayBuffer(4))
  const collector = createCollector(count, onResult)
  const stop = () => collector.fail(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    pool.keepAlive(true)
    const task: DensityHelperTask = { kind: 'density', job, count, next }
    for (const helper of pool.helpers) enlist(helper, task, collector)
    await helpDensity(task, collector.take, checkedPace(signal, collector))
    return await collector.all
  } finally {
    signal?.removeEventListener('abort', stop)
    await pool.close()
  }
}

function enlist(helper: Helper, task: DensityHelperTask, collector: ReturnType<typeof createCollector>): void {
  helper.onFailure(collector.fail)
  helper.onMessage((message) => collector.take(message as Answer))
  helper.post(task)
}

/** A pace that notices, between two trees, that another thread has failed. */
function checkedPace(signal: AbortSignal | undefined, collector: { check(): void }): Pace {
  const pace = createPace(signal)
  return {
    isDue: pace.isDue,
    async turn() {
      await pace.turn()
      collector.check()
    },
  }
}

function createCollector<Result>(count: number, onResult: (result: Result) => void) {
  const results: Result[] = []
  let taken = 0
  let failure: { readonly error: unknown } | null = null
  let finish = (_: Result[]) => {}
  let stop = (_: unknown) => {}
  const all = new Promise<Result[]>((resolve, reject) => {
    finish = resolve
    stop = reject
  })
  // This thread may still be at work when another one fails.
  all.catch(() => {})
  if (count === 0) finish(results)

  function fail(error: unknown): void {
    failure ??= { error }
    stop(error)
  }

  return {
    all,
    fail,
    take({ index, result }: Answer): void {
      results[index] = result as Result
      taken++
      try {
        onResult(result as Result)
      } catch (error) {
        fail(error)
      }
      if (taken === count) finish(results)
    },
    check(): void {
      if (failure !== null) throw failure.error
    },
  }
}

/** Refuses a number of threads that is none. */
export function checkThreads(where: string, threads: number | null | undefined): void {
  if (threads !== null && threads !== undefined)
    checkNumberOption(where, 'threads', threads, { integer: true, minimum: 1, maximum: 1024 })
}
