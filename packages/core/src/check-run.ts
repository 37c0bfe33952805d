import type { RunOptions, SampleOptions } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, optionError, show } from './options.ts'

/**
 * Refuses run options that are not an object, a seed that is not a whole number, a signal or an `onProgress` that is none,
 * with `ASDF_OPTION_INVALID`; then throws the signal's reason where it is aborted already. The first line of every long
 * call; `where` names it, as in `smote.fit`.
 */
export function checkRun(where: string, run: RunOptions): void {
  checkIsObject(where, 'run', run, 'must be an object such as { seed: 1 }')
  const { seed, signal, onProgress } = run as Partial<RunOptions>
  if (!Number.isSafeInteger(seed)) throw optionError(where, 'seed', seed, 'must be a whole number below 2^53')
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.throwIfAborted !== 'function') {
    throw optionError(where, 'signal', signal, 'must be an AbortSignal')
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw optionError(where, 'onProgress', onProgress, 'must be a function')
  }
  signal?.throwIfAborted()
}

/**
 * As `checkRun`, for `sample(count, run)`: the count must be a whole number of at least 0 that a column can have as its
 * length, and `where` an object that names columns.
 */
export function checkSample(name: string, count: number, run: SampleOptions): void {
  checkNumberOption(name, 'count', count, { integer: true, minimum: 0, maximum: mostRows })
  checkRun(name, run)
  const { where } = run
  if (where !== undefined) checkIsObject(name, 'where', where, "must be an object such as { color: 'red' }")
}

/** More rows than this no typed array holds. */
const mostRows = 2 ** 32 - 1

function checkIsObject(where: string, option: string, received: unknown, fault: string): void {
  const isPlain = typeof received === 'object' && received !== null && !Array.isArray(received)
  if (isPlain && !ArrayBuffer.isView(received) && !(received instanceof Map)) return
  throw new AsdfError('ASDF_OPTION_INVALID', `${where}: option '${option}' ${fault}, got ${show(received)}`, {
    option,
    received,
  })
}
