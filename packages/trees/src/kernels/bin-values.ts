/** Writes the bin of each number: the first b with value <= edges[b], or `missing` where no value is present. */
export function binNumbers(
  values: Float64Array,
  valid: Uint8Array | undefined,
  edges: Float64Array,
  missing: number,
  out: Uint8Array,
): void {
  const last = edges.length
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!
    let low = 0
    let high = last
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value <= edges[middle]!) high = middle
      else low = middle + 1
    }
    out[i] = low
  }
  markMissing(valid, missing, out)
}

/** Writes the bin of each category code, by table. */
export function binCodes(
  codes: Int32Array | Uint8Array,
  valid: Uint8Array | undefined,
  binOfCode: Uint8Array,
  missing: number,
  out: Uint8Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = binOfCode[codes[i]!]!
  markMissing(valid, missing, out)
}

function markMissing(valid: Uint8Array | undefined, missing: number, out: Uint8Array): void {
  if (valid === undefined) return
  for (let i = 0; i < out.length; i++) if (valid[i] === 0) out[i] = missing
}
