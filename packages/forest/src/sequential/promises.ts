import type { Table } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { TableCoder } from '../columns/table-coder.ts'
import type { SequentialTreesOptions } from './options.ts'
import { valuePromises } from '../columns/promises.ts'
import { sharedRows } from './options.ts'

/** What holds of every row that a model generates, in words for its report. */
export async function promisesOf(
  coder: TableCoder,
  train: Table,
  density: CodeModel | undefined,
  options: SequentialTreesOptions,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const hasTrees = density?.figures.some(({ rounds }) => rounds.some((count) => count > 0)) ?? false
  return [
    ...(await valuePromises(coder, train, sharedRows(options), signal)),
    ...(hasTrees ? [`every leaf has ${options.minimumRows} or more training rows`] : []),
    ...(hasTrees && options.honest ? ['the shares in a leaf come from other rows than its splits'] : []),
  ]
}
