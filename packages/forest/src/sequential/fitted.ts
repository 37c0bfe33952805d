import type { ImputingModel, Rng, RunOptions, SampleOptions, Table } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { CodeModel } from '@asdf/trees/density'
import type { AmountModel } from './amounts/amount-model.ts'
import type { DrawModel, DrawnRows } from './draw-rows.ts'
import type { RareRowsTask } from './rare-classes/redraw-rare-rows.ts'
import type { SequentialModel } from './sequential-model.ts'
import { checkSample, createRng } from '@asdf/core'
import { exactShares } from '@asdf/core/statistics'
import { readConditions } from '../columns/conditions.ts'
import { redrawAmounts } from './amounts/redraw-amounts.ts'
import { findCandidates } from './candidates.ts'
import { layoutsOf } from './coded-rows.ts'
import { drawRows } from './draw-rows.ts'
import { imputeTable } from './impute.ts'
import { logLikelihoods } from './log-likelihood.ts'
import { redrawRareRows } from './rare-classes/redraw-rare-rows.ts'
import { redrawClasses } from './redraw-classes.ts'
import { saveModel } from './saved-model.ts'

/** A fitted `sequentialTrees`. */
export interface FittedSequentialTrees extends ImputingModel {
  /** The table with its nulls replaced by draws that agree with the rest of their row. Columns made anew are left alone. */
  impute(table: Table, run: RunOptions): Promise<Table>
  /**
   * The log-density of each row, in nats: probabilities of categories and of values that many rows share, densities per
   * unit of the column otherwise. `-Infinity` for a row with a category that has no code: one that was not seen in training,
   * unless rare categories share a code, which then counts for it. It is that of the columns one after the other: how
   * `sample` draws the target anew at the end, or keeps typical rows of rare classes, is left out.
   */
  logLikelihood(table: Table): Float64Array
}

const name = 'sequentialTrees'

/** The synthesizer of a model. */
export function fittedSequentialTrees(model: SequentialModel): FittedSequentialTrees {
  return {
    specVersion: 1,
    id: model.id,
    schema: model.coder.schema,
    report: model.report,
    sample: (count, run) => sample(model, count, run),
    impute: (table, run) => imputeTable(model, table, run),
    logLikelihood: (table) => logLikelihoods(model, table),
    save: () => saveModel(model),
  }
}

async function sample(model: SequentialModel, count: number, run: SampleOptions): Promise<Table> {
  const { coder, order, density } = model
  checkSample(`${name}.sample`, count, run)
  const conditions = readConditions(`${name}.sample`, coder, run.where)
  const rng = createRng(run.seed).fork('sample')
  const codes: (Uint8Array | undefined)[] = coder.coders.map(() => undefined)
  let values: DrawnRows['values'] = []
  if (density !== undefined) {
    const fixed = fixedCodes(model, conditions, count, run.seed)
    const seed = rng.fork('codes').nextUint32()
    const candidates = await findCandidates(model, conditions, count, { ...run, seed })
    const drawing: DrawModel = { ...model, density }
    const drawn = await drawRows(drawing, count, { fixed, candidates }, { ...run, seed })
    const task = { model: drawing, rareClasses: model.rareClasses, request: { fixed, candidates } }
    const typical = await typicalRows(task, drawn, rng.fork('rare classes'), run)
    const { columns } = typical
    values = typical.values
    order.forEach((column, place) => column < coder.coders.length && (codes[column] = columns[place]!))
    const amounts = conditions.some(({ column }) => column === order.at(-1)) ? undefined : model.amounts
    if (amounts) codes[order.at(-1)!] = await amountsOf(amounts, model, columns, rng.fork('amounts'), run)
    if (conditions.length === 0) codes[order[0]!] = classesOf(model, density, columns, rng.fork('classes'))
  }
  const table = coder.decode(codes, count, rng.fork('values'), values)
  const columns = table.columns.map((column, index) => {
    return conditions.find((one) => one.column === index)?.cells(count) ?? column
  })
  return { ...table, columns }
}

/** The rows with those of rare classes replaced that are not typical enough of their class. */
async function typicalRows(
  { rareClasses, ...task }: { rareClasses: SequentialModel['rareClasses'] } & Pick<RareRowsTask, 'model' | 'request'>,
  drawn: DrawnRows,
  rng: Rng,
  run: RunOptions,
): Promise<DrawnRows> {
  if (rareClasses === undefined) return drawn
  const layouts = layoutsOf(task.model)
  const coders = task.model.order.map((index) => layouts[index]!)
  return redrawRareRows({ ...task, rareClasses, coders }, drawn, rng, run)
}

/** The amounts of rows, drawn anew given all other columns. */
function amountsOf(
  amounts: AmountModel,
  model: SequentialModel,
  codes: readonly Uint8Array[],
  rng: Rng,
  { signal }: RunOptions,
): Promise<Uint8Array> {
  const layouts = layoutsOf(model)
  const rows = { coders: model.order.map((index) => layouts[index]!), codes }
  return redrawAmounts(amounts, rows, { seed: rng.nextUint32(), threads: model.threads, ...(signal && { signal }) })
}

/** The classes of rows, drawn anew given all other columns where the model can, as many of each as there are. */
function classesOf(
  { targetShares }: SequentialModel,
  density: CodeModel,
  drawn: readonly Uint8Array[],
  rng: Rng,
): Uint8Array {
  const probabilities = density.firstGivenOthers(drawn)
  if (probabilities === null || targetShares === undefined) return drawn[0]!
  const counts = new Uint32Array(targetShares.length)
  for (const code of drawn[0]!) counts[code]!++
  return redrawClasses(probabilities, counts, rng)
}

/** The codes that the rows must have: those of `where`, and classes in the shares of the training rows. */
function fixedCodes(
  { order, targetShares }: SequentialModel,
  conditions: readonly Condition[],
  count: number,
  seed: number,
): (Uint8Array | undefined)[] {
  const fixed: (Uint8Array | undefined)[] = order.map((column) => {
    const condition = conditions.find((one) => one.column === column)
    return condition && new Uint8Array(count).fill(condition.code)
  })
  // Other conditions change the shares of the classes.
  if (targetShares !== undefined && conditions.length === 0) {
    const rng = createRng(seed).fork('classes')
    fixed[0] = Uint8Array.from(exactShares(targetShares, count, rng))
  }
  return fixed
}
