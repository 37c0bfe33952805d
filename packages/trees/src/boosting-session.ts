import type { RunOptions, Table } from '@asdf/contract'
import type { Booster } from './booster.ts'
import type { BoostingProblem, BoostingStart } from './boosting-fit.ts'
import type { BoostingOptions } from './boosting-options.ts'
import type { GradientBoostingSession } from './boosting-types.ts'
import type { Tree } from './tree.ts'
import { appendTables, checkRun, checkTable, optionError } from '@asdf/core'
import { boostedModel, boosterFor, startBoosting, startBoostingHelpers } from './boosting-fit.ts'
import { predictProbability, toClassifier } from './model.ts'
import { createPace } from './pace.ts'
import { saveModel } from './state.ts'

// Of all epochs together, to judge whether threads pay.
const roundsExpected = 100

/**
 * Boosting an epoch at a time. Bins, classes and baseline come from the rows at the start. An epoch trains
 * `roundsPerEpoch` rounds, shared out evenly among its batches in their order; when there are more batches than rounds,
 * neighboring batches are joined so that every round has one part of the rows. With the same rows as one batch in every
 * epoch the trees are those of one `fit`.
 */
export async function startSession(
  problem: BoostingProblem,
  options: BoostingOptions,
  train: Table,
  run: RunOptions,
): Promise<GradientBoostingSession> {
  checkRun(`${problem.writer}: start`, run)
  const start = await startBoosting(problem, options, train, run.seed, createPace(run.signal))
  const pool = startBoostingHelpers(problem, options, train, roundsExpected)
  const importance = new Float64Array(start.features.length)
  const trees: Tree[] = []
  let last: { readonly table: Table; readonly booster: Booster; treeCount: number } | null = null
  let epochs = 0

  /** The booster of these rows: the last one when they are the same table and nothing was trained in between. */
  async function boosterOf(table: Table): Promise<Booster> {
    const pace = createPace(run.signal)
    if (last?.table === table && last.treeCount === trees.length) return last.booster
    last?.booster.close()
    last = null
    const booster = await boosterFor(start, { pool, pace }, table, trees, importance)
    last = { table, booster, treeCount: trees.length }
    return booster
  }

  async function trainPart(table: Table, rounds: number): Promise<void> {
    const booster = await boosterOf(table)
    const pace = createPace(run.signal)
    for (let index = 0; index < rounds; index++) {
      run.signal?.throwIfAborted()
      const round = trees.length / start.outputs
      trees.push(...(await booster.round(start.rng.fork(`round ${round}`), pace)))
      last!.treeCount = trees.length
    }
  }

  return {
    classes: problem.classes!,
    warnings: start.warnings,
    async epoch(batches) {
      run.signal?.throwIfAborted()
      if (!Array.isArray(batches))
        throw optionError(`${problem.writer}: epoch`, 'batches', batches, 'must be an array of tables')
      for (const batch of batches as readonly Table[]) checkTable(`${problem.writer}: epoch`, batch)
      const parts = shareOut(batches, options.roundsPerEpoch)
      for (const { tables, rounds } of parts) {
        await trainPart(tables.length === 1 ? tables[0]! : appendTables(tables[0]!, ...tables.slice(1)), rounds)
      }
      epochs++
      run.onProgress?.({ phase: 'boost', step: epochs, totalSteps: epochs })
    },
    predictProbability: (table) => predictProbability(modelOf(start, trees, importance), table),
    finish: () => toClassifier(modelOf(start, trees.slice(), importance.slice()), saveModel),
    async close() {
      last?.booster.close()
      last = null
      await pool.close()
    },
  }
}

function modelOf(start: BoostingStart, trees: readonly Tree[], importance: Float64Array) {
  return boostedModel(start, trees, importance, {})
}

interface Part {
  readonly tables: readonly Table[]
  readonly rounds: number
}

/** Batches without rows are left out. */
function shareOut(batches: readonly Table[], rounds: number): readonly Part[] {
  const filled = batches.filter((batch) => batch.rowCount > 0)
  const count = Math.min(filled.length, rounds)
  return Array.from({ length: count }, (_, part) => ({
    tables: filled.slice(Math.floor((part * filled.length) / count), Math.floor(((part + 1) * filled.length) / count)),
    rounds: Math.floor(((part + 1) * rounds) / count) - Math.floor((part * rounds) / count),
  }))
}
