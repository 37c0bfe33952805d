import type { Column, Field, FittedSynthesizer, RunOptions, Synthesizer, Table } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { checkRun } from './check-run.ts'
import { checkColumn, checkTableForm } from './check-table.ts'
import { classCode, classCounts, classNames, targetIndex } from './fields.ts'
import { renewIdentifiers } from './identifiers.ts'
import { optionError } from './options.ts'
import { createRng } from './random.ts'
import { appendTables } from './table.ts'

/**
 * How many rows each class should have: `auto` brings every class that has rows up to the largest class; numbers say how
 * many rows a class should have for each row of the largest, 1000 at most, and leave the classes that they do not name.
 */
export type BalanceRatio = 'auto' | Readonly<Record<string, number>>

export interface Oversampled {
  /** The training rows, then the synthetic ones, class by class. */
  readonly table: Table
  readonly syntheticCount: number
  /** Synthetic rows of each class, by code. */
  readonly counts: Uint32Array
  readonly fitted: FittedSynthesizer
  /** Classes that `auto` had to leave as they are, and the warnings of the fit. */
  readonly warnings: readonly string[]
}

/** Larger ratios are taken for a number of rows: a table of them does not fit into memory. */
const mostRatio = 1000

/** Refuses a ratio that is neither `auto` nor an object of numbers above 0 and at most 1000. `where` names the algorithm. */
export function checkRatio(where: string, ratio: unknown): void {
  if (ratio === 'auto') return
  const entries = typeof ratio === 'object' && ratio !== null && !Array.isArray(ratio) ? Object.entries(ratio) : []
  if (entries.length === 0) {
    throw optionError(where, 'ratio', ratio, `must be 'auto' or an object such as { fraud: 0.5 }`)
  }
  for (const [name, value] of entries) {
    if (typeof value === 'number' && value > 0 && value <= mostRatio) continue
    throw optionError(where, 'ratio', ratio, `must give class '${name}' a number above 0 and at most ${mostRatio}`)
  }
}

/**
 * How many rows each class lacks under `ratio`, by code: 0 for a class that has enough. A class name that the field does
 * not have is an `ASDF_OPTION_INVALID`. Nulls in the column are not counted.
 */
export function balancingCounts(field: Field, column: Column, ratio: BalanceRatio): Uint32Array {
  checkRatio('balancingCounts', ratio)
  const counts = classCounts(field, column)
  const majority = counts.reduce((largest, count) => Math.max(largest, count), 0)
  if (ratio === 'auto') return counts.map((count) => (count === 0 ? 0 : majority - count))
  const needed = new Uint32Array(counts.length)
  for (const [name, value] of Object.entries(ratio)) {
    const code = classCode(field, name)
    needed[code] = Math.max(0, Math.round(value * majority) - counts[code]!)
  }
  return needed
}

/**
 * Fits `synthesizer`, which must be conditional, on `train` and adds the rows that its classes lack under `ratio`.
 * Under `auto` a class for which the synthesizer says `ASDF_TOO_FEW_ROWS` or `ASDF_CONDITION_UNREACHABLE` is left as it
 * is, with a warning.
 */
export async function oversample(
  train: Table,
  synthesizer: Synthesizer,
  ratio: BalanceRatio,
  run: RunOptions,
): Promise<Oversampled> {
  checkRun('oversample', run)
  checkTableForm('oversample', train)
  checkIsSynthesizer(synthesizer)
  const target = targetIndex(train.schema, 'oversample')
  const field = train.schema.fields[target]!
  // The fit looks at the other cells.
  checkColumn('oversample', field, train.columns[target]!)
  const needed = balancingCounts(field, train.columns[target]!, ratio)
  // Its rows go beside the training rows, whose categories they share.
  const fitted = await synthesizer.fit(train, { ...run, schema: 'training' })
  const warnings = [...reasonsForNone(field, train.columns[target]!, needed), ...fitted.report.warnings]
  const parts: Table[] = []
  for (const [code, name] of classNames(field).entries()) {
    if (needed[code] === 0) continue
    try {
      const seed = createRng(run.seed).fork('oversample').fork(code).nextUint32()
      const where = { [field.name]: field.kind === 'boolean' ? code === 1 : name }
      parts.push(await fitted.sample(needed[code]!, { ...run, seed, where }))
    } catch (error) {
      const isTooSmall = isAsdfError(error, 'ASDF_TOO_FEW_ROWS') || isAsdfError(error, 'ASDF_CONDITION_UNREACHABLE')
      if (ratio !== 'auto' || !isTooSmall) throw error
      warnings.push(`class '${name}' was left as it is: ${error.message}`)
      needed[code] = 0
    }
  }
  const [first, ...rest] = parts
  if (first === undefined) return { table: train, syntheticCount: 0, counts: needed, fitted, warnings }
  const made = renewIdentifiers(rest.length === 0 ? first : appendTables(first, ...rest), train)
  const table = appendTables(train, made)
  return { table, syntheticCount: made.rowCount, counts: needed, fitted, warnings: [...new Set(warnings)] }
}

/** From JavaScript it may be the factory that was not called, or nothing. */
function checkIsSynthesizer(synthesizer: unknown): void {
  if (typeof (synthesizer as Partial<Synthesizer> | null | undefined)?.fit === 'function') return
  throw optionError('oversample', 'synthesizer', synthesizer, 'must be a configured synthesizer, such as smote()')
}

/** Why no class lacks rows; nothing where one does. */
function reasonsForNone(field: Field, column: Column, needed: Uint32Array): readonly string[] {
  if (needed.some((count) => count > 0)) return []
  const counts = classCounts(field, column)
  const present = classNames(field).filter((_, code) => counts[code]! > 0)
  const name = `column '${field.name}'`
  if (present.length === 0) return [`${name} has no class in any row, so nothing was added`]
  if (present.length === 1)
    return [`${name} has the class '${present[0]!}' alone: there is nothing to balance it with, so nothing was added`]
  return [`no class of ${name} lacks rows under this ratio, so nothing was added`]
}
