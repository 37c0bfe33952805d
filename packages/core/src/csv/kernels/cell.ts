/** Where `locateCell` writes what it found. One is reused for all cells. */
export interface CellPlace {
  start: number
  stop: number
  /** Position of the delimiter or line end after the cell. */
  after: number
  quoted: boolean
  /** Whether the quoted text holds doubled quotes, to be made single when it is decoded. */
  escaped: boolean
  hash: number
}

export const cellFound = 0
/** The bytes end inside quotes. */
export const quoteOpen = 1
/** Something other than blanks follows the closing quote. */
export const quoteFollowed = 2

const quote = 34
const hashStart = 0x811c9dc5 | 0
const hashPrime = 0x01000193

export function createCellPlace(): CellPlace {
  return { start: 0, stop: 0, after: 0, quoted: false, escaped: false, hash: 0 }
}

/**
 * Finds the cell that starts at `at` and ends before `end`, hashing its bytes on the way (FNV-1a). Blanks around an
 * unquoted cell, and outside the quotes of a quoted one, do not belong to it.
 */
export function locateCell(bytes: Uint8Array, at: number, end: number, delimiter: number, out: CellPlace): number {
  let p = at
  while (p < end && isBlank(bytes[p]!, delimiter)) p++
  if (p < end && bytes[p] === quote) return locateQuoted(bytes, p + 1, end, delimiter, out)
  out.quoted = false
  out.escaped = false
  out.start = p
  let stop = p
  let hash = hashStart
  let trimmed = hash
  for (; p < end; p++) {
    const byte = bytes[p]!
    if (byte === delimiter || byte === 10 || byte === 13) break
    hash = Math.imul(hash ^ byte, hashPrime)
    if (byte === 32 || byte === 9) continue
    stop = p + 1
    trimmed = hash
  }
  out.stop = stop
  out.after = p
  out.hash = trimmed
  return cellFound
}

/** Whether the byte is a space or a tab that does not separate cells. */
export function isBlank(byte: number, delimiter: number): boolean {
  return byte === 32 || (byte === 9 && delimiter !== 9)
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text between two positions; invalid UTF-8 is a `TypeError`. */
export function decodeText(bytes: Uint8Array, start: number, stop: number, escaped: boolean): string {
  const text = stop - start <= 24 ? asciiText(bytes, start, stop) : undefined
  const whole = text ?? strictDecoder.decode(bytes.subarray(start, stop))
  return escaped ? whole.replaceAll('""', '"') : whole
}

function locateQuoted(bytes: Uint8Array, at: number, end: number, delimiter: number, out: CellPlace): number {
  out.quoted = true
  out.escaped = false
  out.start = at
  let p = at
  let hash = hashStart
  for (; ; p++) {
    if (p >= end) return quoteOpen
    const byte = bytes[p]!
    if (byte === quote) {
      if (bytes[p + 1] !== quote || p + 1 >= end) break
      out.escaped = true
      p++
    }
    hash = Math.imul(hash ^ byte, hashPrime)
  }
  out.stop = p
  out.hash = hash
  p++
  while (p < end && isBlank(bytes[p]!, delimiter)) p++
  out.after = p
  if (p >= end) return cellFound
  const byte = bytes[p]!
  return byte === delimiter || byte === 10 || byte === 13 ? cellFound : quoteFollowed
}

/** Short texts are nearly always ASCII, and building those directly is several times faster than a decoder. */
function asciiText(bytes: Uint8Array, start: number, stop: number): string | undefined {
  let text = ''
  for (let i = start; i < stop; i++) {
    if (bytes[i]! >= 128) return undefined
    text += String.fromCharCode(bytes[i]!)
  }
  return text
}
