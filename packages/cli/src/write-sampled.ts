import type { FittedSynthesizer, SampleOptions, Table } from '@asdf/contract'
import type { FormatCsvOptions } from '@asdf/core'
import { escapeFormulas, sampleChunks } from '@asdf/core'
import { writeCsvFile } from '@asdf/core/node'

/** How sampled rows are written. */
export interface WriteSampledOptions {
  readonly delimiter: NonNullable<FormatCsvOptions['delimiter']>
  readonly escapeFormulas?: boolean | undefined
}

/** Writes `count` rows of the model as they come: memory does not grow with their number. */
export async function writeSampled(
  output: string,
  fitted: FittedSynthesizer,
  count: number,
  options: WriteSampledOptions,
  run: SampleOptions,
): Promise<void> {
  async function* parts(): AsyncGenerator<Table> {
    for await (const part of sampleChunks(fitted, count, run))
      yield options.escapeFormulas === true ? escapeFormulas(part) : part
  }
  const { signal } = run
  await writeCsvFile(output, parts(), { delimiter: options.delimiter, ...(signal !== undefined && { signal }) })
}
