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

/** Compiles the kernels. Browsers may refuse to do so at once, in `createDensityKernels`, unless it has been done here. */
export async function compileDensityKernels(): Promise<void> {
  module ??= await wasm.compile(moduleBytes())
}

/** Starts the kernels on a memory. They are some kilobytes, compiled once. */
export function createDensityKernels(memory: GrowingMemory): DensityKernels {
  module ??= new wasm.Module(moduleBytes())
  return new wasm.Instance(module, { env: { memory } }).exports
}

let module: object | null = null

function moduleBytes(): Uint8Array {
  return Uint8Array.from(atob(densityBinary), (char) => char.charCodeAt(0))
}

// The libraries of TypeScript declare WebAssembly only together with the DOM.
const wasm = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: { initial: number }) => GrowingMemory
      readonly compile: (bytes: Uint8Array) => Promise<object>
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object, imports: object) => { readonly exports: DensityKernels }
    }
  }
).WebAssembly
