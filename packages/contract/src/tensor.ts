/** The array behind each element type. */
export interface TensorArrays {
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly i32: Int32Array
  readonly u8: Uint8Array
}

/** The element types of tensors. */
export type DType = keyof TensorArrays

/** A dense, row-major block of numbers. No strides or views cross a package boundary. */
export interface Tensor<D extends DType = 'f32'> {
  readonly dtype: D
  readonly shape: readonly number[]
  readonly data: TensorArrays[D]
}

/** A tensor of any element type; `dtype` tells which. */
export type AnyTensor = { [D in DType]: Tensor<D> }[DType]
