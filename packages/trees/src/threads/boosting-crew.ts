import type { BoostingShape, BoostingWorkspace } from '../kernels/boosting-workspace.ts'
import type { LossName, PairScale } from '../kernels/losses.ts'
import type { SearchJob } from '../kernels/search-features.ts'
import type { SplitRules } from '../kernels/split.ts'
import type { KernelMemory, Kernels } from '../kernels/wasm.ts'
import type { HelperPool } from './pool.ts'
import { boostingWorkspace } from '../kernels/boosting-workspace.ts'
import { writePairs } from '../kernels/losses.ts'
import { searchFeatures } from '../kernels/search-features.ts'
import { createKernels } from '../kernels/wasm.ts'
import { readPairsJob, readSearchJob, writePairsJob, writeSearchJob } from './boosting-jobs.ts'

/** What a helper thread needs to know before its first job. */
export interface BoostingHelperTask {
  readonly kind: 'boosting'
  readonly shape: BoostingShape
  readonly memory: KernelMemory
  readonly rules: SplitRules
  readonly loss: LossName
}

/** This thread and its helpers, working on one workspace. Every call returns when all of the work is done. */
export interface BoostingCrew {
  search(job: SearchJob): void
  /** Writes the gradient pairs of all rows. */
  writePairs(scale: PairScale): void
  /** Lets the helpers go, for another workspace. Safe to call twice. */
  dismiss(): void
}

/*
 * A job lies in the workspace and is cut into numbered items. Its ticket holds the job's number and how many items
 * nobody has taken yet; whoever lowers it by one has taken an item. A thread that comes late finds no item left, or the
 * number of another job, and so cannot take an item whose job it has not read. Threads write to places that belong to
 * their item, and sums are of integers, so who takes which item does not show in the result.
 */
const itemBits = 10
const mostItems = (1 << itemBits) - 1
const dismissal = -1

// In place of the count of finished items. So low that counting on does not hide it.
const failure = -(2 ** 30)

// Jobs are numbered round and round; no thread sleeps through two million of them.
const jobNumbers = 1 << 21

const rowsPerItem = 8192

// How often an idle thread looks for work before it sleeps: some tens of microseconds.
const patience = 2000

export function createBoostingCrew(
  task: BoostingHelperTask,
  workspace: BoostingWorkspace,
  kernels: Kernels,
  pool: HelperPool,
): BoostingCrew {
  const { ticket, generation, finished } = workspace
  let job = 0
  let isDismissed = false

  for (const helper of pool.helpers) helper.post(task)

  function run(items: number, work: (item: number) => void): void {
    if (pool.helpers.length === 0) {
      for (let item = 0; item < items; item++) work(item)
      return
    }
    job = (job % (jobNumbers - 1)) + 1
    finished[0] = 0
    Atomics.store(ticket, 0, (job << itemBits) | items)
    Atomics.store(generation, 0, job)
    Atomics.notify(generation, 0)
    takeItems(workspace, job, work)
    waitFor(finished, items)
  }

  return {
    search(searchJob) {
      const { items, work } = searchItems(task, workspace, kernels, searchJob)
      if (pool.helpers.length > 0) writeSearchJob(workspace, searchJob)
      run(items, work)
    },
    writePairs(scale) {
      const { items, work } = pairItems(task, workspace, kernels, scale)
      if (pool.helpers.length > 0) writePairsJob(workspace, scale)
      run(items, work)
    },
    dismiss() {
      if (isDismissed || pool.helpers.length === 0) return
      isDismissed = true
      Atomics.store(generation, 0, dismissal)
      Atomics.notify(generation, 0)
    },
  }
}

function waitFor(finished: Int32Array, items: number): void {
  for (let tries = 0; ; tries++) {
    const count = Atomics.load(finished, 0)
    if (count >= items) return
    if (count < 0) throw new Error('@asdf/trees: a helper thread failed; set threads to 1 to see why')
    // A helper that was put to sleep by the system holds the last item: sleep too, and let it work.
    if (tries > patience) Atomics.wait(finished, 0, count, 1)
  }
}

/** What a helper does until it is dismissed: waits for a job, takes items of it, waits again. Returns how many. */
export function helpBoosting(task: BoostingHelperTask): number {
  const workspace = boostingWorkspace(task.shape, task.memory.buffer)
  const kernels = createKernels(task.memory)
  let seen = 0
  let taken = 0
  for (;;) {
    seen = nextJob(workspace.generation, seen)
    if (seen === dismissal) return taken
    try {
      taken += takeItems(workspace, seen, workOf(task, workspace, kernels))
    } catch (error) {
      // The main thread waits for this item, and would wait for ever.
      Atomics.store(workspace.finished, 0, failure)
      Atomics.notify(workspace.finished, 0)
      throw error
    }
  }
}

function nextJob(generation: Int32Array, seen: number): number {
  for (let tries = 0; tries < patience; tries++) {
    const job = Atomics.load(generation, 0)
    if (job !== seen) return job
  }
  Atomics.wait(generation, 0, seen)
  return Atomics.load(generation, 0)
}

function takeItems({ ticket, finished }: BoostingWorkspace, job: number, work: (item: number) => void): number {
  let taken = 0
  for (;;) {
    const held = Atomics.load(ticket, 0)
    const left = held & mostItems
    if (held >> itemBits !== job || left === 0) return taken
    if (Atomics.compareExchange(ticket, 0, held, held - 1) !== held) continue
    work(left - 1)
    taken++
    Atomics.add(finished, 0, 1)
    Atomics.notify(finished, 0)
  }
}

/** Reads the job in the workspace. What it returns is only called for items of that very job. */
function workOf(task: BoostingHelperTask, workspace: BoostingWorkspace, kernels: Kernels): (item: number) => void {
  const search = readSearchJob(workspace)
  if (search !== null) return searchItems(task, workspace, kernels, search).work
  return pairItems(task, workspace, kernels, readPairsJob(workspace)).work
}

interface Items {
  readonly items: number
  readonly work: (item: number) => void
}

function searchItems(
  { rules }: BoostingHelperTask,
  workspace: BoostingWorkspace,
  kernels: Kernels,
  job: SearchJob,
): Items {
  const count = job.features.length
  // Features are read two at a time.
  const size = 2 * Math.ceil(Math.max(1, count / mostItems / 2))
  return {
    items: Math.ceil(count / size),
    work: (item) =>
      searchFeatures(workspace, kernels, rules, job, { first: item * size, last: Math.min(count, (item + 1) * size) }),
  }
}

function pairItems(
  { loss, shape }: BoostingHelperTask,
  workspace: BoostingWorkspace,
  kernels: Kernels,
  scale: PairScale,
): Items {
  const { rowCount } = shape
  const size = Math.max(rowsPerItem, Math.ceil(rowCount / mostItems))
  return {
    items: Math.ceil(rowCount / size),
    work: (item) => {
      const range = { from: item * size, to: Math.min(rowCount, (item + 1) * size) }
      writePairs(kernels, loss, workspace, scale, range)
    },
  }
}
