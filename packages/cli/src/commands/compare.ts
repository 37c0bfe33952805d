import type { BaselineInput, BaselineRow } from '@asdf/baselines'
import type { Classifier, RunOptions, Synthesizer, Table } from '@asdf/contract'
import type { CommandContext, CommonOptions } from '../context.ts'
import type { RuleOptions } from '../declared-rules.ts'
import type { LabelledDataset, LabelledOptions } from '../labelled.ts'
import type { Figures } from '../scoring.ts'
import { oversampleTrainTestReal, trainRealTestReal } from '@asdf/baselines'
import { AsdfError } from '@asdf/contract'
import { classCounts, classNames, createRng, splitTable, targetIndex } from '@asdf/core'
import { fitPreparations } from '@asdf/pipeline'
import { noteWarnings, withProgress } from '../context.ts'
import { checkRuleOptions, ruleSettingsOfParts } from '../declared-rules.ts'
import { imputationFor, openLabelled } from '../labelled.ts'
import { methods } from '../methods.ts'
import { createModel, modelFamily } from '../models.ts'
import { printFigures } from '../print-figures.ts'
import { gatherFigures, scoredMetrics, scoringOf } from '../scoring.ts'
import { usageError } from '../usage-error.ts'

export interface CompareOptions extends LabelledOptions {
  readonly methods: readonly string[]
  readonly seeds: number
  readonly seed: number
  /** Of methods with a GAN. */
  readonly epochs?: number
}

/** What comes of running every method on every split. */
export interface Comparison {
  readonly figures: readonly Figures[]
  readonly warnings: readonly string[]
}

/** `asdf compare`: trains on real rows, augmented and synthetic ones, and tests all on the same real rows. */
export async function compare(context: CommandContext, name: string, options: CompareOptions): Promise<void> {
  if (options.epochs !== undefined && !options.methods.some(usesGan))
    throw usageError(
      'compare',
      '--epochs',
      options.epochs,
      `is for methods with a GAN, got ${options.methods.join(', ')}`,
    )
  checkRuleOptions('compare', options)
  const dataset = await openLabelled(context, options, name, 3)
  const { figures, warnings } = await compareMethods(context, dataset, options)
  if (options.json === true) {
    const { seeds, seed } = options
    const { target, positive, table } = dataset
    const result = { data: name, target, positive, rows: table.rowCount, seeds, seed, figures, warnings }
    context.terminal.out(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  noteWarnings(context, options, warnings)
  printFigures(context.terminal.out, dataset, figures, { classCount: dataset.classes.length, references: true })
}

/** Runs every method on every split, showing how far it is. */
export async function compareMethods(
  context: CommandContext,
  dataset: LabelledDataset,
  options: CommonOptions & RuleOptions & Pick<CompareOptions, 'methods' | 'seeds' | 'seed' | 'epochs'>,
): Promise<Comparison> {
  const rows = new Map<string, BaselineRow[]>(options.methods.map((method) => [method, []]))
  const warnings: string[] = []
  const total = options.seeds * options.methods.length
  let [done, at] = [0, '']
  await withProgress(
    context,
    options,
    async (run) => {
      for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
        at = `split ${seed}`
        const parts = await cutAndImpute(dataset.table, { ...run, seed })
        for (const method of options.methods) {
          at = `${methods[method]!.label}, split ${seed}`
          const row = await runMethod(dataset, { name: method, options }, parts, { ...run, seed })
          rows.get(method)!.push(row)
          warnings.push(...row.warnings)
          done++
        }
      }
    },
    () => `[${done + 1}/${total}] ${at}  `,
  )
  const figures = options.methods.map((method) => {
    const scores = rows.get(method)!.map((row) => row.scores)
    return gatherFigures(methods[method]!.label, scores, dataset.classes.length)
  })
  return { figures, warnings: [...new Set(warnings)] }
}

interface Parts {
  readonly train: Table
  readonly validation: Table
  readonly test: Table
}

/** Splits before anything looks at the data; imputes, where values are missing, by what the training rows say. */
async function cutAndImpute(table: Table, run: RunOptions): Promise<Parts> {
  const { train, validation, test } = splitTable(table, { seed: run.seed })
  const prepared = await fitPreparations(train, imputationFor(table), run)
  return {
    train: prepared.train,
    validation: await prepared.apply(validation, run),
    test: await prepared.apply(test, run),
  }
}

interface MethodCall {
  readonly name: string
  readonly options: RuleOptions & Pick<CompareOptions, 'epochs'>
}

async function runMethod(
  dataset: LabelledDataset,
  { name, options }: MethodCall,
  parts: Parts,
  run: RunOptions,
): Promise<BaselineRow> {
  const method = methods[name]!
  const classifier: Classifier = await method.createClassifier()
  const input = { ...parts, classifier, ...scoringOf(dataset), metrics: scoredMetrics }
  if (method.trainOn === 'real') return trainRealTestReal(input, run)
  const settings = { ratio: 'auto' as const, ...ruleSettingsOfParts(options) }
  if (method.trainOn !== 'oversampled') {
    const { model } = method.trainOn
    const { epochs } = options
    const own = { ...settings, ...(epochs === undefined || !usesGan(name) ? {} : { epochs }) }
    return trainSyntheticTestReal(input, await createModel(model, parts.train, own), run, method.label)
  }
  const synthesizer = await createModel('smote', parts.train, settings)
  return oversampleTrainTestReal({ ...input, synthesizer }, run)
}

function usesGan(name: string): boolean {
  const { trainOn } = methods[name]!
  return typeof trainOn === 'object' && modelFamily(trainOn.model) === 'gan'
}

/** Trains on as many synthetic rows as there are training rows, and on no real one. `label` is the method's, for errors. */
async function trainSyntheticTestReal(
  input: BaselineInput,
  synthesizer: Synthesizer,
  run: RunOptions,
  label: string,
): Promise<BaselineRow> {
  const { rowCount } = input.train
  const child = { ...run, seed: createRng(run.seed).fork('synthesizer').nextUint32() }
  const fitted = await synthesizer.fit(input.train, { ...child, schema: 'training' })
  const made = await fitted.sample(rowCount, child)
  checkTwoClasses(made, label, run.seed)
  const row = await trainRealTestReal({ ...input, train: made }, run)
  return {
    ...row,
    method: 'trainSyntheticTestReal',
    syntheticRows: rowCount,
    warnings: [...fitted.report.warnings, ...row.warnings],
  }
}

/** Made rows may lack a class of which there are too few real ones to learn it from. */
function checkTwoClasses({ schema, columns }: Table, label: string, seed: number): void {
  const target = targetIndex(schema, 'compare')
  const field = schema.fields[target]!
  const counts = classCounts(field, columns[target]!)
  const present = classNames(field).filter((_, code) => counts[code]! > 0)
  if (present.length > 1) return
  throw new AsdfError(
    'ASDF_TOO_FEW_ROWS',
    `${label}, split ${seed}: all rows that the model made have the class '${present[0]}', because too few training rows ` +
      'have another one to learn it from; give the table more of them, or leave the method out of --methods',
    { required: 2, received: present.length },
  )
}
