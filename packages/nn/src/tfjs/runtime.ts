// What is used of TensorFlow.js. Declared here so that the types of this package do not depend on its being installed.

export interface TfjsTensor {
  readonly shape: readonly number[]
  clone(): TfjsTensor
  data(): Promise<Float32Array | Int32Array | Uint8Array>
  dispose(): void
}

export type TfjsElementType = 'float32' | 'int32' | 'bool'

/** Functions of one tensor, element by element. */
export type TfjsUnary =
  | 'abs'
  | 'cos'
  | 'erf'
  | 'exp'
  | 'log'
  | 'logicalNot'
  | 'neg'
  | 'relu'
  | 'sigmoid'
  | 'sign'
  | 'sin'
  | 'softplus'
  | 'sqrt'
  | 'tanh'

/** Functions of two tensors, element by element, with broadcasting. */
export type TfjsBinary =
  | 'add'
  | 'div'
  | 'equal'
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'logicalAnd'
  | 'logicalOr'
  | 'maximum'
  | 'minimum'
  | 'mul'
  | 'pow'
  | 'sub'

export interface TensorFlow
  extends
    Readonly<Record<TfjsUnary, (x: TfjsTensor) => TfjsTensor>>,
    Readonly<Record<TfjsBinary, (a: TfjsTensor, b: TfjsTensor) => TfjsTensor>> {
  ready(): Promise<void>
  tidy<T>(run: () => T): T
  keep(x: TfjsTensor): TfjsTensor
  tensor(values: ArrayLike<number>, shape: readonly number[], dtype: TfjsElementType): TfjsTensor
  fill(shape: readonly number[], value: number, dtype: TfjsElementType): TfjsTensor
  cast(x: TfjsTensor, dtype: TfjsElementType): TfjsTensor
  where(condition: TfjsTensor, a: TfjsTensor, b: TfjsTensor): TfjsTensor
  leakyRelu(x: TfjsTensor, slope: number): TfjsTensor
  /** 1 above zero, `alpha` elsewhere. */
  step(x: TfjsTensor, alpha: number): TfjsTensor
  matMul(a: TfjsTensor, b: TfjsTensor): TfjsTensor
  sum(x: TfjsTensor, axes: readonly number[], keepDimensions: boolean): TfjsTensor
  max(x: TfjsTensor, axes: readonly number[], keepDimensions: boolean): TfjsTensor
  argMax(x: TfjsTensor, axis: number): TfjsTensor
  /** Over the last axis, like `logSoftmax`. */
  softmax(x: TfjsTensor): TfjsTensor
  logSoftmax(x: TfjsTensor): TfjsTensor
  reshape(x: TfjsTensor, shape: readonly number[]): TfjsTensor
  transpose(x: TfjsTensor, order: readonly number[]): TfjsTensor
  broadcastTo(x: TfjsTensor, shape: readonly number[]): TfjsTensor
  slice(x: TfjsTensor, start: readonly number[], size: readonly number[]): TfjsTensor
  pad(x: TfjsTensor, paddings: readonly (readonly [before: number, after: number])[]): TfjsTensor
  concat(tensors: readonly TfjsTensor[], axis: number): TfjsTensor
  gather(x: TfjsTensor, indices: TfjsTensor, axis: number): TfjsTensor
  /** Zeros of a shape, with each update added at its index of the first axis; indices are of shape [count, 1]. */
  scatterND(indices: TfjsTensor, updates: TfjsTensor, shape: readonly number[]): TfjsTensor
}

/**
 * TensorFlow.js, as `import * as tf from '@tensorflow/tfjs'` gives it, or `@tensorflow/tfjs-core` with a backend, or
 * `@tensorflow/tfjs-node`. Only the names are checked: its own types differ between those.
 */
export type TfjsNamespace = { readonly [Name in keyof TensorFlow]: (...args: never[]) => unknown }
