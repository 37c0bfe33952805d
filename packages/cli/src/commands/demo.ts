import type { BaselineRow } from '@asdf/baselines'
import type { CommandContext, CommonOptions } from '../context.ts'
import type { AdaptOptions } from './adapt.ts'
import { checkFiles, tablePath } from '../check-files.ts'
import { note, withProgress } from '../context.ts'
import { openLabelled } from '../labelled.ts'
import { printFigures, printSummary } from '../print-figures.ts'
import { gatherFigures } from '../scoring.ts'
import { adaptWithLog, runLoop, scoreLoop } from './adapt.ts'
import { compareMethods } from './compare.ts'

export interface DemoOptions extends CommonOptions {
  readonly seeds: number
  readonly log: string
}

const firstSeed = 1

/** `asdf demo`: compares, adapts and sums up on the card-fraud data that comes along. */
export async function demo(context: CommandContext, options: DemoOptions): Promise<void> {
  const table = await tablePath('fraud', undefined)
  await checkFiles('demo', { reads: { FILE: table }, writes: { '--log': options.log } })
  const dataset = await openLabelled(context, options, 'fraud', 4)
  const classCount = dataset.classes.length
  const { out } = context.terminal
  const print = options.json !== true

  note(context, options, '\n1. asdf compare fraud --methods trtr,trtr-rf,smote-rf')
  const methods = ['trtr', 'trtr-rf', 'smote-rf']
  const { figures: compared } = await compareMethods(context, dataset, { ...options, methods, seed: firstSeed })
  if (print) printFigures(out, dataset, compared, { classCount, references: true })

  note(context, options, '\n2. asdf adapt fraud --model smote --threshold 0.9 --epochs 30, on the same splits')
  const settings: AdaptOptions = {
    ...options,
    model: 'smote',
    threshold: 0.9,
    epochs: 30,
    batches: 1,
    maximumRatio: 1,
    seed: firstSeed,
  }
  const scores: BaselineRow['scores'][] = []
  let seed = firstSeed
  await withProgress(
    context,
    options,
    async (run) => {
      for (; seed < firstSeed + options.seeds; seed++) {
        // The first run is the one whose log is kept, for a look at what the loop does.
        const start = seed === firstSeed ? adaptWithLog : runLoop
        scores.push(scoreLoop(dataset, await start(dataset, settings, { ...run, seed })))
      }
    },
    () => `[${seed - firstSeed + 1}/${options.seeds}] `,
  )
  const adaptive = gatherFigures('adaptive loop (SMOTE)', scores, classCount)
  note(context, options, `log of the first run in ${options.log}`)

  const figures = [compared[0]!, compared[2]!, adaptive]
  if (!print) {
    out(`${JSON.stringify({ data: 'fraud', seeds: options.seeds, figures: [...compared, adaptive] }, null, 2)}\n`)
    return
  }
  note(context, options, '\n3. In sum\n')
  printSummary(out, figures, classCount)
}
