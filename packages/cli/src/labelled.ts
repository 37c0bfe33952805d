import type { Table } from '@asdf/contract'
import type { Dataset } from '@asdf/datasets'
import type { Preparation } from '@asdf/pipeline'
import type { CommandContext, DataOptions } from './context.ts'
import type { RuleOptions } from './declared-rules.ts'
import { classCounts, classNames, mice, minMaxEncoder, readWeights } from '@asdf/core'
import { imputation, scaling } from '@asdf/pipeline'
import { note, openDataset } from './context.ts'
import { checkRules } from './declared-rules.ts'
import { holedFeatures, noteEmptyColumns } from './fill-nulls.ts'
import { formatCount } from './format-table.ts'
import { withTextIdentifiers } from './identifiers.ts'
import { modelFamily } from './models.ts'
import { checkClassSizes, dropRareClasses, dropUnlabelled, requireTarget, withPositiveClass } from './target.ts'

export interface LabelledOptions extends DataOptions, RuleOptions {
  readonly positive?: string
  readonly minimumClassRows?: number
  /** The model that is to take the rows as they are, missing values and all; imputed for models that cannot. */
  readonly model?: string
}

/** A table whose target has classes that can be told apart and split, the positive one of two in second place. */
export interface LabelledDataset extends Dataset {
  readonly target: string
  readonly classes: readonly string[]
  readonly positive?: string
  /** How many rows of the full data a test row of each class stands for, where that is known. */
  readonly rowsPerRow?: Readonly<Record<string, number>>
}

/** Reads a table to train and test on, and says what it is. `partCount` parts are to be cut, each with all classes. */
export async function openLabelled(
  context: CommandContext,
  options: LabelledOptions,
  name: string,
  partCount: number,
): Promise<LabelledDataset> {
  const dataset = await openDataset(context, options, name)
  const target = requireTarget(dataset.table, 'to train and test')
  // Before rows are left out and split, so that an error names the row of the file.
  readWeights(name, dataset.table)
  await checkRules(options, dataset.table)
  noteEmptyColumns(context, options, dataset.table)
  const { table: labelled, dropped } = dropUnlabelled(withTextIdentifiers(dataset.table), target)
  if (dropped > 0) note(context, options, `left out ${formatCount(dropped)} rows without a value in the target`)
  const common = dropRareClasses(labelled, target, options.minimumClassRows ?? 0)
  if (common.dropped.length > 0)
    note(context, options, `left out the rows of rare classes: ${common.dropped.join(', ')}`)
  checkClassSizes(common.table, target, partCount)
  const { table, positive } = withPositiveClass(common.table, target, options.positive)
  const field = table.schema.fields[target]!
  describe(context, options, name, table, { target, ...(positive === undefined ? {} : { positive }) })
  const { info } = dataset
  return {
    ...dataset,
    table,
    target: field.name,
    classes: classNames(field),
    ...(positive === undefined ? {} : { positive }),
    ...(info?.rowsPerRow !== undefined && info.target === field.name ? { rowsPerRow: info.rowsPerRow } : {}),
  }
}

/** Imputation by chained equations where a feature has missing values; nothing where none has. */
export function imputationFor(table: Table): readonly Preparation[] {
  return holedFeatures(table).length > 0 ? [imputation(mice({ imputations: 1 }))] : []
}

type LoopOptions = Pick<RuleOptions, 'rule'> & { readonly model: string }

/** Whether the loop brings numbers to [0, 1] (paper, section VI.B): for SMOTE, unless rules are declared of the numbers. */
export function isScaledForLoop({ model, rule }: LoopOptions): boolean {
  return modelFamily(model) === 'smote' && rule === undefined
}

/**
 * What the loop does before it starts: impute where needed, and scale. Nothing for models of whole tables: they take
 * missing values and the steps of a column as they are, and boosted trees need neither.
 */
export function loopPreparations(table: Table, options: LoopOptions): readonly Preparation[] {
  if (modelFamily(options.model) !== 'smote') return []
  return [...imputationFor(table), ...(isScaledForLoop(options) ? [scaling(minMaxEncoder())] : [])]
}

function describe(
  context: CommandContext,
  options: LabelledOptions,
  name: string,
  table: Table,
  { target, positive }: { readonly target: number; readonly positive?: string },
): void {
  const field = table.schema.fields[target]!
  const names = classNames(field)
  note(
    context,
    options,
    `${name}: ${formatCount(table.rowCount)} rows, ${table.columns.length} columns, ${names.length} classes`,
  )
  if (positive !== undefined) {
    const count = classCounts(field, table.columns[target]!)[names.indexOf(positive)]!
    note(context, options, `positive class: ${positive} (${((100 * count) / table.rowCount).toFixed(2)} %)`)
  }
  const takesNulls = options.model !== undefined && modelFamily(options.model) !== 'smote'
  const holed = takesNulls ? [] : holedFeatures(table)
  if (holed.length > 0)
    note(context, options, `missing values in ${holed.join(', ')} are imputed, by what training rows say`)
}
