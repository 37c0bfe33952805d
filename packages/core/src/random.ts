import type { Rng } from '@asdf/contract'
import { threefry2x32 } from './kernels/threefry.ts'

// Draws and forks read different halves of the counter space, so they never meet.
const forkSpace = 0x80000000
const twoTo32 = 0x100000000

/** Starts the stream for `seed`. Every other stream in a run is a `fork` of this one. */
export function createRng(seed: number): Rng {
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
      threefry2x32(key0, key1, hash(String(label)), forkSpace, child)
      return fromKey(child[0]!, child[1]!)
    },
  }
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}
