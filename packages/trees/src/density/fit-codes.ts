import type { Pace } from '../pace.ts'
import type { CodeModel, CodeState, ColumnFigures, DensityRun } from './code-model.ts'
import type { CodedColumn } from './coded-column.ts'
import type { DensityOptions } from './density-options.ts'
import type { FitPlan, FitResult, FitTask } from './fit-tasks.ts'
import type { FittedColumn, ModelDigit } from './fitted-column.ts'
import { checkForms, checkRun, createRng, permutation } from '@asdf/core'
import { aCodeState } from '../argument-forms.ts'
import { createPace } from '../pace.ts'
import { threadCount } from '../threads/thread-count.ts'
import { checkCodedColumns } from './coded-column.ts'
import { createCodeModel } from './create-code-model.ts'
import { checkDensityOptions } from './density-options.ts'
import { widthOf } from './digit-room.ts'
import { columnOf, digitsOf } from './fit-tasks.ts'
import { checkThreads, runTasks } from './run-tasks.ts'
import { takeScreeningSample } from './screen-features.ts'
import { columnsOf } from './state.ts'

const where = 'fitCodes'

/**
 * Fits p(x0) p(x1 | x0) p(x2 | x0, x1) ... over columns in modelling order. Each conditional is softmax boosting with one
 * tree a round for all classes, whose structure is chosen on random sketches of the gradient (Iosipoi and Vakhrushev,
 * "SketchBoost", NeurIPS 2022), and whose leaves multiply the probability of each class by a power of the ratio of
 * observed to expected rows. Held-back rows decide when to stop.
 */
export async function fitCodes(
  columns: readonly CodedColumn[],
  options: Partial<DensityOptions>,
  run: DensityRun,
): Promise<CodeModel> {
  const checked = checkDensityOptions(where, options)
  checkCodedColumns(where, columns)
  checkThreads(where, run.threads)
  checkRun(where, run)
  const pace = createPace(run.signal)
  const planned = await planTasks(columns, checked, pace)
  const threads = Math.min(planned.tasks.length, threadCount(run.threads ?? null, planned.visits))
  const plan = await planFit(columns, checked, { seed: run.seed, isShared: threads > 1, pace })
  const total = columns.length + (hasClosing(columns, checked) ? 1 : 0)
  const left = new Array<number>(total).fill(0)
  for (const { column } of planned.tasks) left[column]!++
  let done = 0
  const results = await runTasks<FitResult>({
    job: { kind: 'density-fit', plan, tasks: planned.tasks },
    count: planned.tasks.length,
    threads,
    signal: run.signal,
    onResult({ column }) {
      if (--left[column]! > 0) return
      run.onProgress?.({ phase: 'fit', step: ++done, totalSteps: total })
    },
  })
  const byColumn: FitResult[][] = left.map(() => [])
  for (const result of results) byColumn[result.column]!.push(result)
  const fitted: FittedColumn[] = []
  for (const [column, own] of byColumn.entries()) {
    fitted.push(assemble(plan, column, own))
    if (pace.isDue()) await pace.turn()
  }
  return createCodeModel(fitted.slice(0, columns.length), fitted[columns.length] ?? null)
}

/** The model that `state` was taken from, which draws the same rows; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreCodes(state: CodeState): CodeModel {
  checkForms('restoreCodes', { state: [state, aCodeState] })
  const { columns, closing } = columnsOf(state)
  return createCodeModel(columns, closing)
}

/** A task for every digit, those of most work first, and how often they visit a cell, about. */
async function planTasks(
  columns: readonly CodedColumn[],
  options: DensityOptions,
  pace: Pace,
): Promise<{ readonly tasks: readonly FitTask[]; readonly visits: number }> {
  const closing = hasClosing(columns, options) ? [columns[0]!] : []
  const tasks: (FitTask & { readonly work: number })[] = []
  for (const [index, column] of [...columns, ...closing].entries()) {
    const features = Math.min(index, options.maximumFeatures)
    for (const [digit, { classes }] of digitsOf(column, index % columns.length, options).digits.entries()) {
      const work = features === 0 || index < options.given ? 1 : features + widthOf(classes) / 2 + 4
      // The closing column never stops early; few rounds are left for the second digit.
      const factor = index === columns.length ? 4 : digit === 0 ? 1 : 0.5
      tasks.push({ column: index, digit, work: factor * work })
    }
    if (pace.isDue()) await pace.turn()
  }
  tasks.sort((a, b) => b.work - a.work || a.column - b.column || a.digit - b.digit)
  const visits = tasks.reduce((sum, { work }) => sum + work, 0) * columns[0]!.codes.length * rounds
  return { tasks: tasks.map(({ column, digit }) => ({ column, digit })), visits }
}

/** Without others there is nothing to model the first column by. */
function hasClosing(columns: readonly CodedColumn[], { endWithFirstColumn }: DensityOptions): boolean {
  return endWithFirstColumn && columns.length > 1
}

// How many trees a digit takes, about.
const rounds = 20

/** Puts the rows in random order, where every thread can read them. */
async function planFit(
  columns: readonly CodedColumn[],
  options: DensityOptions,
  { seed, isShared, pace }: { readonly seed: number; readonly isShared: boolean; readonly pace: Pace },
): Promise<FitPlan> {
  const rowCount = columns[0]!.codes.length
  const order = permutation(rowCount, createRng(seed).fork('rows'))
  const bytes = rowCount * columns.length
  const codes = new Uint8Array(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  for (const [index, column] of columns.entries()) {
    const at = index * rowCount
    for (let i = 0; i < rowCount; i++) codes[at + i] = column.codes[order[i]!]!
    if (pace.isDue()) await pace.turn()
  }
  const layouts = columns.map(({ size, ordered, atoms }) => ({ size, ordered, ...(atoms && { atoms }) }))
  const heldBack = Math.min(rowCount - 1, Math.ceil(rowCount * options.heldBackShare))
  const plan = { options, seed, rowCount, training: rowCount - heldBack }
  const codesOf = (index: number) => codes.subarray(index * rowCount, (index + 1) * rowCount)
  const screening = await takeScreeningSample(layouts, codesOf, rowCount, pace)
  return { ...plan, columns: layouts, codes, screening }
}

function assemble(plan: FitPlan, index: number, results: readonly FitResult[]): FittedColumn {
  const column = columnOf(plan, index)
  const { starts, digits } = digitsOf(column, index % plan.columns.length, plan.options)
  const fits = digits.map((_, digit) => results.find((one) => one.column === index && one.digit === digit)!)
  return {
    size: column.size,
    ordered: column.ordered,
    starts,
    digits: digits.map(({ classes, table }, digit): ModelDigit => {
      const { fitted, features } = fits[digit]!
      const rows = new Float32Array(classes * table.length)
      table.forEach((shares, row) => rows.set(shares, row * classes))
      return { classes, table: rows, features, trees: fitted.trees, factors: fitted.factors }
    }),
    figures: figuresOf(fits, plan),
  }
}

/** The second digit is asked of a part of the rows only; those outside of it follow from their group. */
function figuresOf(fits: readonly FitResult[], { rowCount, training }: FitPlan): ColumnFigures {
  const scored = training < rowCount ? rowCount - training : rowCount
  const perRow = (sum: (fit: FitResult) => number) =>
    fits.reduce((total, fit, digit) => total + sum(fit) / (digit === 0 ? fit.scoredRows : scored), 0)
  return {
    rounds: fits.map(({ fitted }) => fitted.trees.length),
    logLikelihood: perRow(({ fitted }) => fitted.logLikelihood),
    marginalLogLikelihood: perRow(({ fitted }) => fitted.marginalLogLikelihood),
  }
}
