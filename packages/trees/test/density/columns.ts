import type { CodedColumn } from '@asdf/trees/density'
import { createRng } from '@asdf/core'

/** Rows of five columns that hang together: category, number, number of many codes, a function of it, noise. */
export function mixedCodes(rowCount: number, seed: number): readonly CodedColumn[] {
  const rng = createRng(seed)
  const sizes = [3, 20, 90, 2, 5]
  const codes = sizes.map(() => new Uint8Array(rowCount))
  for (let row = 0; row < rowCount; row++) {
    const kind = Math.floor(rng.next() * 3)
    const level = Math.min(19, Math.floor(6 * kind + 8 * rng.next()))
    const isSpike = rng.next() < 0.2
    const fine = isSpike ? 0 : 1 + Math.min(88, Math.floor(4 * level + 12 * rng.next()))
    const cells = [kind, level, fine, Number(fine > 40), Math.floor(rng.next() * 5)]
    cells.forEach((code, column) => (codes[column]![row] = code))
  }
  const atoms = new Uint8Array(90)
  atoms[0] = 1
  return [
    { codes: codes[0]!, size: 3, ordered: false },
    { codes: codes[1]!, size: 20, ordered: true },
    { codes: codes[2]!, size: 90, ordered: true, atoms },
    { codes: codes[3]!, size: 2, ordered: false },
    { codes: codes[4]!, size: 5, ordered: false },
  ]
}

/** The same share of every code among the rows, as a sum over the columns of the absolute differences. */
export function shareDistance(a: readonly Uint8Array[], b: readonly Uint8Array[]): number {
  const shares = (codes: Uint8Array) => {
    const counts = new Float64Array(256)
    for (const code of codes) counts[code]! += 1 / codes.length
    return counts
  }
  return a.reduce((sum, codes, column) => {
    const other = shares(b[column]!)
    return sum + shares(codes).reduce((part, share, code) => part + Math.abs(share - other[code]!), 0)
  }, 0)
}
