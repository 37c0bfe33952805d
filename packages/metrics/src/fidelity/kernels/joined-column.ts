import type { BinnedColumn } from './joint-distance.ts'

/** Two columns as one: its codes are numbers of the pairs that occur on either side. */
export function joinedColumn(a: BinnedColumn, b: BinnedColumn): BinnedColumn {
  const places = new Map<number, number>()
  const join = (first: Int32Array, second: Int32Array) => {
    const codes = new Int32Array(first.length)
    for (let row = 0; row < codes.length; row++) {
      const pair = first[row]! * b.size + second[row]!
      let place = places.get(pair)
      if (place === undefined) places.set(pair, (place = places.size))
      codes[row] = place
    }
    return codes
  }
  const [train, synthetic] = [join(a.train, b.train), join(a.synthetic, b.synthetic)]
  return { size: places.size, train, synthetic }
}
