import { binary } from './wasm-binary.ts'

/** The compiled kernels of `wasm/kernels.wat`. Every place is a byte offset in their memory; counts are multiples of 4. */
export interface UpdateKernels {
  adam(
    parameters: number,
    gradients: number,
    firstMoments: number,
    secondMoments: number,
    count: number,
    scale: number,
    l2: number,
    shrink: number,
    beta1: number,
    beta2: number,
    rate: number,
    correction: number,
    epsilon: number,
  ): void
  momentum(
    parameters: number,
    gradients: number,
    velocities: number,
    count: number,
    scale: number,
    l2: number,
    shrink: number,
    momentum: number,
    rate: number,
    ahead: number,
  ): void
  sumOfSquares(values: number, count: number): number
  average(average: number, parameters: number, count: number, decay: number): void
}

/** Rows of floats, one after another in one memory, and the kernels that work on them. */
export interface FlatBlock {
  readonly kernels: UpdateKernels
  readonly rows: readonly Float32Array[]
  /** Byte offset of each row. */
  readonly places: readonly number[]
  /** Floats in a row with those that fill it up to a multiple of four, which are always zero. */
  readonly paddedSize: number
}

const pageBytes = 0x1_0000

/** Memory for `rowCount` rows of `size` floats, all zero. It never grows, so views of it stay valid. */
export function createFlatBlock(size: number, rowCount: number): FlatBlock {
  const paddedSize = Math.ceil(size / 4) * 4
  const pages = Math.max(1, Math.ceil((4 * paddedSize * rowCount) / pageBytes))
  const memory = new wasm.Memory({ initial: pages, maximum: pages })
  const places = Array.from({ length: rowCount }, (_, row) => 4 * paddedSize * row)
  return {
    kernels: new wasm.Instance(compile(), { env: { memory } }).exports,
    rows: places.map((place) => new Float32Array(memory.buffer, place, size)),
    places,
    paddedSize,
  }
}

let compiled: object | undefined

/** Less than a kilobyte, compiled once, so this may be synchronous. */
function compile(): object {
  compiled ??= new wasm.Module(Uint8Array.from(atob(binary), (char) => char.charCodeAt(0)))
  return compiled
}

// The libraries of TypeScript declare WebAssembly only together with the DOM.
const wasm = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object, imports: object) => { readonly exports: UpdateKernels }
    }
  }
).WebAssembly
