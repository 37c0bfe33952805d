import type { LeafModel } from '../leaf-model.ts'

/** The share of each code in the training rows: what the leaves of one tree hold together. */
export function tableShares({
  sizes,
  rowCount,
  roots,
  column,
  next,
  entryStarts,
  entryCodes,
  entryCounts,
}: LeafModel): Float64Array[] {
  const shares = Array.from(sizes, (size) => new Float64Array(size))
  const lastNode = roots.length > 1 ? roots[1]! : column.length
  for (let node = 0; node < lastNode; node++) {
    if (column[node]! >= 0) continue
    for (let one = 0; one < sizes.length; one++) {
      const at = next[node]! * sizes.length + one
      for (let entry = entryStarts[at]!; entry < entryStarts[at + 1]!; entry++)
        shares[one]![entryCodes[entry]!]! += entryCounts[entry]!
    }
  }
  return shares.map((counts) => counts.map((count) => count / rowCount))
}

/** Shares below each code, and at the end below all. */
export function sumBelow(shares: Float64Array): Float64Array {
  const below = new Float64Array(shares.length + 1)
  for (let code = 0; code < shares.length; code++) below[code + 1] = below[code]! + shares[code]!
  return below
}

/** From which code to which a number is spread: those whose middle rank is within the bandwidth of its own. */
export function windowsOf(
  { sizes, ordered }: LeafModel,
  shares: readonly Float64Array[],
  bandwidth: number,
  hasNull: Uint8Array,
): { readonly low: readonly Uint8Array[]; readonly high: readonly Uint8Array[] } {
  const low = Array.from(sizes, (size) => Uint8Array.from({ length: size }, (_, code) => code))
  const high = low.map((codes) => codes.slice())
  for (let column = 0; column < sizes.length; column++) {
    if (ordered[column] === 0 || bandwidth === 0) continue
    const below = sumBelow(shares[column]!)
    const middle = shares[column]!.map((share, code) => below[code]! + share / 2)
    const first = hasNull[column]!
    for (let code = first; code < sizes[column]!; code++) {
      if (shares[column]![code] === 0) continue
      let from = code
      let to = code
      while (from > first && middle[code]! - middle[from - 1]! <= bandwidth) from--
      while (to + 1 < sizes[column]! && middle[to + 1]! - middle[code]! <= bandwidth) to++
      low[column]![code] = from
      high[column]![code] = to
    }
  }
  return { low, high }
}
