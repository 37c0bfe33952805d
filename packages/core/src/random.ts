import type { Rng } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { threefry2x32 } from './kernels/threefry.ts'

// Draws, forks by number and forks by name read different parts of the counter space, so they never meet.
const numberForks = 0x80000000
const nameForks = 0xc0000000
const laneBits = 0x3fffffff
const twoTo32 = 0x100000000

/**
 * Starts the stream for `seed`, a whole number from -(2^53 - 1) to 2^53 - 1; anything else is an `ASDF_OPTION_INVALID`.
 * Every other stream in a run is a `fork` of this one.
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed)) {
    throw new AsdfError(
      'ASDF_OPTION_INVALID',
      `createRng: seed must be a whole number below 2^53, got ${String(seed)}`,
      {
        option: 'seed',
        received: seed,
      },
    )
  }
  return fromKey(Math.floor(seed / twoTo32) >>> 0, seed >>> 0)
}

function fromKey(key0: number, key1: number): Rng {
  const block = new Uint32Array(2)
  let counterLow = 0
  let counterHigh = 0
  let spare = 0

  function nextUint32(): number {
    if (spare === 1) {
      spare = 0
      return block[1]!
    }
    threefry2x32(key0, key1, counterLow++, counterHigh, block)
    if (counterLow === twoTo32) {
      counterLow = 0
      counterHigh++
    }
    spare = 1
    return block[0]!
  }

  return {
    nextUint32,
    next: () => ((nextUint32() >>> 5) * 0x4000000 + (nextUint32() >>> 6)) / 0x20000000000000,
    fork(label) {
      const child = new Uint32Array(2)
      const isCount = typeof label === 'number' && Number.isSafeInteger(label) && label >= 0
      const [low, high] = isCount ? countPlace(label) : namePlace(String(label))
      threefry2x32(key0, key1, low, high, child)
      return fromKey(child[0]!, child[1]!)
    },
  }
}

/** Every count has a place of its own, so that streams by row or by tree cannot coincide. */
function countPlace(count: number): readonly [low: number, high: number] {
  return [count >>> 0, (numberForks | Math.floor(count / twoTo32)) >>> 0]
}

/** Two hashes of a name: 62 bits. */
function namePlace(name: string): readonly [low: number, high: number] {
  return [hash(name, 0x811c9dc5), (nameForks | (hash(name, 0x9e3779b9) & laneBits)) >>> 0]
}

/** FNV-1a over UTF-16 code units, from this start. */
function hash(text: string, start: number): number {
  let h = start
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  // FNV-1a alone keeps two starts in step; the finalizer of MurmurHash3 parts them.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
