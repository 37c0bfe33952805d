/** The words behind eight places at a time: first words of four blocks, then their second words. */
export function words(key0: number, key1: number, count: number): Uint32Array {
  const out = new Uint32Array(Math.ceil(count / 8) * 8)
  const pair = new Uint32Array(2)
  for (let block = 0; block < out.length / 2; block++) {
    threefry(key0, key1, block, pair)
    const place = Math.floor(block / 4) * 8 + (block % 4)
    out[place] = pair[0]!
    out[place + 4] = pair[1]!
  }
  return out
}

const rotations = [13, 15, 26, 6, 17, 29, 16, 24]

/** Salmon et al., SC 2011: Threefry-2x32 with 20 rounds; the second word of the counter is 0. */
function threefry(key0: number, key1: number, counter: number, out: Uint32Array): void {
  const keys = [key0, key1, key0 ^ key1 ^ 0x1bd11bda]
  out.set([counter + key0, key1])
  for (let round = 0; round < 20; round++) {
    const by = rotations[round % 8]!
    out[0]! += out[1]!
    out[1] = ((out[1]! << by) | (out[1]! >>> (32 - by))) ^ out[0]!
    if (round % 4 !== 3) continue
    const injected = (round + 1) / 4
    out[0]! += keys[injected % 3]!
    out[1] += keys[(injected + 1) % 3]! + injected
  }
}

/** Box and Muller 1958, equations 1, from a first and a second word. */
export function normalPair(first: number, second: number): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log(Math.min(1, (first + 0.5) / 2 ** 32)))
  const angle = (2 * Math.PI * second) / 2 ** 32
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}
