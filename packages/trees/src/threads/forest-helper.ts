import type { ForestTask, GrownForestTree } from '../grow-forest-tree.ts'
import type { Tree } from '../tree.ts'
import { createRng } from '@asdf/core'
import { createForestGrower } from '../grow-forest-tree.ts'
import { createPace } from '../pace.ts'

/** The task of a helper thread that grows trees of a forest. */
export interface ForestHelperTask {
  readonly kind: 'forest'
  readonly task: ForestTask
  /** Whose part of the workspace the thread uses. */
  readonly thread: number
  readonly seed: number
  readonly trees: number
  /** The next tree that nobody grows yet. */
  readonly next: Int32Array
}

export interface ForestHelperResult {
  readonly index: number
  readonly grown: GrownForestTree
}

/** Takes one tree after the other until none is left. */
export async function helpForest(
  { task, thread, seed, trees, next }: ForestHelperTask,
  post: (result: ForestHelperResult, transfer: readonly ArrayBuffer[]) => void,
): Promise<void> {
  const grower = createForestGrower(task, thread)
  const rng = createRng(seed)
  const pace = createPace(undefined)
  for (let index = Atomics.add(next, 0, 1); index < trees; index = Atomics.add(next, 0, 1)) {
    const grown = await grower.grow(rng.fork(`tree ${index}`), pace)
    post({ index, grown }, buffersOf(grown.tree))
  }
}

function buffersOf({ feature, test, left, values, sets }: Tree): readonly ArrayBuffer[] {
  return [feature, test, left, values, sets].map((array) => array.buffer as ArrayBuffer)
}
