import type { RunOptions } from '@asdf/contract'
import type { Helper, HelperPool } from '@asdf/trees/matrix'
import type { GrowthRules, Votes } from './kernels/grow-tree.ts'
import type { Tree, TwoClasses } from './kernels/tree.ts'
import { createRng } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'
import { createTreeGrower, shareUnits } from './kernels/grow-tree.ts'

/** A forest to grow, as plain data that can be sent to threads: they share its arrays. */
export interface ForestTask {
  readonly data: TwoClasses
  readonly rules: GrowthRules
  readonly seed: number
  readonly round: number
  readonly trees: number
  readonly votes: Votes
  /** The next tree that nobody grows yet. */
  readonly next: Int32Array
}

export interface TreeResult {
  readonly index: number
  readonly tree: Tree
}

export interface Forest {
  readonly trees: readonly Tree[]
  /** Share of rows told right by the trees whose bag they were not in. */
  readonly accuracy: number
}

export interface ForestPlan {
  readonly data: TwoClasses
  readonly rules: GrowthRules
  readonly trees: number
  readonly round: number
}

/** Helper threads that grow one forest after the other. */
export interface ForestCrew {
  readonly helpers: readonly Helper[]
  /** What went wrong in a helper or with its trees. */
  readonly errors: unknown[]
  /** Takes the trees of helpers. */
  take: (result: HelpedTree) => void
}

/** A tree from a helper, and the forest it is of. */
export interface HelpedTree extends TreeResult {
  readonly round: number
}

/** Listens to helpers. */
export function forestCrew({ helpers }: HelperPool): ForestCrew {
  const crew: ForestCrew = { helpers, errors: [], take() {} }
  for (const helper of helpers) {
    helper.onFailure((error) => crew.errors.push(error))
    helper.onMessage((message) => crew.take(message as HelpedTree))
  }
  return crew
}

/** Grows a forest on this thread and its helpers: each takes the next tree when it is done with one, and it does not show which. */
export async function growForest(plan: ForestPlan, crew: ForestCrew, run: RunOptions): Promise<Forest> {
  const { helpers, errors } = crew
  const isShared = helpers.length > 0
  const rows = 2 * plan.data.rowCount
  const votes = { shares: integers(rows, isShared), voters: integers(rows, isShared) }
  const task: ForestTask = { ...plan, seed: run.seed, votes, next: integers(1, isShared) }
  const trees = new Array<Tree>(plan.trees)
  let grown = 0

  const take = ({ index, tree }: TreeResult) => {
    trees[index] = tree
    grown++
    const values = grown < plan.trees ? {} : { accuracy: accuracyOf(votes, plan.data.rowCount) }
    if (run.signal?.aborted !== true)
      run.onProgress?.({ phase: `round ${plan.round}`, step: grown, totalSteps: plan.trees, values })
  }
  crew.take = (result) => {
    try {
      if (result.round === plan.round) take(result)
    } catch (error) {
      errors.push(error)
    }
  }
  for (const helper of helpers) helper.post(task)
  await takeTrees(task, run.signal, (result) => {
    if (errors.length > 0) throw errors[0]
    take(result)
  })
  const pace = createPace(run.signal)
  while (grown < plan.trees && errors.length === 0) await pace.turn()
  if (errors.length > 0) throw errors[0]
  run.signal?.throwIfAborted()
  return { trees, accuracy: accuracyOf(votes, plan.data.rowCount) }
}

/** Grows one tree after the other until none is left. */
export async function takeTrees(
  { data, rules, seed, round, trees, votes, next }: ForestTask,
  signal: AbortSignal | undefined,
  use: (result: TreeResult) => void,
): Promise<void> {
  const grower = createTreeGrower(data, rules)
  const rng = createRng(seed).fork('adversarial forest').fork(`round ${round}`)
  const pace = createPace(signal)
  for (let index = Atomics.add(next, 0, 1); index < trees; index = Atomics.add(next, 0, 1)) {
    signal?.throwIfAborted()
    use({ index, tree: grower.grow(rng.fork(index), votes) })
    if (pace.isDue()) await pace.turn()
  }
}

/** Room for bytes that threads share, or that this one has for itself. */
export function roomFor(bytes: number, isShared: boolean): SharedArrayBuffer | ArrayBuffer {
  return isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
}

function integers(count: number, isShared: boolean): Int32Array {
  return new Int32Array(roomFor(4 * count, isShared))
}

/** The share of rows told right by the trees whose bag they were not in; a tie is half right. */
function accuracyOf({ shares, voters }: Votes, rowCount: number): number {
  let right = 0
  let judged = 0
  for (let row = 0; row < 2 * rowCount; row++) {
    if (voters[row] === 0) continue
    const lead = shares[row]! - (voters[row]! * shareUnits) / 2
    judged++
    if (lead === 0) right += 0.5
    else if (lead > 0 === row < rowCount) right++
  }
  return judged === 0 ? 0.5 : right / judged
}
