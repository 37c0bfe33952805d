import type { Rng, RunOptions, Table } from '@asdf/contract'
import { cellsOf, classCodes, classNames, isPresent, runSteps, standardNormal } from '@asdf/core'

/** Rows on principal components of unit variance: shape `[rowCount, width]`, row-major. */
export type Components = Float64Array

export interface Projection {
  readonly width: number
  project(table: Table): Components
}

/** Most components: beyond these, densities say little. */
const mostComponents = 8
const rounds = 20

/**
 * Fits the first 8 principal components of rows whose numbers are scaled to unit variance, nulls at the mean, and whose
 * categories are one-hot; texts are left out. By subspace iteration on the rows as they are, so that memory is that of the
 * components: O(20 × rows × columns × 8) time.
 */
export async function fitComponents(table: Table, run: RunOptions, rng: Rng): Promise<Projection> {
  const read = columnReader(table)
  const features = read.width
  const width = Math.min(mostComponents, features)
  if (width === 0) return { width: 1, project: ({ rowCount }) => new Float64Array(rowCount) }
  let axes = Float64Array.from({ length: features * width }, () => standardNormal(rng))
  orthonormalize(axes, features, width)
  const rows = read.rows(table)
  await runSteps(run, 'principal components', rounds, () => {
    const image = multiply(rows, axes, width, table.rowCount)
    center(image, width)
    axes = transposed(rows, image, width, features)
    orthonormalize(axes, features, width)
    return {}
  })
  const image = multiply(rows, axes, width, table.rowCount)
  const means = center(image, width)
  whiten(image, axes, means)
  return {
    width,
    project: (other) =>
      multiply(read.rows(other), axes, width, other.rowCount).map((value, place) => value - means[place % width]!),
  }
}

/**
 * Makes the components uncorrelated and of unit variance, exactly whether or not the iteration has told them apart; one
 * without a spread of its own becomes 0. What is done to the image is done to axes and means.
 */
function whiten(image: Float64Array, axes: Float64Array, means: Float64Array): void {
  const width = means.length
  const parts = [image, axes, means]
  const rowCount = image.length / width
  const product = (a: number, b: number) => {
    let sum = 0
    for (let row = 0; row < rowCount; row++) sum += (image[row * width + a]! * image[row * width + b]!) / rowCount
    return sum
  }
  for (let k = 0; k < width; k++) {
    const before = product(k, k)
    for (let j = 0; j < k; j++) {
      const share = product(j, k)
      for (const part of parts) takeOff(part, width, k, j, share)
    }
    const variance = product(k, k)
    const scale = variance > 1e-12 * before && variance > 1e-18 ? 1 / Math.sqrt(variance) : 0
    for (const part of parts) scaleColumn(part, width, k, scale)
  }
}

/** Subtracts `share` of column `from` from column `column`. */
function takeOff(matrix: Float64Array, width: number, column: number, from: number, share: number): void {
  for (let at = 0; at < matrix.length; at += width) matrix[at + column]! -= share * matrix[at + from]!
}

function scaleColumn(matrix: Float64Array, width: number, column: number, scale: number): void {
  for (let at = column; at < matrix.length; at += width) matrix[at]! *= scale
}

/** Rows of numbers and of places of ones. */
interface SparseRows {
  readonly numbers: readonly Float64Array[]
  /** Feature of each number. */
  readonly numberAt: readonly number[]
  /** The feature that is one, or -1. */
  readonly ones: readonly Int32Array[]
}

interface ColumnReader {
  readonly width: number
  rows(table: Table): SparseRows
}

function columnReader(table: Table): ColumnReader {
  let width = 0
  const numbers: { index: number; at: number; mean: number; scale: number }[] = []
  const codes: { index: number; places: Int32Array }[] = []
  table.schema.fields.forEach((field, index) => {
    const column = table.columns[index]!
    if (field.kind === 'numeric' || field.kind === 'datetime') {
      const present = Array.from(cellsOf(column) as Float64Array).filter((_, row) => isPresent(column, row))
      const mean = present.reduce((sum, value) => sum + value / present.length, 0)
      const variance = present.reduce((sum, value) => sum + (value - mean) ** 2 / present.length, 0)
      const scale = variance > 0 && variance < Infinity ? 1 / Math.sqrt(variance) : 0
      numbers.push({ index, at: width++, mean, scale })
    } else if (field.kind === 'categorical' || field.kind === 'boolean') {
      // Categories that no row has are no features.
      const places = new Int32Array(classNames(field).length).fill(-1)
      for (const code of classCodes(column)) if (code >= 0) places[code] = 0
      places.forEach((place, code) => {
        if (place === 0) places[code] = width++
      })
      codes.push({ index, places })
    }
  })
  return {
    width,
    rows: ({ columns }) => ({
      numbers: numbers.map(({ index, mean, scale }) =>
        (cellsOf(columns[index]!) as Float64Array).map((value, row) =>
          isPresent(columns[index]!, row) ? (value - mean) * scale : 0,
        ),
      ),
      numberAt: numbers.map(({ at }) => at),
      ones: codes.map(({ index, places }) => classCodes(columns[index]!).map((code) => places[code] ?? -1)),
    }),
  }
}

function multiply(
  { numbers, numberAt, ones }: SparseRows,
  axes: Float64Array,
  width: number,
  rowCount: number,
): Float64Array {
  const out = new Float64Array(rowCount * width)
  numbers.forEach((values, n) => {
    const at = numberAt[n]! * width
    for (let row = 0; row < rowCount; row++) {
      for (let k = 0; k < width; k++) out[row * width + k]! += values[row]! * axes[at + k]!
    }
  })
  for (const places of ones) {
    for (let row = 0; row < rowCount; row++) {
      if (places[row]! < 0) continue
      const at = places[row]! * width
      for (let k = 0; k < width; k++) out[row * width + k]! += axes[at + k]!
    }
  }
  return out
}

function transposed(
  { numbers, numberAt, ones }: SparseRows,
  image: Float64Array,
  width: number,
  features: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(features * width)
  const rowCount = image.length / width
  numbers.forEach((values, n) => {
    const at = numberAt[n]! * width
    for (let row = 0; row < rowCount; row++) {
      for (let k = 0; k < width; k++) out[at + k]! += values[row]! * image[row * width + k]!
    }
  })
  for (const places of ones) {
    for (let row = 0; row < rowCount; row++) {
      if (places[row]! < 0) continue
      const at = places[row]! * width
      for (let k = 0; k < width; k++) out[at + k]! += image[row * width + k]!
    }
  }
  return out
}

/** Takes the mean off every component; returns the means. */
function center(image: Float64Array, width: number): Float64Array {
  const rowCount = image.length / width
  const means = new Float64Array(width)
  image.forEach((value, place) => (means[place % width]! += value / rowCount))
  image.forEach((_, place) => (image[place]! -= means[place % width]!))
  return means
}

/** Makes the columns of `axes` orthonormal (modified Gram-Schmidt); one that depends on those before becomes zero. */
function orthonormalize(axes: Float64Array, features: number, width: number): void {
  const dot = (a: number, b: number) => {
    let sum = 0
    for (let f = 0; f < features; f++) sum += axes[f * width + a]! * axes[f * width + b]!
    return sum
  }
  for (let k = 0; k < width; k++) {
    const before = Math.sqrt(dot(k, k))
    for (let j = 0; j < k; j++) {
      const share = dot(j, k)
      takeOff(axes, width, k, j, share)
    }
    const norm = Math.sqrt(dot(k, k))
    const scale = norm > 1e-10 * before ? 1 / norm : 0
    scaleColumn(axes, width, k, scale)
  }
}
