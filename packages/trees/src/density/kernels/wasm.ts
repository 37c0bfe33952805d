import type { DensityKernels } from './density-kernels.ts'
import { densityBinary } from './wasm-binary.ts'

/** A `WebAssembly.Memory`, as far as it is used here. */
export interface GrowingMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

export const pageBytes = 65_536

/** Memory of one thread, which can grow to 4 GiB. */
export function createGrowingMemory(pages: number): GrowingMemory {
  return new wasm.Memory({ initial: pages })
}

/** Starts the kernels on a memory. They are four kilobytes, compiled once, so this may be synchronous. */
export function createDensityKernels(memory: GrowingMemory): DensityKernels {
  module ??= new wasm.Module(Uint8Array.from(atob(densityBinary), (char) => char.charCodeAt(0)))
  return new wasm.Instance(module, { env: { memory } }).exports
}

let module: object | null = null

// The libraries of TypeScript declare WebAssembly only together with the DOM.
const wasm = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: { initial: number }) => GrowingMemory
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object, imports: object) => { readonly exports: DensityKernels }
    }
  }
).WebAssembly
