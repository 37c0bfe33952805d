import type { Tensor } from '@asdf/contract'
import type { Sliced } from '@asdf/core'
import { AsdfError } from '@asdf/contract'
import { runAtOnce, show } from '@asdf/core'
import { momentsOf } from './kernels/covariance-root.ts'
import { nuclearNorm } from './kernels/nuclear-norm.ts'

/** Features of rows: shape `[rows, width]`. */
export type FeatureMatrix = Tensor<'f32'> | Tensor<'f64'>

/**
 * The Fréchet distance, squared, of the normal distributions with the means and covariances (over rows - 1) of two matrices
 * of features: |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁Σ₂)^½). Of Inception features it is the FID. Heusel et al., "GANs trained by a two time-scale update
 * rule", NIPS 2017; formula as in pytorch-fid 0.3.0.
 *
 * The trace of the root is the sum of the singular values of L₁ᵀL₂, where Σ = LLᵀ: no root is taken of a matrix that has
 * none, and features that depend on others, such as one-hot columns, need no small number added to them.
 * Cost O(rows × width² + width³), or rows for width where those are fewer.
 *
 * Matrices without rows, of other widths or with numbers that are not finite are an `ASDF_SHAPE_MISMATCH` or
 * `ASDF_DATA_INVALID`.
 */
export function frechetDistanceOf(a: FeatureMatrix, b: FeatureMatrix): number {
  return runAtOnce(frechetWork(a, b))
}

/** As `frechetDistanceOf`, with pauses. */
export function* frechetWork(a: FeatureMatrix, b: FeatureMatrix): Sliced<number> {
  const [rowsA, widthA] = checkMatrix(a)
  const [rowsB, widthB] = checkMatrix(b)
  if (widthA !== widthB) throw shapeFault(`of one width, got ${widthA} and ${widthB} columns`, a.shape, b.shape)
  const first = yield* momentsOf(a.data, rowsA, widthA)
  const second = yield* momentsOf(b.data, rowsB, widthB)
  let value = 0
  for (let c = 0; c < widthA; c++) value += (first.mean[c]! - second.mean[c]!) ** 2
  for (const { root } of [first, second]) for (const row of root) value += dot(row, row)
  const [few, many] = first.root.length < second.root.length ? [first.root, second.root] : [second.root, first.root]
  const product: Float64Array[] = []
  for (const row of few) {
    product.push(Float64Array.from(many, (other) => dot(row, other)))
    yield
  }
  return Math.max(0, value - 2 * (yield* nuclearNorm(product)))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function checkMatrix(matrix: FeatureMatrix): readonly [rows: number, width: number] {
  // From JavaScript it may be an array, or nothing.
  const { shape = [], data } = (matrix ?? {}) as Partial<FeatureMatrix>
  const [rows = 0, width = 0] = shape
  if (shape.length !== 2 || rows === 0 || width === 0 || data?.length !== rows * width) {
    throw shapeFault(
      `of shape [rows, width] with a row and a column at least, got ${show(shape)}`,
      ['rows', 'width'],
      shape,
    )
  }
  const place = data.findIndex((value) => !Number.isFinite(value))
  if (place < 0) return [rows, width]
  const [row, column] = [Math.floor(place / width), `feature ${(place % width) + 1}`]
  const message = `frechetDistanceOf: ${column}, row ${row + 1} is ${data[place]}, not finite`
  throw new AsdfError('ASDF_DATA_INVALID', message, { column, row })
}

function shapeFault(fault: string, expected: readonly unknown[], received: readonly unknown[]): AsdfError {
  return new AsdfError('ASDF_SHAPE_MISMATCH', `frechetDistanceOf: needs matrices ${fault}`, {
    expected: expected as number[],
    received: received as number[],
  })
}
