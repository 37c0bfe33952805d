import type { OnnxEmitter } from './onnx/emitter.ts'
import type { TensorFlow, TfjsTensor } from './tfjs/runtime.ts'

/** What an element of a graph is. `bool` comes from comparisons and is held in bytes, 0 or 1. */
export type ElementType = 'f32' | 'i32' | 'bool'

/** Shape and element type: all that is known of a tensor before it has values. Shapes are fixed when a graph is written. */
export interface Signature {
  readonly shape: readonly number[]
  readonly dtype: ElementType
}

/** A value that a graph will have: the operation that makes it, from which tensors. Immutable; may be used many times. */
export interface SymbolicTensor extends Signature {
  readonly operation: Operation
  readonly inputs: readonly SymbolicTensor[]
  readonly attributes: object
}

/** What functions on tensors take: a number stands for a constant of any shape. */
export type Operand = SymbolicTensor | number

/** Any typed array that can hold the elements of a tensor. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array

/** A dense, row-major block, as the reference kernels read and write it. */
export interface Block {
  readonly shape: readonly number[]
  readonly data: NumberArray
}

/** An operation: everything there is to know of it, in one object. Its engines need nothing else. */
export interface Operation<Attributes extends object = object> {
  readonly name: string
  /** Whether the inputs may be swapped, so that a + b and b + a are found to be the same. */
  readonly isCommutative?: boolean
  /** Shape and element type of the result. Refuses inputs that do not fit together. */
  infer(inputs: readonly SymbolicTensor[], attributes: Attributes): Signature
  /**
   * The gradient with respect to each input, as tensors of a graph, given the gradient with respect to the output; an
   * `undefined` stops it there. Without this method the operation stops all gradients.
   */
  gradient?(output: SymbolicTensor, upstream: SymbolicTensor): readonly (SymbolicTensor | undefined)[]
  /** The plain reference kernel, in double precision when `out` is. */
  compute?(inputs: readonly Block[], out: Block, attributes: Attributes): void
  /** Writes the operation as ONNX and returns the name of the result. */
  onnx?(emit: OnnxEmitter, inputs: readonly string[], output: SymbolicTensor, attributes: Attributes): string
  /** Computes the operation on TensorFlow.js. The result is a tensor of its own, never an input. */
  tfjs?(context: TfjsContext, inputs: readonly TfjsTensor[], output: SymbolicTensor, attributes: Attributes): TfjsTensor
  /** The same in terms of other operations, for an operation that has no kernel: one with a hand-made gradient. */
  expand?(inputs: readonly SymbolicTensor[], attributes: Attributes): SymbolicTensor
}

/** Applies an operation: checks the inputs and records the result. */
export function apply<Attributes extends object>(
  operation: Operation<Attributes>,
  inputs: readonly SymbolicTensor[],
  attributes: Attributes,
): SymbolicTensor {
  const { shape, dtype } = operation.infer(inputs, attributes)
  return { operation, inputs, attributes, shape, dtype }
}

/** The same operation on other inputs. */
export function withInputs(tensor: SymbolicTensor, inputs: readonly SymbolicTensor[]): SymbolicTensor {
  if (inputs.every((input, i) => input === tensor.inputs[i])) return tensor
  return apply(tensor.operation, inputs, tensor.attributes)
}

/** The attributes of a tensor that is known to be made by `operation`. */
export function attributesOf<Attributes extends object>(
  tensor: SymbolicTensor,
  operation: Operation<Attributes>,
): Attributes {
  if (tensor.operation !== operation) throw new TypeError(`made by ${tensor.operation.name}, not ${operation.name}`)
  return tensor.attributes as Attributes
}

/** What operations compute with on TensorFlow.js. Tensors they make on the way are freed behind them. */
export interface TfjsContext {
  readonly tf: TensorFlow
  /** A tensor that the operation behind `output` needs at every run: made at the first, and freed with the program. */
  once(output: SymbolicTensor, make: () => TfjsTensor): TfjsTensor
}
