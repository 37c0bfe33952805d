import type { Operation, SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import { addOperation, divideOperation, multiplyOperation, subtractOperation } from '../../ops/arithmetic.ts'
import {
  equalOperation,
  greaterOperation,
  greaterOrEqualOperation,
  lessOperation,
  lessOrEqualOperation,
} from '../../ops/compare.ts'
import { maximumOperation, minimumOperation } from '../../ops/extrema.ts'
import { powOperation } from '../../ops/power.ts'
import { fill } from '../../ops/source.ts'
import { expandOperation } from '../../ops/sum.ts'
import { whereOperation } from '../../ops/where.ts'
import { broadcastShapes, sameShape } from '../../shapes.ts'
import { withInputs } from '../../tensor.ts'
import { fillValue } from './match.ts'

const broadcasting = new Set<Operation>([
  addOperation,
  subtractOperation,
  multiplyOperation,
  divideOperation,
  powOperation,
  maximumOperation,
  minimumOperation,
  greaterOperation,
  greaterOrEqualOperation,
  lessOperation,
  lessOrEqualOperation,
  equalOperation,
  whereOperation,
])

/** An operation that broadcasts by itself takes the tensor that was stretched, wherever its result keeps its shape. */
export const dropStretching: Rule = (tensor) => {
  if (!broadcasting.has(tensor.operation)) return undefined
  for (let i = 0; i < tensor.inputs.length; i++) {
    const small = unstretched(tensor.inputs[i]!)
    if (small === undefined) continue
    const inputs = tensor.inputs.map((input, j) => (j === i ? small : input))
    const shape = inputs.reduce<readonly number[]>((all, input) => broadcastShapes('', all, input.shape), [])
    if (sameShape(shape, tensor.shape)) return withInputs(tensor, inputs)
  }
  return undefined
}

function unstretched(tensor: SymbolicTensor): SymbolicTensor | undefined {
  if (tensor.operation === expandOperation) return tensor.inputs[0]
  const value = fillValue(tensor)
  return value !== undefined && tensor.shape.length > 0 ? fill(value, [], tensor.dtype) : undefined
}
