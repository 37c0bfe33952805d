import type { ByteSource } from './byte-source.ts'
import { makeRoom, padding } from './byte-source.ts'

/** Changes bytes as they arrive; `last` is whether none come after them. It may keep some back for the next call. */
export type RewriteBytes = (bytes: Uint8Array, last: boolean) => Uint8Array

/** The source with all its bytes rewritten, also those that have arrived already. Closing it closes the other one. */
export function rewrittenSource(inner: ByteSource, rewrite: RewriteBytes): ByteSource {
  let taken = 0
  return {
    bytes: new Uint8Array(Math.max(inner.total, inner.length, 1 << 16) + padding),
    length: 0,
    done: false,
    total: inner.total,
    async pull() {
      if (taken === inner.length && !inner.done) await inner.pull()
      const last = inner.done
      const bytes = rewrite(inner.bytes.subarray(taken, inner.length), last)
      taken = inner.length
      makeRoom(this, bytes.length)
      this.bytes.set(bytes, this.length)
      this.length += bytes.length
      this.done = last
    },
    close: () => inner.close(),
  }
}

/** Text of another encoding as UTF-8. Fails with `fault` where the bytes are not of that encoding. */
export function transcode(label: string, fault: () => Error): RewriteBytes {
  const decoder = new TextDecoder(label, { fatal: true })
  const encoder = new TextEncoder()
  return (bytes, last) => {
    try {
      // Node 20 reads windows-1252 as Latin 1 where a call is the last one.
      const text = decoder.decode(bytes, { stream: true })
      return encoder.encode(last ? text + decoder.decode() : text)
    } catch {
      throw fault()
    }
  }
}

const [tab, lineFeed, carriageReturn, blank, quote] = [9, 10, 13, 32, 34]

/** Columns separated by runs of blanks as columns separated by tabs. Blanks at either end of a line go. */
export function separateByTabs(): RewriteBytes {
  let isQuoted = false
  // Blanks become a tab only once it is known that a cell follows them.
  let isPending = false
  let previous = lineFeed
  let beforeBlanks = lineFeed
  return (bytes) => {
    const out = new Uint8Array(bytes.length + 1)
    let length = 0
    for (const byte of bytes) {
      const isBlank = byte === blank || byte === tab
      if (isBlank && !isQuoted) {
        if (!isPending) beforeBlanks = previous
        isPending = true
        previous = byte
        continue
      }
      const isLineStart = isLineEnd(isPending ? beforeBlanks : previous)
      if (isPending && !isLineStart && !isLineEnd(byte)) out[length++] = tab
      // A quote opens at the start of a cell, and again when it follows the one that closed: it is doubled.
      if (byte === quote) isQuoted = !isQuoted && (isPending || isLineStart || previous === quote)
      out[length++] = byte
      isPending = false
      previous = byte
    }
    return out.subarray(0, length)
  }
}

function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn
}
