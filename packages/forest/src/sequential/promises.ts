import { sharedRows } from './options.ts'
import type { SequentialTreesOptions } from './options.ts'

/** What holds of every row that a model makes, in words for its report. */
export function promisesOf(options: SequentialTreesOptions): string[] {
  const shared = sharedRows(options)
  const promises = [
    `no value is given out that fewer than ${shared} training rows share, unless a density smoothed over ${shared} or more values draws it`,
    `every leaf has ${options.minimumRows} or more training rows`,
    'no identifier and no free text of the training rows is given out',
    'the model holds no training row',
  ]
  if (options.honest) promises.push('the shares in a leaf come from other rows than its splits')
  return promises
}
