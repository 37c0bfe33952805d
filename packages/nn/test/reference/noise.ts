import { threefry2x32 } from '@asdf/core'

/** The words behind eight places at a time: first words of four blocks, then their second words. */
export function words(key0: number, key1: number, count: number): Uint32Array {
  const out = new Uint32Array(Math.ceil(count / 8) * 8)
  const pair = new Uint32Array(2)
  for (let block = 0; block < out.length / 2; block++) {
    threefry2x32(key0, key1, block, 0, pair)
    const place = Math.floor(block / 4) * 8 + (block % 4)
    out[place] = pair[0]!
    out[place + 4] = pair[1]!
  }
  return out
}

/** Box and Muller 1958, equations 1, from a first and a second word. */
export function normalPair(first: number, second: number): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log(Math.min(1, (first + 0.5) / 2 ** 32)))
  const angle = (2 * Math.PI * second) / 2 ** 32
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}
