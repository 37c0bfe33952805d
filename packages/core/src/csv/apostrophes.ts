import type { RewriteBytes } from './rewritten-source.ts'

const [lineFeed, carriageReturn, quote, apostrophe] = [10, 13, 34, 39]
/** What may stand before a first apostrophe: a blank, and the bytes of a byte order mark. */
const skipped = [32, 0xef, 0xbb, 0xbf]
const delimiters = [',', ';', '\t', '|']

/** The delimiter of a text whose header has all its names in apostrophes, and more than one; `undefined` where it has not. */
export function apostropheDelimiter(bytes: Uint8Array, start: number, end: number): string | undefined {
  const stop = bytes.subarray(start, end).findIndex((byte) => byte === lineFeed || byte === carriageReturn)
  const line = new TextDecoder().decode(bytes.subarray(start, stop < 0 ? end : start + stop)).trim()
  if (line.includes('"')) return undefined
  return delimiters.find((delimiter) => {
    const cells = line.split(delimiter)
    return cells.length > 1 && cells.every((cell) => /^ ?'[^']+' ?$/.test(cell))
  })
}

/** Cells in apostrophes as cells in quotes; a doubled apostrophe in one is a single one. `delimiter` is a byte. */
export function quoteApostrophes(delimiter: number): RewriteBytes {
  let isOpen = false
  let isStart = true
  // An apostrophe inside closes the cell, or is the first of two.
  let isPending = false
  return (bytes, last) => {
    const out = new Uint8Array(2 * bytes.length + 2)
    let length = 0
    for (const byte of bytes) {
      if (isPending) {
        isPending = false
        if (byte === apostrophe) {
          out[length++] = apostrophe
          continue
        }
        isOpen = false
        out[length++] = quote
      }
      if (isOpen && byte === apostrophe) isPending = true
      else if (isStart && byte === apostrophe) {
        isOpen = true
        out[length++] = quote
      } else {
        if (byte === quote && isOpen) out[length++] = quote
        out[length++] = byte
      }
      const isSkipped = isStart && skipped.includes(byte)
      isStart = !isOpen && (byte === delimiter || byte === lineFeed || byte === carriageReturn || isSkipped)
    }
    if (last && isPending) out[length++] = quote
    return out.subarray(0, length)
  }
}
