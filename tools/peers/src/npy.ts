import { readFileSync, writeFileSync } from 'node:fs'

/** A dense, row-major array as `numpy.save` writes it. */
export interface NpyArray<Data extends Float64Array | Int32Array = Float64Array | Int32Array> {
  readonly shape: readonly number[]
  readonly data: Data
}

const magic = '\x93NUMPY'
const alignment = 64

/** Writes float64 or int32 numbers in C order, NPY format 1.0. */
export function writeNpy(path: string, { shape, data }: NpyArray): void {
  const type = data instanceof Float64Array ? '<f8' : '<i4'
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const about = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`
  // Magic, version and length take 10 bytes; blanks and a line feed fill the header up to the alignment.
  const length = Math.ceil((10 + about.length + 1) / alignment) * alignment - 10
  const start = Buffer.alloc(10)
  start.write(magic, 'latin1')
  start.writeUInt8(1, 6)
  start.writeUInt16LE(length, 8)
  const header = Buffer.from(`${about.padEnd(length - 1)}\n`, 'latin1')
  writeFileSync(path, Buffer.concat([start, header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]))
}

/** Reads what `writeNpy`, or `numpy.save` on a float64 or int32 array, wrote. */
export function readNpy(path: string): NpyArray {
  const bytes = readFileSync(path)
  if (bytes.toString('latin1', 0, 6) !== magic) throw new Error(`readNpy: ${path} is not an NPY file`)
  const start = 10 + bytes.readUInt16LE(8)
  const about = bytes.toString('latin1', 10, start)
  const type = /'descr': '(<f8|<i4)'/.exec(about)?.[1]
  const sizes = /'shape': \(([^)]*)\)/.exec(about)?.[1]
  if (type === undefined || sizes === undefined || !about.includes("'fortran_order': False")) {
    throw new Error(`readNpy: ${path} is not float64 or int32 in C order, got ${about.trim()}`)
  }
  const shape = sizes.split(',').filter((size) => size.trim() !== '')
  const content = new Uint8Array(bytes.subarray(start)).buffer
  return { shape: shape.map(Number), data: type === '<f8' ? new Float64Array(content) : new Int32Array(content) }
}

/** `readNpy` for a file that must hold float64 numbers. */
export function readDoubles(path: string): NpyArray<Float64Array> {
  const { shape, data } = readNpy(path)
  if (data instanceof Float64Array) return { shape, data }
  throw new Error(`readDoubles: ${path} holds int32`)
}

/** `readNpy` for a file that must hold int32 numbers. */
export function readIntegers(path: string): NpyArray<Int32Array> {
  const { shape, data } = readNpy(path)
  if (data instanceof Int32Array) return { shape, data }
  throw new Error(`readIntegers: ${path} holds float64`)
}
