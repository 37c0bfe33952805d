import type { RunOptions } from '@asdf/contract'
import type { Helper } from '@asdf/trees/matrix'
import type { Field } from './field.ts'
import type { FieldRows, FittedLevel, LevelFitter } from './fit-level.ts'
import type { ForestFlowOptions } from './flow-options.ts'
import { createRng } from '@asdf/core'
import { createPace, startHelpers, threadCount } from '@asdf/trees/matrix'
import { createLevelFitter, fittedLevels } from './fit-level.ts'
import { copiesOf } from './flow-options.ts'

export interface FittedFields {
  readonly fields: readonly Field[]
  /** Mean over all levels of all fields. */
  readonly loss: number
}

/** What a helper thread needs for its share: it takes one level after the other until none is left. */
export interface LevelTask {
  readonly where: string
  readonly rows: readonly FieldRows[]
  readonly options: ForestFlowOptions
  readonly seed: number
  /** The next level of all fields that nobody has taken. Shared. */
  readonly next: Int32Array
}

export interface LevelResult {
  readonly index: number
  readonly fitted: FittedLevel
}

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './threads/worker-from-source.mjs' : './flow/threads/flow-worker.js',
  import.meta.url,
)

/** Fits every level of every field, on all threads. Levels do not depend on one another, so the threads do not show. */
export async function fitFields(
  where: string,
  rows: readonly FieldRows[],
  options: ForestFlowOptions,
  run: RunOptions,
): Promise<FittedFields> {
  const levels = fittedLevels(options)
  const total = levels * rows.length
  const threads = Math.min(
    total,
    threadCount(
      options.threads,
      rows.reduce((sum, one) => sum + visitsOf(one, options), 0),
    ),
  )
  const pool = startHelpers(Math.max(0, threads - 1), workerFile)
  const buffer = threads > 1 ? new SharedArrayBuffer(4) : new ArrayBuffer(4)
  const task: LevelTask = { where, rows, options, seed: run.seed, next: new Int32Array(buffer) }
  const results: FittedLevel[] = new Array<FittedLevel>(total)
  let done = 0
  const take = ({ index, fitted }: LevelResult) => {
    results[index] = fitted
    done++
    run.onProgress?.({ phase: 'boost', step: done, totalSteps: total, values: { meanSquaredError: fitted.loss } })
  }
  try {
    const failures = helped(pool.helpers, task, take)
    const pace = createPace(run.signal)
    await takeLevels(task, run.signal, take)
    while (done < total) {
      failures.check()
      run.signal?.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (pace.isDue()) await pace.turn()
    }
    failures.check()
  } finally {
    await pool.close()
  }
  const dimensions = rows[0]!.points.length
  return {
    fields: rows.map((_, field) => ({
      dimensions,
      levels: results.slice(field * levels, (field + 1) * levels).map(({ model }) => model),
    })),
    loss: results.reduce((sum, { loss }) => sum + loss / total, 0),
  }
}

/** Steps of training, to judge whether threads pay: how often a copy of a row meets a dimension. */
export function visitsOf(rows: FieldRows, options: ForestFlowOptions): number {
  const dimensions = rows.points.length
  const copies = rows.rowCount * copiesOf(options, rows.rowCount)
  return fittedLevels(options) * options.rounds * dimensions * Math.min(dimensions, options.maximumFeatures) * copies
}

/** Takes levels until none is left and hands over what was fitted. */
export async function takeLevels(
  { where, rows, options, seed, next }: LevelTask,
  signal: AbortSignal | undefined,
  take: (result: LevelResult) => void,
): Promise<void> {
  const levels = fittedLevels(options)
  const pace = createPace(signal)
  let fitter: LevelFitter | undefined
  for (let index = Atomics.add(next, 0, 1); index < levels * rows.length; index = Atomics.add(next, 0, 1)) {
    const field = Math.floor(index / levels)
    const level = index % levels
    fitter ??= createLevelFitter(where, rows, options)
    const rng = createRng(seed).fork('field').fork(field).fork(level)
    take({ index, fitted: await fitter.fit(rows[field]!, level, rng, pace) })
    await pace.turn()
  }
}

/** Sets helpers to work. `check` throws what went wrong in a helper, or in the caller's progress callback. */
function helped(helpers: readonly Helper[], task: LevelTask, take: (result: LevelResult) => void): { check(): void } {
  const errors: unknown[] = []
  for (const helper of helpers) {
    helper.onFailure((error) => errors.push(error))
    helper.onMessage((message) => {
      try {
        take(message as LevelResult)
      } catch (error) {
        errors.push(error)
      }
    })
    helper.post(task)
  }
  return {
    check() {
      if (errors.length > 0) throw errors[0]
    },
  }
}
