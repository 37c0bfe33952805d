import type { ElementType, NumberArray, Operand, Operation, SymbolicTensor } from '../tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { aNumber, aShape, aText, elementType, someNumbers } from '../argument-forms.ts'
import { checkShape, shapeError, showShape, sizeOf } from '../shapes.ts'
import { apply } from '../tensor.ts'
import { tfjsTypes } from '../tfjs/types.ts'

interface InputAttributes {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: ElementType
}

interface ConstantAttributes {
  readonly values: NumberArray
  readonly shape: readonly number[]
  readonly dtype: ElementType
}

interface FillAttributes {
  readonly value: number
  readonly shape: readonly number[]
  readonly dtype: ElementType
}

/** A value that is fed at every run. */
export const inputOperation: Operation<InputAttributes> = {
  name: 'input',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
}

/** Values that are part of the graph. */
export const constantOperation: Operation<ConstantAttributes> = {
  name: 'constant',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  compute: (_, out, { values }) => out.data.set(values),
  onnx: (emit, _, { dtype }, { values, shape }) => {
    if (dtype === 'f32') return emit.floats(values, shape)
    const integers = emit.integers32(values, shape)
    return dtype === 'i32' ? integers : emit.node('Cast', [integers], { to: 9 })
  },
  tfjs: ({ tf, once }, _, output, { values, shape, dtype }) =>
    once(output, () => tf.tensor(dtype === 'f32' ? Float32Array.from(values) : values, shape, tfjsTypes[dtype])),
}

/** One number in every place. */
export const fillOperation: Operation<FillAttributes> = {
  name: 'fill',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  compute: (_, out, { value }) => void out.data.fill(value),
  onnx: (emit, _, { dtype }, { value, shape }) => {
    const one = dtype === 'f32' ? emit.floats([value], []) : emit.integers32([value], [])
    const scalar = dtype === 'bool' ? emit.node('Cast', [one], { to: 9 }) : one
    return shape.length === 0 ? scalar : emit.node('Expand', [scalar, emit.integers(shape)])
  },
  tfjs: ({ tf, once }, _, output, { value, shape, dtype }) =>
    once(output, () => tf.fill(shape, value, tfjsTypes[dtype])),
}

/** A value that is fed at every run under this name, of a fixed shape. */
export function input(name: string, shape: readonly number[], dtype: ElementType = 'f32'): SymbolicTensor {
  checkForms('input', { name: [name, aText], shape: [shape, aShape], dtype: [dtype, elementType] })
  if (name === '') {
    throw new AsdfError('ASDF_OPTION_INVALID', "input: needs a name, got ''", { option: 'name', received: name })
  }
  checkShape(`input '${name}'`, shape)
  return apply(inputOperation, [], { name, shape: [...shape], dtype })
}

/** Values that are part of the graph, copied; a vector unless `shape` says otherwise. */
export function constant(
  values: ArrayLike<number>,
  shape: readonly number[] = [values?.length],
  dtype: ElementType = 'f32',
): SymbolicTensor {
  checkForms('constant', { values: [values, someNumbers], shape: [shape, aShape], dtype: [dtype, elementType] })
  checkShape('constant', shape)
  if (sizeOf(shape) !== values.length) {
    const fault = `shape ${showShape(shape)} needs ${sizeOf(shape)} values, got ${values.length}`
    throw shapeError('constant', fault, shape, [values.length])
  }
  const copy =
    dtype === 'f32' ? Float64Array.from(values) : dtype === 'i32' ? Int32Array.from(values) : Uint8Array.from(values)
  return apply(constantOperation, [], { values: copy, shape: [...shape], dtype })
}

/** A constant with the same number in every place; a scalar unless `shape` says otherwise. */
export function fill(value: number, shape: readonly number[] = [], dtype: ElementType = 'f32'): SymbolicTensor {
  checkForms('fill', { value: [value, aNumber], shape: [shape, aShape], dtype: [dtype, elementType] })
  checkShape('fill', shape)
  return apply(fillOperation, [], { value, shape: [...shape], dtype })
}

/** Zeros of a shape. */
export function zeros(shape: readonly number[]): SymbolicTensor {
  return fill(0, shape)
}

/** Ones of a shape. */
export function ones(shape: readonly number[]): SymbolicTensor {
  return fill(1, shape)
}

/** A number as a scalar of the graph; a tensor as it is. */
export function toTensor(operand: Operand, dtype: ElementType = 'f32'): SymbolicTensor {
  return typeof operand === 'number' ? fill(operand, [], dtype) : operand
}
