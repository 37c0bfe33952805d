import type { FittedSynthesizer, RunOptions, Table } from '@asdf/contract'
import type { CommandContext, DataOptions } from '../context.ts'
import type { ModelOptions } from '../model-options.ts'
import type { TrainingFiles } from '../training-files.ts'
import { areSameFile, checkFiles, tablePath } from '../check-files.ts'
import { note, noteRules, noteWarnings, withProgress } from '../context.ts'
import { formatBytes, formatCount } from '../format-table.ts'
import { checkModelOptions, modelFor, schemaChoice } from '../model-options.ts'
import { modelFamily } from '../models.ts'
import { openRows } from '../open-rows.ts'
import { withCheckpoints, writeLossPlot } from '../training-files.ts'
import { usageError } from '../usage-error.ts'

export interface FitOptions extends DataOptions, ModelOptions, TrainingFiles {
  readonly withTrainingRows?: boolean
  readonly seed: number
  readonly output: string
}

/** `asdf fit`: learns a model of a table and writes it to a file, for `asdf sample`. */
export async function fit(context: CommandContext, name: string, options: FitOptions): Promise<void> {
  checkOptions(options)
  await checkFitFiles(options, name)
  const { writeArtifactFile } = await import('@asdf/core/node')
  const { table, dropped } = await openRows(context, options, name, false)
  const { signal } = context
  const { model, fitted } = await withProgress(context, options, (run) =>
    learn(options, table, { ...run, signal, seed: options.seed }),
  )
  const { steps, losses, warnings: found, promises = [], rules = [] } = fitted.report
  const warnings = [...warningsOf(options), ...found]
  noteWarnings(context, options, warnings)
  noteRules(context, options, rules)
  const bytes = await writeArtifactFile(options.output, fitted.save(), { signal })
  await writeLossPlot(options, fitted.report, signal)
  const { output, seed } = options
  const { rowCount: rows, columns } = table
  const source = `fitted ${options.model} on ${formatCount(rows)} rows and ${columns.length} columns`
  note(context, options, `${source}; wrote ${output} (${formatBytes(bytes)})`)
  if (options.json !== true) return
  const learned = { rows, columns: columns.length, unlabelledRows: dropped, steps, losses }
  const summary = {
    output,
    bytes,
    model: options.model,
    synthesizer: model,
    ...learned,
    seed,
    warnings,
    promises,
    rules,
  }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}

async function checkFitFiles(options: FitOptions, name: string): Promise<void> {
  const { part, output, checkpoint, resume, lossPlot } = options
  // A training may go on from the file that it keeps saving itself to.
  const kept = (await areSameFile(resume, checkpoint)) ? undefined : resume
  await checkFiles('fit', {
    reads: { FILE: await tablePath(name, part), '--resume': kept },
    writes: { '--output': output, '--checkpoint': checkpoint, '--loss-plot': lossPlot },
  })
}

async function learn(
  options: FitOptions,
  table: Table,
  run: RunOptions & { readonly signal: AbortSignal },
): Promise<{ readonly model: string; readonly fitted: FittedSynthesizer }> {
  const model = await modelFor(options, { train: table, ratio: 'auto' })
  // Only GANs know of checkpoints; others pass them over.
  const fitted = await withCheckpoints(options, run.signal, (extra) =>
    model.fit(table, { ...run, ...schemaChoice(options), ...extra }),
  )
  return { model: fitted.id, fitted }
}

function warningsOf({ model, output }: FitOptions): readonly string[] {
  return modelFamily(model) === 'smote' ? [`${output} holds training rows as they are: keep it as you keep them`] : []
}

function checkOptions(options: FitOptions): void {
  const { model, output, withTrainingRows, checkpoint, resume, lossPlot } = options
  checkModelOptions('fit', options)
  if (output === '-') throw usageError('fit', '--output', output, 'must be a file: a model is no text')
  const isSmote = modelFamily(model) === 'smote'
  if (isSmote && withTrainingRows !== true) {
    const fault =
      `${model} makes rows from the training rows, so its file would hold them as they are; ` +
      'say --with-training-rows if that is what you want, make rows at once with asdf synth, or fit another model'
    throw usageError('fit', '--model', model, fault)
  }
  for (const [option, received] of Object.entries({
    '--checkpoint': checkpoint,
    '--resume': resume,
    '--loss-plot': lossPlot,
  })) {
    if (received === undefined || modelFamily(model) === 'gan') continue
    throw usageError('fit', option, received, `is for GAN models, not for ${model}`)
  }
  if (withTrainingRows === true && !isSmote)
    throw usageError(
      'fit',
      '--with-training-rows',
      true,
      `is for SMOTE models; a file of ${model} holds no training row`,
    )
}
