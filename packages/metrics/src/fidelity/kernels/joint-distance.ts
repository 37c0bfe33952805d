/** The codes of one column on both sides, each below `size`. */
export interface BinnedColumn {
  readonly size: number
  readonly train: Int32Array
  readonly synthetic: Int32Array
}

/** Larger joint tables are counted in a map. */
const mostCells = 2 ** 20

/** Total variation, from 0 to 1, of the joint distributions of two columns. */
export function jointDistance(a: BinnedColumn, b: BinnedColumn): number {
  return a.size * b.size <= mostCells ? countedInArray(a, b) : countedInMap(a, b)
}

function countedInArray(a: BinnedColumn, b: BinnedColumn): number {
  const real = new Int32Array(a.size * b.size)
  const made = new Int32Array(real.length)
  for (let row = 0; row < a.train.length; row++) real[a.train[row]! * b.size + b.train[row]!]!++
  for (let row = 0; row < a.synthetic.length; row++) made[a.synthetic[row]! * b.size + b.synthetic[row]!]!++
  let sum = 0
  for (let cell = 0; cell < real.length; cell++) {
    sum += Math.abs(real[cell]! / a.train.length - made[cell]! / a.synthetic.length)
  }
  return sum / 2
}

function countedInMap(a: BinnedColumn, b: BinnedColumn): number {
  const shares = new Map<number, number>()
  const count = (first: Int32Array, second: Int32Array, weight: number) => {
    for (let row = 0; row < first.length; row++) {
      const cell = first[row]! * b.size + second[row]!
      shares.set(cell, (shares.get(cell) ?? 0) + weight)
    }
  }
  count(a.train, b.train, 1 / a.train.length)
  count(a.synthetic, b.synthetic, -1 / a.synthetic.length)
  let sum = 0
  for (const share of shares.values()) sum += Math.abs(share)
  return sum / 2
}
