import type { Tensor } from '@asdf/contract'
import { writeFile } from 'node:fs/promises'

const alignment = 64
const magicBytes = 10

/** Writes a tensor as NumPy's `.npy`, version 1.0. */
export async function writeNpy(path: string, { shape, data }: Tensor): Promise<void> {
  const about = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map((size) => `${size},`).join(' ')}), }`
  const padding = alignment - ((magicBytes + about.length + 1) % alignment)
  const header = Buffer.from(`${about}${' '.repeat(padding)}\n`, 'latin1')
  const magic = Buffer.from([0x93, ...Buffer.from('NUMPY', 'latin1'), 1, 0, header.length & 0xff, header.length >> 8])
  await writeFile(path, Buffer.concat([magic, header, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]))
}
