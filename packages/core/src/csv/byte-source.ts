import { AsdfError } from '@asdf/contract'
import { optionError } from '../options.ts'
import { typeName } from '../type-name.ts'
import { untilAborted } from './until-aborted.ts'

/** Bytes that arrive piece by piece into one growing array. */
export interface ByteSource {
  /** Always at least 32 bytes longer than what has arrived. May be replaced by a longer one in `pull`. */
  bytes: Uint8Array
  /** How many bytes have arrived. */
  length: number
  done: boolean
  /** About how many bytes there will be, or 0 when that is not known. */
  readonly total: number
  /** Adds what comes next, or sets `done`. */
  pull(): Promise<void>
  /** Lets go of a file or stream, read to its end or not. */
  close(): Promise<void>
}

/** A line end is put after the last byte, and numbers are read in words that may go on beyond it. */
export const padding = 32
const mostBytes = 0xfffffff0

/**
 * A source for text, bytes, or pieces of bytes that come one by one until `signal` aborts. Anything else, pieces included,
 * is an `ASDF_OPTION_INVALID`.
 */
export function byteSource(from: string | Uint8Array | AsyncIterable<Uint8Array>, signal?: AbortSignal): ByteSource {
  if (typeof from === 'string') return wholeSource(new TextEncoder().encode(from))
  if (typeName(from) === 'Uint8Array') return wholeSource(from as Uint8Array)
  if (typeof (from as Partial<AsyncIterable<Uint8Array>> | null | undefined)?.[Symbol.asyncIterator] !== 'function')
    throw optionError('parseCsv', 'source', from, 'must be text, a Uint8Array or an async iterable of Uint8Arrays')
  return iterableSource(untilAborted(from as AsyncIterable<Uint8Array>, signal))
}

/** A source for pieces whose sizes add up to about `expected`, so that the array need not grow often. */
export function iterableSource(pieces: AsyncIterable<Uint8Array>, expected = 0): ByteSource {
  const iterator = pieces[Symbol.asyncIterator]()
  return {
    bytes: new Uint8Array(Math.max(expected, 1 << 16) + padding),
    length: 0,
    done: false,
    total: expected,
    async pull() {
      const next = await iterator.next()
      if (next.done === true) {
        this.done = true
        return
      }
      if (typeName(next.value) !== 'Uint8Array') {
        const advice = 'must give Uint8Arrays; a stream gives them unless it has an encoding'
        throw optionError('parseCsv', 'source', next.value, advice)
      }
      makeRoom(this, next.value.length)
      this.bytes.set(next.value, this.length)
      this.length += next.value.length
    },
    async close() {
      if (!this.done) await iterator.return?.()
    },
  }
}

/** Makes room for `more` bytes after those that have arrived. */
export function makeRoom(source: ByteSource, more: number): void {
  const needed = source.length + more + padding
  if (needed <= source.bytes.length) return
  if (needed > mostBytes) {
    throw new AsdfError('ASDF_UNSUPPORTED', `parseCsv: more than ${mostBytes} bytes of text; give it a part of them`, {
      feature: 'text of more than 4 GB',
    })
  }
  const bytes = new Uint8Array(Math.min(mostBytes, Math.max(needed, Math.ceil(source.bytes.length * 1.5))))
  bytes.set(source.bytes.subarray(0, source.length))
  source.bytes = bytes
}

function wholeSource(whole: Uint8Array): ByteSource {
  const bytes = new Uint8Array(whole.length + padding)
  bytes.set(whole)
  const { length } = whole
  return { bytes, length, done: true, total: length, pull: async () => {}, close: async () => {} }
}
