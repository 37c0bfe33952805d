import type { KernelRooms } from '../../../src/density/kernels/memory.ts'
import { plainKernels } from './plain-kernels.ts'

/** Rooms whose kernels are the plain ones, a new one each time. */
export function plainRooms(): KernelRooms {
  return {
    room(bytes) {
      const buffer = new ArrayBuffer(4 * Math.ceil(bytes / 4))
      return {
        kernels: plainKernels(buffer),
        u8: new Uint8Array(buffer),
        u16: new Uint16Array(buffer),
        i32: new Int32Array(buffer),
        f32: new Float32Array(buffer),
      }
    },
  }
}
