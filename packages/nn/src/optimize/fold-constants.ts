import type { Block, SymbolicTensor } from '../tensor.ts'
import { padOperation } from '../ops/slice.ts'
import { constant, constantOperation, fill, fillOperation } from '../ops/source.ts'
import { sizeOf } from '../shapes.ts'
import { attributesOf } from '../tensor.ts'

// Larger results are left to the engine: they would make the compiled graph large.
const largest = 65_536

/** Computes a tensor whose inputs are all constants. */
export function foldConstants(tensor: SymbolicTensor): SymbolicTensor {
  const { operation, inputs, attributes, shape, dtype } = tensor
  // Zeros around a constant stay apart: what is computed from it need not be computed for them.
  if (operation === padOperation) return tensor
  if (operation.compute === undefined || inputs.length === 0 || !inputs.every(isConstant)) return tensor
  if (sizeOf(shape) > largest || inputs.some((input) => sizeOf(input.shape) > largest)) return tensor
  const out: Block = { shape, data: new Float64Array(sizeOf(shape)) }
  operation.compute(inputs.map(blockOf), out, attributes)
  const [first] = out.data
  return out.data.every((value) => Object.is(value, first))
    ? fill(first!, shape, dtype)
    : constant(out.data, shape, dtype)
}

function isConstant({ operation }: SymbolicTensor): boolean {
  return operation === constantOperation || operation === fillOperation
}

function blockOf(tensor: SymbolicTensor): Block {
  const data = new Float64Array(sizeOf(tensor.shape))
  if (tensor.operation === fillOperation) data.fill(attributesOf(tensor, fillOperation).value)
  else data.set(attributesOf(tensor, constantOperation).values)
  return { shape: tensor.shape, data }
}
