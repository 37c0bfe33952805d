import type { CellPlace } from './cell.ts'
import { decodeText } from './cell.ts'

/** The different cells of one column, found by their bytes, so that a text is decoded once however often it occurs. */
export interface CellDictionary {
  /** For each row the number of its cell in the dictionary. */
  codes: Int32Array
  size: number
  starts: Float64Array
  stops: Float64Array
  hashes: Int32Array
  /** 1 where the cell was quoted, plus 2 where it holds doubled quotes. */
  flags: Uint8Array
  /** Open addressing: entry number + 1, or 0 where free. Its length is a power of two. */
  slots: Int32Array
}

export function createDictionary(capacity: number): CellDictionary {
  return {
    codes: new Int32Array(capacity),
    size: 0,
    starts: new Float64Array(64),
    stops: new Float64Array(64),
    hashes: new Int32Array(64),
    flags: new Uint8Array(64),
    slots: new Int32Array(256),
  }
}

/** The entry of the cell at `place`, added when it is new. */
export function lookUp(dictionary: CellDictionary, bytes: Uint8Array, place: CellPlace): number {
  const { slots } = dictionary
  const mask = slots.length - 1
  const flag = (place.quoted ? 1 : 0) | (place.escaped ? 2 : 0)
  let slot = (place.hash ^ (place.hash >>> 15)) & mask
  for (;;) {
    const entry = slots[slot]! - 1
    if (entry < 0) break
    if (dictionary.hashes[entry] === place.hash && dictionary.flags[entry] === flag) {
      if (sameBytes(bytes, dictionary.starts[entry]!, dictionary.stops[entry]!, place.start, place.stop)) return entry
    }
    slot = (slot + 1) & mask
  }
  return addEntry(dictionary, place, flag, slot)
}

/** The text of an entry. Invalid UTF-8 is a `TypeError`. */
export function entryText(dictionary: CellDictionary, bytes: Uint8Array, entry: number): string {
  const escaped = (dictionary.flags[entry]! & 2) !== 0
  return decodeText(bytes, dictionary.starts[entry]!, dictionary.stops[entry]!, escaped)
}

function addEntry(dictionary: CellDictionary, place: CellPlace, flag: number, slot: number): number {
  const entry = dictionary.size++
  if (entry === dictionary.starts.length) growEntries(dictionary)
  dictionary.starts[entry] = place.start
  dictionary.stops[entry] = place.stop
  dictionary.hashes[entry] = place.hash
  dictionary.flags[entry] = flag
  dictionary.slots[slot] = entry + 1
  if (dictionary.size * 2 > dictionary.slots.length) growSlots(dictionary)
  return entry
}

function growEntries(dictionary: CellDictionary): void {
  const length = dictionary.starts.length * 2
  dictionary.starts = grown(dictionary.starts, new Float64Array(length))
  dictionary.stops = grown(dictionary.stops, new Float64Array(length))
  dictionary.hashes = grown(dictionary.hashes, new Int32Array(length))
  dictionary.flags = grown(dictionary.flags, new Uint8Array(length))
}

function growSlots(dictionary: CellDictionary): void {
  const slots = new Int32Array(dictionary.slots.length * 4)
  const mask = slots.length - 1
  for (let entry = 0; entry < dictionary.size; entry++) {
    const hash = dictionary.hashes[entry]!
    let slot = (hash ^ (hash >>> 15)) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = entry + 1
  }
  dictionary.slots = slots
}

function sameBytes(bytes: Uint8Array, start: number, stop: number, otherStart: number, otherStop: number): boolean {
  if (stop - start !== otherStop - otherStart) return false
  for (let i = start, j = otherStart; i < stop; i++, j++) if (bytes[i] !== bytes[j]) return false
  return true
}

function grown<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}
