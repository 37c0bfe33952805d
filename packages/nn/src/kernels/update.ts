import { updateBinary } from './update-binary.ts'
import { compileModule, createMemory, instantiate } from './wasm.ts'

/** The compiled kernels of `wasm/update.wat`. Every place is a byte offset in their memory; counts are multiples of 4. */
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

/** Memory for `rowCount` rows of `size` floats, all zero. It never grows, so views of it stay valid. */
export function createFlatBlock(size: number, rowCount: number): FlatBlock {
  const paddedSize = Math.ceil(size / 4) * 4
  const memory = createMemory(4 * paddedSize * rowCount)
  const places = Array.from({ length: rowCount }, (_, row) => 4 * paddedSize * row)
  return {
    kernels: instantiate<UpdateKernels>(compile(), memory),
    rows: places.map((place) => new Float32Array(memory.buffer, place, size)),
    places,
    paddedSize,
  }
}

let compiled: object | undefined

/** Less than a kilobyte, compiled once, so this may be synchronous. */
function compile(): object {
  compiled ??= compileModule(updateBinary)
  return compiled
}
