import { noiseBinary } from './noise-binary.ts'
import { compileModule, createMemory, instantiate } from './wasm.ts'

/**
 * The compiled kernels of `wasm/noise.wat`. Each fills `count` floats, a multiple of sixteen, at byte offset `out` from the
 * blocks of a key that start at `block`, four blocks for eight floats.
 */
export interface NoiseKernels {
  uniform(key0: number, key1: number, block: number, out: number, count: number): void
  normal(key0: number, key1: number, block: number, out: number, count: number): void
  gumbel(key0: number, key1: number, block: number, out: number, count: number): void
  mask(key0: number, key1: number, block: number, out: number, count: number, threshold: number, kept: number): void
}

/** Floats that are drawn at a time, before they are copied to where they belong. */
export const chunkSize = 16_384

let shared: { readonly kernels: NoiseKernels; readonly chunk: Float32Array } | undefined

/** The kernels and the chunk at offset 0 that they write to. Made once; nothing stays in the chunk between calls. */
export function noiseKernels(): { readonly kernels: NoiseKernels; readonly chunk: Float32Array } {
  if (shared !== undefined) return shared
  const memory = createMemory(4 * chunkSize)
  const kernels = instantiate<NoiseKernels>(compileModule(noiseBinary), memory)
  shared = { kernels, chunk: new Float32Array(memory.buffer, 0, chunkSize) }
  return shared
}
