/**
 * Threefry-2x32 with 20 rounds (Salmon et al., SC 2011): a keyed bijection on
 * 64 bits, used here as a counter-based generator. Writes two words to `out`.
 */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number, out: Uint32Array): void {
  const key2 = key0 ^ key1 ^ 0x1bd11bda
  let x0 = (counter0 + key0) | 0
  let x1 = (counter1 + key1) | 0
  for (let group = 0; group < 5; group++) {
    const odd = (group & 1) === 1
    x0 = (x0 + x1) | 0
    x1 = rotate(x1, odd ? 17 : 13) ^ x0
    x0 = (x0 + x1) | 0
    x1 = rotate(x1, odd ? 29 : 15) ^ x0
    x0 = (x0 + x1) | 0
    x1 = rotate(x1, odd ? 16 : 26) ^ x0
    x0 = (x0 + x1) | 0
    x1 = rotate(x1, odd ? 24 : 6) ^ x0
    const inject = (group + 1) % 3
    x0 = (x0 + (inject === 0 ? key0 : inject === 1 ? key1 : key2)) | 0
    x1 = (x1 + (inject === 0 ? key1 : inject === 1 ? key2 : key0) + group + 1) | 0
  }
  out[0] = x0
  out[1] = x1
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by))
}
