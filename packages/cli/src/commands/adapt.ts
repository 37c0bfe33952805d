import type { BaselineRow } from '@asdf/baselines'
import type { PredictionMetric, RunOptions } from '@asdf/contract'
import type { AdaptResult, LogEntry } from '@asdf/pipeline'
import type { CommandContext } from '../context.ts'
import type { LabelledDataset, LabelledOptions } from '../labelled.ts'
import type { ClassifierName } from '../methods.ts'
import { scorePredictions } from '@asdf/baselines'
import { replaceFile } from '@asdf/core/node'
import { averagePrecisionMetric, f1Scores, macroF1Metric, predictedClasses } from '@asdf/metrics'
import { adapt, formatLogEntry, thresholdPolicy } from '@asdf/pipeline'
import { gradientBoosting } from '@asdf/trees'
import { checkFiles, tablePath } from '../check-files.ts'
import { note, noteWarnings, withProgress } from '../context.ts'
import { ruleSettingsOfParts } from '../declared-rules.ts'
import { formatCount } from '../format-table.ts'
import { isScaledForLoop, loopPreparations, openLabelled } from '../labelled.ts'
import { classifiers } from '../methods.ts'
import { checkModelOptions } from '../model-options.ts'
import { createModel } from '../models.ts'
import { printFigures } from '../print-figures.ts'
import { gatherFigures, scoringOf } from '../scoring.ts'
import { usageError } from '../usage-error.ts'

export interface AdaptOptions extends LabelledOptions {
  readonly model: string
  readonly privacy?: number
  readonly threshold: number
  readonly epochs: number
  readonly batches: number
  readonly maximumRatio: number
  /** The classifier that gives synthetic rows soft labels. */
  readonly teacher?: ClassifierName
  /** Steps of a model that can be steered: before the first epoch, and between epochs. */
  readonly warmUp?: number
  readonly steps?: number
  readonly seed: number
  readonly log: string
}

/** The model that goes on training while the loop runs. */
const steerable = 'adaptive'

// The first one chooses the epoch that is kept; the second is shown beside it.
const watchedMetrics: readonly [PredictionMetric, ...PredictionMetric[]] = [averagePrecisionMetric, macroF1Metric]

/** `asdf adapt`: runs the adaptive loop, shows it live and writes its log. */
export async function adaptTable(context: CommandContext, name: string, options: AdaptOptions): Promise<void> {
  checkSteering(options)
  const table = await tablePath(name, options.part)
  await checkFiles('adapt', { reads: { FILE: table }, writes: { '--log': options.log } })
  const dataset = await openLabelled(context, options, name, 4)
  const result = await withProgress(context, options, (run) =>
    adaptWithLog(dataset, options, { ...run, seed: options.seed }),
  )
  const figures = [gatherFigures('adaptive loop', [scoreLoop(dataset, result)], dataset.classes.length)]
  const { bestEpoch, syntheticRows, warnings } = result
  if (options.json === true) {
    context.terminal.out(
      `${JSON.stringify({ data: name, bestEpoch, syntheticRows, log: options.log, figures, warnings }, null, 2)}\n`,
    )
    return
  }
  noteWarnings(context, options, warnings)
  const drawn = `${formatCount(syntheticRows)} synthetic rows in all its epochs`
  note(context, options, `kept epoch ${bestEpoch} of ${options.epochs}, which had seen ${drawn}; log in ${options.log}`)
  printFigures(context.terminal.out, dataset, figures, { classCount: dataset.classes.length, references: false })
}

function checkSteering(options: AdaptOptions): void {
  const { model, warmUp, steps } = options
  const { epochs: _, ...ofModel } = options
  checkModelOptions('adapt', ofModel)
  for (const [option, received] of Object.entries({ '--warm-up': warmUp, '--steps': steps })) {
    if (received === undefined || model === steerable) continue
    throw usageError('adapt', option, received, `is for models that can be steered: ${steerable}, not ${model}`)
  }
}

/** One run of the loop whose log takes the place of `options.log` when the run is done, and leaves no trace otherwise. */
export function adaptWithLog(dataset: LabelledDataset, options: AdaptOptions, run: RunOptions): Promise<AdaptResult> {
  const signal = run.signal === undefined ? {} : { signal: run.signal }
  return replaceFile(
    options.log,
    (append) => runLoop(dataset, options, run, (entry) => append(formatLogEntry(entry))),
    signal,
  )
}

/** One run of the loop. */
export async function runLoop(
  dataset: LabelledDataset,
  options: AdaptOptions,
  run: RunOptions,
  log: (entry: LogEntry) => void | Promise<void> = () => {},
): Promise<AdaptResult> {
  const { table } = dataset
  const privacy = options.privacy === undefined ? {} : { privacy: options.privacy }
  const isScaled = isScaledForLoop(options)
  // No rule can be read in scaled numbers.
  const rules = isScaled ? {} : ruleSettingsOfParts(options)
  return adapt(
    table,
    {
      classifier: gradientBoosting(),
      synthesizer: await createModel(options.model, table, { ratio: 'auto', ...rules, ...privacy }),
      ...(options.teacher !== undefined && { teacher: await classifiers[options.teacher]() }),
      policy: thresholdPolicy({ threshold: options.threshold, maximumRatio: options.maximumRatio }),
      classScores: (predictions) =>
        f1Scores(predictions.truth, predictedClasses(predictions), predictions.classes.length),
      metrics: watchedMetrics,
      preparations: loopPreparations(table, options),
      epochs: options.epochs,
      batchesPerEpoch: options.batches,
      ...(options.warmUp === undefined ? {} : { synthesizerWarmUpSteps: options.warmUp }),
      ...(options.steps === undefined ? {} : { synthesizerStepsPerEpoch: options.steps }),
      log,
    },
    run,
  )
}

/** Scores the loop's one look at the test rows as the baselines are scored. */
export function scoreLoop(dataset: LabelledDataset, { validation, test }: AdaptResult): BaselineRow['scores'] {
  return scorePredictions({ validation, test }, scoringOf(dataset))
}
