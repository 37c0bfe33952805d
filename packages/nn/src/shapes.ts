import type { Form } from '@asdf/core'
import type { ElementType, Signature } from './tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms, show } from '@asdf/core'

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i])
}

/** `[2, 3]`, as shapes are written in messages. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}

/** Elements between neighbors along each axis of a row-major block. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!
  return strides
}

/** The shape two shapes broadcast to, as in NumPy: aligned at the right, a 1 stretches. */
export function broadcastShapes(where: string, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1
    const right = b[b.length - rank + i] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw shapeError(where, `shapes ${showShape(a)} and ${showShape(b)} do not broadcast`, a, b)
    }
    return left === 1 ? right : left
  })
}

/** Steps through an input of `shape` while the output of shape `target` is walked: 0 along the axes that stretch. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const strides = stridesOf(shape)
  const missing = target.length - shape.length
  return target.map((_, i) => (i < missing || shape[i - missing] === 1 ? 0 : strides[i - missing]!))
}

/** Axes counted from 0, in order, each once; negative ones count from the end. */
export function normalizeAxes(where: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  checkForms(where, { axes: [axes, someAxes] })
  const given =
    axes === undefined ? Array.from({ length: rank }, (_, i) => i) : typeof axes === 'number' ? [axes] : axes
  const counted = given.map((axis) => normalizeAxis(where, axis, rank))
  return [...new Set(counted)].sort((a, b) => a - b)
}

const someAxes: Form = {
  phrase: 'an axis or an array of axes',
  fits: (value) => value === undefined || typeof value === 'number' || Array.isArray(value),
}

export function normalizeAxis(where: string, axis: number, rank: number): number {
  if (typeof axis === 'number' && Number.isInteger(axis) && axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis
  throw new AsdfError('ASDF_OPTION_INVALID', `${where}: axis must be within rank ${rank}, got ${show(axis)}`, {
    option: 'axis',
    received: axis,
  })
}

/** Refuses sizes that are not whole numbers of at least 1. */
export function checkShape(where: string, shape: readonly number[]): void {
  checkForms(where, { shape: [shape, aList] })
  if (shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 1)) return
  throw new AsdfError(
    'ASDF_OPTION_INVALID',
    `${where}: every size of a shape must be a whole number of at least 1, got ${showShape(shape)}`,
    { option: 'shape', received: shape },
  )
}

/** The number of axes of what must be a tensor of a graph: the first look at an argument. */
export function rankOf(where: string, tensor: Signature): number {
  checkTensor(where, tensor)
  return tensor.shape.length
}

/** Refuses what is no tensor of a graph, such as a number, an array or `null`. */
export function checkTensor(where: string, tensor: Signature): void {
  if (Array.isArray((tensor as Partial<Signature> | null | undefined)?.shape) && typeof tensor.dtype === 'string')
    return
  throw new AsdfError(
    'ASDF_OPTION_INVALID',
    `${where}: needs a tensor of a graph, as input(...) and constant(...) give, got ${show(tensor)}`,
    { option: 'tensor', received: tensor },
  )
}

/** Refuses operands that are neither numbers nor tensors of a graph. */
export function checkOperands(where: string, ...operands: readonly (Signature | number)[]): void {
  for (const operand of operands) if (typeof operand !== 'number') checkTensor(where, operand)
}

const aList: Form = { phrase: 'an array of numbers', fits: (value) => Array.isArray(value) }

/** Refuses a tensor whose elements are not of an expected type. */
export function checkElementType(where: string, tensor: Signature, ...allowed: readonly ElementType[]): void {
  checkTensor(where, tensor)
  if (allowed.includes(tensor.dtype)) return
  throw new AsdfError(
    'ASDF_UNSUPPORTED',
    `${where}: needs elements of type ${allowed.join(' or ')}, got ${tensor.dtype} of shape ${showShape(tensor.shape)}`,
    { feature: `${where} of ${tensor.dtype}` },
  )
}

/** Refuses two tensors of different element types. */
export function checkSameElementType(where: string, a: Signature, b: Signature): void {
  checkTensor(where, a)
  checkTensor(where, b)
  if (a.dtype === b.dtype) return
  throw new AsdfError(
    'ASDF_UNSUPPORTED',
    `${where}: needs one element type, got ${a.dtype}${showShape(a.shape)} and ${b.dtype}${showShape(b.shape)}; cast one`,
    { feature: `${where} of ${a.dtype} and ${b.dtype}` },
  )
}

/** The error for shapes that do not go together. */
export function shapeError(
  where: string,
  fault: string,
  expected: readonly number[],
  received: readonly number[],
): AsdfError<'ASDF_SHAPE_MISMATCH'> {
  return new AsdfError('ASDF_SHAPE_MISMATCH', `${where}: ${fault}`, { expected, received })
}
