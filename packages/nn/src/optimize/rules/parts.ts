import type { SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import { concat, concatOperation, pad, padOperation, slice, sliceOperation } from '../../ops/slice.ts'
import { fill } from '../../ops/source.ts'
import { attributesOf } from '../../tensor.ts'
import { fillValue } from './match.ts'

export const simplifySlice: Rule = (tensor) => {
  const [x] = tensor.inputs
  const { axis, start, end } = attributesOf(tensor, sliceOperation)
  const value = fillValue(x!)
  if (value !== undefined) return fill(value, tensor.shape, tensor.dtype)
  if (x!.operation === sliceOperation && attributesOf(x!, sliceOperation).axis === axis) {
    const inner = attributesOf(x!, sliceOperation)
    return slice(x!.inputs[0]!, axis, inner.start + start, inner.start + end)
  }
  if (x!.operation === padOperation && attributesOf(x!, padOperation).axis === axis) {
    const { before } = attributesOf(x!, padOperation)
    const size = x!.inputs[0]!.shape[axis]!
    return start >= before && end <= before + size
      ? slice(x!.inputs[0]!, axis, start - before, end - before)
      : undefined
  }
  if (x!.operation !== concatOperation || attributesOf(x!, concatOperation).axis !== axis) return undefined
  // The parts that the slice meets, each cut to it. A slice across parts copies no less than they do.
  let from = 0
  const parts = x!.inputs.flatMap((part) => {
    const [first, last] = [Math.max(start - from, 0), Math.min(end - from, part.shape[axis]!)]
    from += part.shape[axis]!
    return first < last ? [slice(part, axis, first, last)] : []
  })
  return concat(parts, axis)
}

export const simplifyPad: Rule = (tensor) => {
  const [x] = tensor.inputs
  const { axis, before, after } = attributesOf(tensor, padOperation)
  if (fillValue(x!) === 0) return fill(0, tensor.shape, tensor.dtype)
  if (x!.operation !== padOperation || attributesOf(x!, padOperation).axis !== axis) return undefined
  const inner = attributesOf(x!, padOperation)
  return pad(x!.inputs[0]!, axis, before + inner.before, inner.after + after)
}

export const simplifyConcat: Rule = (tensor) => {
  const { axis } = attributesOf(tensor, concatOperation)
  const isNested = (part: SymbolicTensor) =>
    part.operation === concatOperation && attributesOf(part, concatOperation).axis === axis
  if (tensor.inputs.some(isNested)) {
    return concat(
      tensor.inputs.flatMap((part) => (isNested(part) ? part.inputs : [part])),
      axis,
    )
  }
  return undefined
}

/** The sum of parts that lie beside one another among zeros, as gradients of slices do, is a concatenation. */
export const joinPads: Rule = ({ inputs: [a, b] }) => {
  const left = padded(a!)
  const right = padded(b!)
  if (left === undefined || right === undefined || left.axis !== right.axis) return undefined
  const [first, last] = left.before <= right.before ? [left, right] : [right, left]
  const gap = last.before - first.before - first.part.shape[first.axis]!
  if (gap < 0 || a!.shape.length !== b!.shape.length) return undefined
  const joined = concat([pad(first.part, first.axis, 0, gap), last.part], first.axis)
  return pad(joined, first.axis, first.before, last.after)
}

function padded(tensor: SymbolicTensor) {
  if (tensor.operation !== padOperation) return undefined
  return { ...attributesOf(tensor, padOperation), part: tensor.inputs[0]! }
}
