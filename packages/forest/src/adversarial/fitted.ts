import type { ImputingModel, RunOptions, SampleOptions, Table } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { AdversarialModel } from './adversarial-model.ts'
import type { Evidence } from './kernels/reach-leaves.ts'
import { checkSample, createRng, unreachable } from '@asdf/core'
import { leastLift, leastRows, readConditions } from '../columns/conditions.ts'
import { givenRows } from '../columns/given-rows.ts'
import { modelName } from './adversarial-model.ts'
import { drawRows, drawRowsGiven } from './draw-rows.ts'
import { imputeTable } from './impute.ts'
import { logProbability } from './kernels/reach-leaves.ts'
import { codesByColumn, evidenceOf } from './layout.ts'
import { logLikelihoods } from './log-likelihood.ts'
import { saveModel } from './state.ts'

/** A fitted `adversarialForest`. */
export interface FittedAdversarialForest extends ImputingModel {
  /** The share of rows that the forest of each round told right, out of bag; 0.5 is chance. */
  readonly accuracies: readonly number[]
  /** The table with its nulls replaced by draws given the rest of their row. Columns made anew are left alone. */
  impute(table: Table, run: RunOptions): Promise<Table>
  /**
   * The log-density of each row, in nats: probabilities of categories and of values that many rows share, densities per
   * unit of the column otherwise. `-Infinity` for a row with a category that was not seen in training.
   */
  logLikelihood(table: Table): Float64Array
}

export function fittedAdversarialForest(model: AdversarialModel): FittedAdversarialForest {
  const { coder } = model
  return {
    specVersion: 1,
    id: model.id,
    schema: coder.schema,
    report: model.report,
    accuracies: model.accuracies,
    sample: (count, run) => sample(model, count, run),
    impute: (table, run) => imputeTable(model, givenRows(`${modelName}.impute`, coder.schema, table), run),
    logLikelihood: (table) => logLikelihoods(model, givenRows(`${modelName}.logLikelihood`, coder.schema, table).table),
    save: () => saveModel(model),
  }
}

async function sample(model: AdversarialModel, count: number, run: SampleOptions): Promise<Table> {
  const where = `${modelName}.sample`
  checkSample(where, count, run)
  const { coder, layout, density } = model
  const conditions = readConditions(where, coder, run.where)
  const rng = createRng(run.seed).fork('sample')
  const share = shareOf(model, conditions)
  if (areNeverTogether(model, conditions, share)) throw unreachable(where, run.where, share)
  const drawn =
    conditions.length === 0
      ? await drawRows(density, count, rng.fork('codes'), run)
      : await drawRowsGiven(density, evidenceGiven(model, conditions), count, rng.fork('codes'), run)
  if (drawn === undefined) throw unreachable(where, run.where, 0)
  const table = coder.decode(codesByColumn(layout, drawn, coder.coders.length), count, rng.fork('values'))
  const columns = table.columns.map((column, index) => {
    return conditions.find((one) => one.column === index)?.cells(count) ?? column
  })
  return { ...table, columns }
}

/** What the conditions say of the modelled columns. */
function evidenceGiven({ coder, layout }: AdversarialModel, conditions: readonly Condition[]): Evidence {
  return evidenceOf(
    layout,
    coder.coders.map((_, column) => conditions.find((one) => one.column === column)?.code),
  )
}

/** The share of rows that satisfy the conditions. */
function shareOf(model: AdversarialModel, conditions: readonly Condition[]): number {
  return conditions.length === 0 ? 1 : Math.exp(logProbability(model.density.reach(evidenceGiven(model, conditions))))
}

function areNeverTogether(model: AdversarialModel, conditions: readonly Condition[], share: number): boolean {
  if (conditions.length < 2 || share * model.leaves.rowCount >= leastRows) return false
  const unrelated = conditions.reduce((product, condition) => product * shareOf(model, [condition]), 1)
  return share < leastLift * unrelated
}
