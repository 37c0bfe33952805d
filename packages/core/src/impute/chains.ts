import type { Rng, RunOptions } from '@asdf/contract'
import type { Design, DesignPlan } from '../linear/design.ts'
import type { ConditionalOptions } from './conditional-model.ts'
import type { ConditionalModel } from './conditional-task.ts'
import type { Sources } from './sources.ts'
import { buildDesign, cellOf, planDesign, setCell } from '../linear/design.ts'
import { createRng } from '../random.ts'
import { runSteps } from '../steps.ts'
import { isPresent } from '../table.ts'
import { drawMarginal, fitConditionalModel } from './conditional-model.ts'

export interface ChainOptions extends ConditionalOptions {
  readonly imputations: number
  readonly iterations: number
}

/** What chained equations learned from the training rows. */
export interface Learned {
  readonly options: ChainOptions
  readonly sources: Sources
  readonly plan: DesignPlan
  /** By column: the training rows with a value, and those values. */
  readonly observed: readonly { readonly rows: Uint32Array; readonly values: Float64Array }[]
  /** Columns from the fewest nulls in training to the most. */
  readonly order: readonly number[]
  readonly chains: readonly Chain[]
}

export interface Chain {
  /** The training rows, completed. */
  readonly design: Design
  /** By column; absent for one without nulls in training until `modelOf` is asked for it. */
  readonly models: (ConditionalModel | undefined)[]
  readonly rng: Rng
}

/** Runs the chains over the training rows; what stays of them is the last round's models and completed rows. */
export async function learnChains(
  options: ChainOptions,
  sources: Sources,
  rowCount: number,
  run: RunOptions,
): Promise<Learned> {
  const learned = prepare(options, sources, rowCount, createRng(run.seed).fork('mice'))
  for (const { design, rng } of learned.chains) startCells(learned, design, sources.missing, rng)
  const visits = visitsOf(learned, sources.missing)
  await runSteps(run, 'impute: learn', learned.chains.length * visits.length, (step) => {
    const chain = learned.chains[Math.floor(step / visits.length)]!
    const { index, round } = visits[step % visits.length]!
    const rng = chain.rng.fork(`round ${round}`).fork(index)
    const model = fitColumn(learned, chain, index, rng)
    redrawCells(learned, model, { design: chain.design, index, rows: sources.missing[index]! }, rng.fork('draw'))
    chain.models[index] = model
    return {}
  })
  return learned
}

/** The chain's model of a column, fitted on its completed training rows when it has none yet. */
export function modelOf(learned: Learned, chain: Chain, index: number): ConditionalModel {
  const known = chain.models[index]
  if (known !== undefined) return known
  const model = fitColumn(learned, chain, index, chain.rng.fork('complete column').fork(index))
  chain.models[index] = model
  return model
}

/** Fills the nulls of a design with values drawn at random from the training rows'. */
export function startCells(learned: Learned, design: Design, missing: readonly Uint32Array[], rng: Rng): void {
  missing.forEach((rows, index) => {
    const values = drawMarginal(learned.observed[index]!.values, rows.length, rng.fork('start').fork(index))
    rows.forEach((row, i) => setCell(design, learned.plan.slots[index]!, row, values[i]!))
  })
}

/** Some cells of one column. */
export interface Cells {
  readonly design: Design
  readonly index: number
  readonly rows: Uint32Array
}

/** Draws cells afresh and puts them into their design. Returns them. */
export function redrawCells({ plan }: Learned, model: ConditionalModel, cells: Cells, rng: Rng): Float64Array {
  const { design, index, rows } = cells
  const values = model.draw(design, rows, rng)
  rows.forEach((row, i) => setCell(design, plan.slots[index]!, row, values[i]!))
  return values
}

/** The columns with nulls, round after round. A single such column depends on no other's draws: one round is enough. */
export function visitsOf(
  { order, options }: Learned,
  missing: readonly Uint32Array[],
): readonly { readonly index: number; readonly round: number }[] {
  const indices = order.filter((index) => missing[index]!.length > 0)
  const rounds = indices.length === 1 ? 1 : options.iterations
  return Array.from({ length: rounds }, (_, round) => indices.map((index) => ({ index, round }))).flat()
}

function prepare(options: ChainOptions, sources: Sources, rowCount: number, rng: Rng): Learned {
  const { fields, columns, missing } = sources
  const plan = planDesign(fields, columns)
  const base = buildDesign(plan, columns, rowCount)
  const all = Uint32Array.from({ length: rowCount }, (_, row) => row)
  return {
    options,
    sources,
    plan,
    observed: columns.map((column) => {
      const rows = all.filter((row) => isPresent(column, row))
      return { rows, values: Float64Array.from(rows, (row) => cellOf(column, row)) }
    }),
    order: [...fields.keys()].sort((a, b) => missing[a]!.length - missing[b]!.length),
    chains: Array.from({ length: options.imputations }, (_, number) => ({
      design: { ...base, features: base.features.slice(), values: base.values.slice() },
      models: fields.map(() => undefined),
      rng: rng.fork(`imputation ${number}`),
    })),
  }
}

function fitColumn(learned: Learned, chain: Chain, index: number, rng: Rng): ConditionalModel {
  const { options, sources, observed } = learned
  const { rows, values } = observed[index]!
  const field = sources.fields[index]!
  // Any fit of this column is a good place to start from; only the end matters.
  const previous = chain.models[index] ?? learned.chains[0]!.models[index]
  const bootstrap = chain.rng.fork('bootstrap').fork(index)
  return fitConditionalModel({ design: chain.design, index, field, rows, values, previous, rng, bootstrap }, options)
}
