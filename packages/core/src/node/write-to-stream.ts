import type { Writable } from 'node:stream'
import { unlessAborted } from '../csv/until-aborted.ts'

const watched = new WeakSet<Writable>()

/**
 * Writes to a stream that stays open, and waits until it has taken the data or `signal` aborts: a reader may never read
 * on. Errors of the stream come back here instead of ending the process.
 */
export function writeToStream(stream: Writable, data: string | Uint8Array, signal?: AbortSignal): Promise<void> {
  if (!watched.has(stream)) {
    watched.add(stream)
    stream.on('error', () => undefined)
  }
  const written = new Promise<void>((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()))
  })
  return unlessAborted(written, signal)
}
