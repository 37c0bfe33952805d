import type { ImageColumn, ImageField } from '@asdf/contract'
import { typeName } from '../type-name.ts'

/** Bytes of one picture of the field. */
export function imageSize({ height, width, channels }: ImageField): number {
  return height * width * channels
}

/** The pictures at `indices`, of a column of `rowCount` pictures, without the column's nulls. */
export function takeImages({ pixels }: ImageColumn, rowCount: number, indices: Uint32Array): ImageColumn {
  const size = rowCount === 0 ? 0 : pixels.length / rowCount
  const out = new Uint8Array(size * indices.length)
  for (let i = 0; i < indices.length; i++) {
    const at = indices[i]! * size
    out.set(pixels.subarray(at, at + size), i * size)
  }
  return { kind: 'image', pixels: out }
}

/** The column with zeros where `valid` is 0. */
export function clearImages(column: ImageColumn, valid: Uint8Array): ImageColumn {
  const size = column.pixels.length / valid.length
  const pixels = column.pixels.slice()
  valid.forEach((present, row) => present === 0 && pixels.fill(0, row * size, (row + 1) * size))
  return { kind: 'image', pixels, valid }
}

/** What is wrong with a picture column of `rowCount` rows, or `undefined`. */
export function imageFault(field: ImageField, { pixels }: ImageColumn, rowCount: number): string | undefined {
  const { height, width, channels } = field
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) return `${height} × ${width} pixels`
  if (![1, 3, 4].includes(channels)) return `${channels} channels`
  if (typeName(pixels) === 'Uint8Array' && pixels.length === rowCount * imageSize(field)) return undefined
  return `${pixels?.length} bytes for ${rowCount} pictures`
}
