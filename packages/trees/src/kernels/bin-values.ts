import { createKernels, createMemory } from './wasm.ts'

/** Most edges a feature can have: 255 bins, and one more for missing values, make a byte. */
const edgeRoom = 255
const chunkRows = 32_768

/** Writes the bin of each number: the first b with value <= edges[b], or `missing` where no value is present. */
export function binNumbers(
  values: Float64Array,
  valid: Uint8Array | undefined,
  edges: Float64Array,
  missing: number,
  out: Uint8Array,
): void {
  scratch ??= createScratch()
  scratch.edges.fill(Infinity).set(edges)
  for (let from = 0; from < out.length; from += chunkRows) {
    const count = Math.min(chunkRows, out.length - from)
    scratch.values.set(values.subarray(from, from + count))
    scratch.run(count)
    out.set(scratch.bins.subarray(0, count), from)
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

// 300 kB that every call uses from start to end: nothing is kept in it.
let scratch: ReturnType<typeof createScratch> | null = null

function createScratch() {
  const bytes = { values: chunkRows * 8, edges: (edgeRoom + 1) * 8, bins: chunkRows }
  const memory = createMemory(bytes.values + bytes.edges + bytes.bins, false)
  const kernels = createKernels(memory)
  const values = new Float64Array(memory.buffer, 0, chunkRows)
  const edges = new Float64Array(memory.buffer, bytes.values, edgeRoom)
  const bins = new Uint8Array(memory.buffer, bytes.values + bytes.edges, chunkRows)
  return {
    values,
    edges,
    bins,
    run: (count: number) => kernels.binNumbers(values.byteOffset, count, edges.byteOffset, bins.byteOffset),
  }
}
