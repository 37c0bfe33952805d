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
  scanThresholds(
    histogram: number,
    end: number,
    missing: number,
    missingGoesLeft: number,
    gradient: number,
    hessian: number,
    count: number,
    minimumRows: number,
    minimumHessian: number,
    l2: number,
    gradientUnit: number,
    hessianUnit: number,
    countShift: number,
    out: number,
  ): void
  writeLogistic(
    raw: number,
    values: number,
    weights: number,
    count: number,
    gradientScale: number,
    hessianScale: number,
    pairs: number,
  ): void
  gatherRecords(rows: number, records: number, count: number, out: number, sum: number): void
  accumulateRecords(rows: number, records: number, count: number, bins: number, histogram: number): void
  accumulateRecordsTwo(
    rows: number,
    records: number,
    count: number,
    binsA: number,
    histogramA: number,
    binsB: number,
    histogramB: number,
  ): void
  takeOccupied(histogram: number, binCount: number, bins: number, sums: number): number
  binNumbers(values: number, count: number, edges: number, out: number): void
  sortNumbers(values: number, count: number, scratch: number, counts: number): void
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

/** Starts the kernels on a memory. They are two kilobytes, compiled once, so this may be synchronous. */
export function createKernels(memory: KernelMemory): Kernels {
  const isShared = typeof SharedArrayBuffer === 'function' && memory.buffer instanceof SharedArrayBuffer
  return new wasm.Instance(compiled(isShared), { env: { memory } }).exports
}

const modules = new Map<boolean, object>()

function compiled(isShared: boolean): object {
  const found = modules.get(isShared)
  if (found !== undefined) return found
  const bytes = Uint8Array.from(atob(isShared ? sharedBinary : unsharedBinary), (char) => char.charCodeAt(0))
  const module = new wasm.Module(bytes)
  modules.set(isShared, module)
  return module
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
