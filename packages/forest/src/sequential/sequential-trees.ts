import type {
  Artifact,
  FitOptions,
  FitReport,
  Synthesizer,
  SynthesizerFactory,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { AmountsTask } from './amounts/fit-amounts.ts'
import type { CodedValues } from './column-order.ts'
import type { DrawModel } from './draw-rows.ts'
import type { FittedSequentialTrees } from './fitted.ts'
import type { SequentialTreesOptions } from './options.ts'
import type { RareClassesTask } from './rare-classes/fit-rare-classes.ts'
import type { SequentialModel } from './sequential-model.ts'
import { checkKinds, checkRowCount, checkRun, checkTable, createRng, releaseTableInTurns } from '@asdf/core'
import { fitCodes } from '@asdf/trees/density'
import { encodeCells } from '../columns/cells/cells.ts'
import { encodeColumns, fitTableCoder } from '../columns/table-coder.ts'
import { fitAmounts } from './amounts/fit-amounts.ts'
import { layoutsOf } from './coded-rows.ts'
import { besideOneAnother, columnOrder, isAmount } from './column-order.ts'
import { fitGroups } from './fit-groups.ts'
import { fittedSequentialTrees } from './fitted.ts'
import {
  amountDensity,
  checkOptions,
  densityOptions,
  leastClass,
  sequentialTreesDefaults,
  sharedRows,
} from './options.ts'
import { promisesOf } from './promises.ts'
import { fitRareClasses } from './rare-classes/fit-rare-classes.ts'
import { restoreModel } from './saved-model.ts'

const id = '@asdf/forest/sequential-trees'

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'optional',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: false,
  privacy: 'none',
  imputes: ['numeric', 'categorical', 'boolean', 'datetime'],
  minimumRows: 10,
}

/** `sequentialTrees` with its options chosen. */
export interface SequentialTrees extends Synthesizer {
  fit(train: Table, run: FitOptions): Promise<FittedSequentialTrees>
}

/** `sequentialTrees`: call it to configure, `load` to restore. */
export interface SequentialTreesFactory extends SynthesizerFactory<SequentialTreesOptions> {
  (options?: Partial<SequentialTreesOptions>): SequentialTrees
  load(artifact: Artifact): FittedSequentialTrees
}

/**
 * Models the columns of a table one after the other, each given those before it, and draws new rows in the same order
 * (Reiter, "Using CART to generate partially synthetic public use microdata", Journal of Official Statistics 21, 2005;
 * Nowok, Raab and Dibben, "synthpop", Journal of Statistical Software 74, 2016). Where they draw from the rows of a leaf,
 * the distribution of a column is boosted here: many trees, each of which corrects the shares a little, until rows that
 * were held back are no longer better explained. Rows are drawn from shares and smoothed densities, never from rows. Where
 * there is a target without rare classes, its classes are drawn anew at the end, given all the rest of their rows; so is a
 * target that is a number, given also what regressions guess of it.
 */
export const sequentialTrees: SequentialTreesFactory = Object.assign(
  (given: Partial<SequentialTreesOptions> = {}): SequentialTrees => {
    const options = checkOptions(given)
    const { order, ...rest } = options
    return {
      specVersion: 1,
      id,
      traits,
      options: { ...rest, order: typeof order === 'string' ? order : [...order] },
      fit: (train, run) => fit(train, options, run),
    }
  },
  {
    id,
    traits,
    defaults: sequentialTreesDefaults,
    load: (artifact: Artifact) => fittedSequentialTrees(restoreModel(artifact, id)),
  },
)

async function fit(given: Table, options: SequentialTreesOptions, run: FitOptions): Promise<FittedSequentialTrees> {
  checkRun('sequentialTrees.fit', run)
  checkTable('sequentialTrees.fit', given)
  checkKinds('sequentialTrees.fit', given.schema, traits.kinds)
  checkRowCount('sequentialTrees.fit', given, Math.max(traits.minimumRows, Math.ceil(options.minimumRows / 2)))
  const released = await releaseTableInTurns(given, { ...run, minimumRows: sharedRows(options) })
  const train = released.table
  const coder = await fitTableCoder(train, { minimumRows: sharedRows(options), bins: options.bins }, run.signal)
  const codes = await encodeColumns(coder, train, run.signal)
  const coded = coder.coders.map((one, index) => one && { codes: codes[index]!, size: one.size })
  const cells = await fitGroups(train, coder, codes, options, run.signal)
  const first = await columnOrder(train.schema, coded, options.order, run.signal)
  const groups = cells.map((one) => one.columns)
  const order = besideOneAnother(first, groups, coder.coders.length)
  const layouts = layoutsOf({ coder, cells })
  const allCodes = [...codes, ...cells.map((one) => encodeCells(one, train.columns))]
  const columns = order.map((index) => {
    const { size, ordered, atoms } = layouts[index]!
    return { codes: allCodes[index]!, size, ordered, atoms }
  })
  const targetShares = sharesOf(train, order, coded)
  const hasAmount = targetShares === undefined && train.schema.fields.some(({ role }) => role === 'target')
  const seed = createRng(run.seed).fork('sequential trees').nextUint32()
  const density =
    order.length === 0
      ? undefined
      : await fitCodes(columns, densityOptions(options, targetShares, { hasAmount, rowCount: train.rowCount }), {
          ...run,
          seed,
          threads: options.threads,
        })
  const rows = { coders: order.map((index) => layouts[index]!), codes: columns.map((column) => column.codes) }
  const drawn = density && { coder, cells, order, density, threads: options.threads }
  const rareClasses =
    drawn && targetShares && (await fitRareClasses(rareClassesTask(rows, drawn, targetShares, options), run))
  const isAmountLast = hasAmount && train.schema.fields[order.at(-1) ?? -1]?.role === 'target'
  const amounts = isAmountLast
    ? await fitAmounts(amountsTask(rows, coder.coders[order.at(-1)!]!.centers, options), run)
    : undefined
  const model: SequentialModel = {
    id,
    coder,
    cells,
    order,
    density,
    rareClasses,
    amounts,
    threads: options.threads,
    rowCount: train.rowCount,
    targetShares,
    report: {
      ...figuresOf(density?.figures ?? []),
      warnings: [...released.warnings, ...coder.warnings],
      promises: await promisesOf(coder, train, density, options, run.signal),
    },
  }
  return fittedSequentialTrees(model)
}

function rareClassesTask(
  rows: RareClassesTask['rows'],
  model: DrawModel,
  shares: Float64Array,
  { minimumRows, threads }: SequentialTreesOptions,
): RareClassesTask {
  return { rows, model, shares, rareShare: leastClass, minimumRows, threads }
}

function amountsTask(rows: AmountsTask['rows'], centers: Float64Array, options: SequentialTreesOptions): AmountsTask {
  const { minimumRows, threads } = options
  const density = amountDensity(options, rows.codes[0]!.length)
  return { rows, centers, density, minimumRows, sharedRows: sharedRows(options), threads }
}

/** How the classes of the target were shared in training, so that samples can have the same; `undefined` without one. */
function sharesOf({ schema, rowCount }: Table, order: readonly number[], coded: readonly (CodedValues | undefined)[]) {
  const first = order[0]
  const field = first === undefined ? undefined : schema.fields[first]
  if (field?.role !== 'target') return undefined
  const { codes, size } = coded[first!]!
  if (isAmount(field, size)) return undefined
  const shares = new Float64Array(size)
  for (const code of codes) shares[code]! += 1 / rowCount
  return shares
}

function figuresOf(figures: CodeModel['figures']): Pick<FitReport, 'steps' | 'losses'> {
  return {
    steps: figures.reduce((sum, { rounds }) => sum + rounds.reduce((all, one) => all + one, 0), 0),
    losses: { heldBack: -figures.reduce((sum, { logLikelihood }) => sum + logLikelihood, 0) },
  }
}
