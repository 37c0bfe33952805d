import { builtin } from './builtin.ts'

/** Work below this many row-feature visits is done before a second thread has started. */
const smallJob = 3e7

/**
 * How many threads a job gets, this one included: the number asked for; otherwise one per core, or one when the job is
 * small. Always one where there are no worker threads or no shared memory.
 */
export function threadCount(wanted: number | null, visits: number): number {
  if (typeof SharedArrayBuffer !== 'function' || builtin('node:worker_threads') === undefined) return 1
  if (wanted !== null) return wanted
  return visits < smallJob ? 1 : Math.max(1, builtin('node:os')?.availableParallelism() ?? 1)
}
