import type { DensityKernels } from './density-kernels.ts'
import { AsdfError } from '@asdf/contract'
import { createDensityKernels, createGrowingMemory, pageBytes } from './wasm.ts'

/** Kernels and the memory that they work on: one thread's. */
export interface KernelRoom {
  readonly kernels: DensityKernels
  readonly u8: Uint8Array
  readonly u16: Uint16Array
  readonly i32: Int32Array
  readonly f32: Float32Array
}

/** Makes rooms; the memory of one is used again for the next. */
export interface KernelRooms {
  /** A room of at least so many bytes, with what the last one left in it. The last one must not be used any more. */
  room(bytes: number): KernelRoom
}

const maximumBytes = 2 ** 32

export function createRooms(): KernelRooms {
  const memory = createGrowingMemory(1)
  const kernels = createDensityKernels(memory)
  let held: KernelRoom | null = null
  return {
    room(bytes) {
      if (bytes > maximumBytes) throw tooLarge(bytes)
      const missing = Math.ceil(bytes / pageBytes) - memory.buffer.byteLength / pageBytes
      if (held !== null && missing <= 0) return held
      // Views of a memory that has grown are empty.
      if (missing > 0) memory.grow(missing)
      held = viewsOf(memory.buffer, kernels)
      return held
    },
  }
}

function viewsOf(buffer: ArrayBuffer, kernels: DensityKernels): KernelRoom {
  return {
    kernels,
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    f32: new Float32Array(buffer),
  }
}

function tooLarge(bytes: number): AsdfError {
  return new AsdfError(
    'ASDF_UNSUPPORTED',
    `fitCodes: needs ${Math.ceil(bytes / 2 ** 20)} MiB in one piece, more than 4096; use fewer rows, columns or leaves`,
    { feature: 'training in more than 4 GiB' },
  )
}

/** Lays arrays out one after another, each on a cache line of its own. Byte 0 stays free: it stands for "none". */
export function createLayout(): { take(bytes: number): number; size(): number } {
  let next = 64
  return {
    take(bytes) {
      const at = next
      next += Math.ceil(bytes / 64) * 64
      return at
    },
    size: () => next,
  }
}
