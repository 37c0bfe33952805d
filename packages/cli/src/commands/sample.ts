import type { CommandContext, CommonOptions } from '../context.ts'
import type { OutputOptions } from '../output-delimiter.ts'
import { checkFiles } from '../check-files.ts'
import { note, noteWarnings, withProgress } from '../context.ts'
import { formatCount } from '../format-table.ts'
import { outputDelimiter, usualDelimiter } from '../output-delimiter.ts'
import { restoreModel } from '../restore-model.ts'
import { usageError } from '../usage-error.ts'

export interface SampleModelOptions extends CommonOptions, OutputOptions {
  readonly rows: number
  readonly where?: readonly string[]
  readonly seed: number
  readonly escapeFormulas?: boolean
}

/** `asdf sample`: reads a model that `asdf fit` wrote, makes rows, and writes them. */
export async function sample(context: CommandContext, path: string, options: SampleModelOptions): Promise<void> {
  const { rows, seed, output } = options
  if (options.json === true && output === '-')
    throw usageError('sample', '--json', true, 'needs -o FILE: standard output cannot take both rows and JSON')
  await checkFiles('sample', { reads: { MODEL: path }, writes: { '--output': output } })
  const { writeSampled } = await import('../write-sampled.ts')
  const { readConditions } = await import('../conditions.ts')
  const fitted = await restoreModel(path, { signal: context.signal })
  const where = options.where === undefined ? {} : { where: readConditions(options.where, fitted.schema) }
  const delimiter = outputDelimiter(options, usualDelimiter(fitted.schema))
  const spelling = { delimiter, escapeFormulas: options.escapeFormulas }
  await withProgress(context, options, (run) =>
    writeSampled(output, fitted, rows, spelling, { ...run, ...where, seed }),
  )
  const place = output === '-' ? 'standard output' : output
  // What training had to say was shown by `fit`; rules that rows break matter to who has the rows.
  noteWarnings(
    context,
    options,
    fitted.report.warnings.filter((text) => text.startsWith('the rule ')),
  )
  note(context, options, `wrote ${formatCount(rows)} synthetic rows, to ${place}`)
  if (options.json !== true) return
  const summary = { output, rows, columns: fitted.schema.fields.length, synthesizer: fitted.id, seed }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}
