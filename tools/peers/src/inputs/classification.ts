import type { Rng } from '@asdf/contract'
import type { PreparedPart } from '../prepared-table.ts'
import { createRng, standardNormal, uniformInteger } from '@asdf/core'
import { writePreparedTable } from '../prepared-table.ts'

export interface ClassificationOptions {
  readonly rows: number
  readonly testRows: number
  readonly seed: number
}

const informative = 10
const redundant = 10
const noise = 10
const width = informative + redundant + noise
const clustersPerClass = 2
const separation = 0.7
const flippedShare = 0.02

/**
 * Two classes in 30 numeric columns, in the manner of scikit-learn's `make_classification`: each class is two Gaussian
 * clusters around random corners of a hypercube in 10 dimensions, each with its own random covariance; 10 columns are
 * linear in those, 10 are noise, and 2 % of the classes are flipped.
 */
export function prepareClassification(folder: string, { rows, testRows, seed }: ClassificationOptions): void {
  const rng = createRng(seed)
  const shape = createShape(rng.fork('shape'))
  writePreparedTable(folder, {
    columns: Array.from({ length: width }, (_, index) => ({ name: `x${index + 1}`, categories: null })),
    classes: ['0', '1'],
    parts: {
      train: drawRows(shape, rows, rng.fork('train')),
      test: drawRows(shape, testRows, rng.fork('test')),
    },
  })
}

interface Shape {
  /** Cluster c belongs to class c mod 2. */
  readonly centers: readonly Float64Array[]
  /** One matrix per cluster, `[informative, informative]`. */
  readonly spreads: readonly Float64Array[]
  /** `[redundant, informative]`. */
  readonly mixing: Float64Array
}

function createShape(rng: Rng): Shape {
  const clusters = Array.from({ length: 2 * clustersPerClass }, (_, cluster) => cluster)
  const uniform = () => 2 * rng.next() - 1
  return {
    centers: clusters.map(() =>
      Float64Array.from({ length: informative }, () => (rng.next() < 0.5 ? -separation : separation)),
    ),
    spreads: clusters.map(() => Float64Array.from({ length: informative * informative }, uniform)),
    mixing: Float64Array.from({ length: redundant * informative }, uniform),
  }
}

function drawRows(shape: Shape, rows: number, rng: Rng): PreparedPart {
  const features = new Float64Array(rows * width)
  const target = new Int32Array(rows)
  const normals = new Float64Array(informative)
  for (let row = 0; row < rows; row++) {
    const cluster = uniformInteger(rng, shape.centers.length)
    for (let i = 0; i < informative; i++) normals[i] = standardNormal(rng)
    const out = features.subarray(row * width, (row + 1) * width)
    multiply(shape.spreads[cluster]!, normals, out)
    for (let i = 0; i < informative; i++) out[i]! += shape.centers[cluster]![i]!
    multiply(shape.mixing, out.subarray(0, informative), out.subarray(informative, informative + redundant))
    for (let i = informative + redundant; i < width; i++) out[i] = standardNormal(rng)
    const flipped = rng.next() < flippedShare ? 1 : 0
    target[row] = (cluster % 2) ^ flipped
  }
  return { features, target }
}

/** Writes `matrix · vector` to the first entries of `out`, as many as the matrix has rows. */
function multiply(matrix: Float64Array, vector: Float64Array, out: Float64Array): void {
  const columns = vector.length
  for (let i = 0; i * columns < matrix.length; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += matrix[i * columns + j]! * vector[j]!
    out[i] = sum
  }
}
