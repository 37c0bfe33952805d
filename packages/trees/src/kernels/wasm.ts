import { sharedBinary, unsharedBinary } from './wasm-binary.ts'

/** The compiled kernels of `wasm/kernels.wat`. Every pointer is a byte offset in their memory. */
export interface Kernels {
  gather(rows: number, pairs: number, count: number, out: number): void
  accumulate(rows: number, pairs: number, count: number, unit: bigint, bins: number, histogram: number): void
  accumulateTwo(
    rows: number,
    pairs: number,
    count: number,
    unit: bigint,
    binsA: number,
    histogramA: number,
    binsB: number,
    histogramB: number,
  ): void
  subtract(parent: number, child: number, bins: number): void
  partition(rows: number, count: number, bins: number, goesLeft: number, scratch: number): number
}

/** A `WebAssembly.Memory`, as far as it is used here. */
export interface KernelMemory {
  readonly buffer: ArrayBufferLike
}

/** The most bytes that the 32-bit kernels can address. */
export const maximumBytes = 0x1_0000_0000

const pageBytes = 0x1_0000

/** Memory of a fixed size; `isShared` memory can be sent to worker threads. */
export function createMemory(bytes: number, isShared: boolean): KernelMemory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes))
  return new wasm.Memory({ initial: pages, maximum: pages, shared: isShared })
}

/** Starts the kernels on a memory. Compiles a kilobyte, so it is quick enough to be synchronous. */
export function createKernels(memory: KernelMemory): Kernels {
  const isShared = typeof SharedArrayBuffer === 'function' && memory.buffer instanceof SharedArrayBuffer
  const bytes = Uint8Array.from(atob(isShared ? sharedBinary : unsharedBinary), (char) => char.charCodeAt(0))
  return new wasm.Instance(new wasm.Module(bytes), { env: { memory } }).exports
}

// The libraries of TypeScript declare WebAssembly only together with the DOM.
const wasm = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: { initial: number; maximum: number; shared: boolean }) => KernelMemory
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object, imports: object) => { readonly exports: Kernels }
    }
  }
).WebAssembly
