import { AsdfError } from '@asdf/contract'
import type { Classifier, RunOptions, Table } from '@asdf/contract'
import { oversampleTrainTestReal, trainRealTestReal } from '@asdf/baselines'
import type { BaselineRow } from '@asdf/baselines'
import { classNames, mice, splitTable, targetIndex } from '@asdf/core'
import type { Dataset } from '@asdf/datasets'
import { fitPreparations, imputation } from '@asdf/pipeline'
import type { Preparation } from '@asdf/pipeline'
import { dropUnlabelled, note, openDataset, withProgress } from '../context.ts'
import type { CommandContext, DataOptions } from '../context.ts'
import { formatCount } from '../format-table.ts'
import { methods } from '../methods.ts'
import { createModel } from '../models.ts'
import { printFigures } from '../print-figures.ts'
import { gatherFigures, scoredMetrics, thresholdFor } from '../scoring.ts'
import type { Figures } from '../scoring.ts'

export interface CompareOptions extends DataOptions {
  readonly methods: readonly string[]
  readonly seeds: number
  readonly seed: number
}

/** A table with a target whose classes can be told apart, ready to be split. */
export interface LabelledDataset extends Dataset {
  readonly classes: readonly string[]
}

/** `asdf compare`: trains on real rows and on augmented ones, and tests all on the same real rows. */
export async function compare(context: CommandContext, name: string, options: CompareOptions): Promise<void> {
  const dataset = await openLabelled(context, options, name)
  const figures = await compareMethods(context, dataset, options)
  if (options.json === true) {
    const { seeds, seed } = options
    context.terminal.out(
      `${JSON.stringify({ data: name, rows: dataset.table.rowCount, seeds, seed, figures }, null, 2)}\n`,
    )
    return
  }
  printFigures(context.terminal.out, dataset, figures, { classCount: dataset.classes.length, references: true })
}

/** Runs every method on every split, showing how far it is. */
export async function compareMethods(
  context: CommandContext,
  dataset: LabelledDataset,
  options: Pick<CompareOptions, 'methods' | 'seeds' | 'seed' | 'quiet' | 'json'>,
): Promise<readonly Figures[]> {
  const rows = new Map<string, BaselineRow[]>(options.methods.map((method) => [method, []]))
  let [done, at] = [0, '']
  const total = options.seeds * options.methods.length
  const prefix = () => `[${done + 1}/${total}] ${at}  `
  const warnings = new Set<string>()
  await withProgress(
    context,
    options,
    async (run) => {
      for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
        const parts = await cutAndImpute(dataset.table, { ...run, seed })
        for (const method of options.methods) {
          at = `${methods[method]!.label}, split ${seed}`
          const row = await runMethod(dataset, method, parts, { ...run, seed })
          rows.get(method)!.push(row)
          for (const warning of row.warnings) warnings.add(warning)
          done++
        }
      }
    },
    prefix,
  )
  for (const warning of warnings) note(context, options, `note: ${warning}`)
  return options.methods.map((method) => {
    const scores = rows.get(method)!.map((row) => row.scores)
    return gatherFigures(methods[method]!.label, scores, dataset.classes.length)
  })
}

/** Reads a table whose rows all have a class, and says what it is. */
export async function openLabelled(
  context: CommandContext,
  options: DataOptions,
  name: string,
): Promise<LabelledDataset> {
  const dataset = await openDataset(context, options, name)
  const hasTarget = dataset.table.schema.fields.some((field) => field.role === 'target')
  if (!hasTarget) {
    const names = dataset.table.schema.fields.map((field) => field.name).join(', ')
    throw new AsdfError('ASDF_OPTION_INVALID', `--target is needed: name the column to predict, one of ${names}`, {
      option: '--target',
      received: undefined,
    })
  }
  const { table, dropped } = await dropUnlabelled(dataset.table)
  const classes = classNames(table.schema.fields[targetIndex(table.schema, 'compare')]!)
  if (dropped > 0) note(context, options, `left out ${formatCount(dropped)} rows without a value in the target`)
  note(
    context,
    options,
    `${name}: ${formatCount(table.rowCount)} rows, ${table.columns.length} columns, ${classes.length} classes`,
  )
  return { ...dataset, table, classes }
}

interface Parts {
  readonly train: Table
  readonly validation: Table
  readonly test: Table
}

/** Splits before anything looks at the data; imputes, where values are missing, by what the training rows say. */
async function cutAndImpute(table: Table, run: RunOptions): Promise<Parts> {
  const { train, validation, test } = splitTable(table, { seed: run.seed })
  const prepared = await fitPreparations(train, preparationsFor(table), run)
  return {
    train: prepared.train,
    validation: await prepared.apply(validation, run),
    test: await prepared.apply(test, run),
  }
}

/** Imputation by chained equations where a feature has missing values; nothing where none has. */
export function preparationsFor(table: Table): Preparation[] {
  const isHoled = table.columns.some((column) => column.valid?.includes(0) === true)
  return isHoled ? [imputation(mice({ imputations: 1 }))] : []
}

async function runMethod(dataset: LabelledDataset, name: string, parts: Parts, run: RunOptions): Promise<BaselineRow> {
  const method = methods[name]!
  const classifier: Classifier = await method.createClassifier()
  const input = {
    ...parts,
    classifier,
    metrics: scoredMetrics,
    ...thresholdFor(dataset.classes.length),
    ...(dataset.info?.rowsPerRow === undefined ? {} : { classWeights: dataset.info.rowsPerRow }),
  }
  if (!method.oversample) return trainRealTestReal(input, run)
  const synthesizer = await createModel('smote', parts.train, { ratio: 'auto' })
  return oversampleTrainTestReal({ ...input, synthesizer }, run)
}
