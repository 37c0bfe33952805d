import type { Operation, SymbolicTensor } from '../tensor.ts'
import type { Rule } from './rule.ts'
import {
  addOperation,
  divideOperation,
  multiplyOperation,
  negateOperation,
  subtractOperation,
} from '../ops/arithmetic.ts'
import { matmulOperation } from '../ops/matmul.ts'
import { foldPatchesOperation } from '../ops/patches.ts'
import { reshapeOperation } from '../ops/reshape.ts'
import { concatOperation, padOperation, sliceOperation } from '../ops/slice.ts'
import { stopGradientOperation } from '../ops/stop-gradient.ts'
import { expandOperation, sumOperation } from '../ops/sum.ts'
import { transposeOperation } from '../ops/transpose.ts'
import { simplifyAdd, simplifyDivide, simplifyMultiply, simplifyNegate, simplifySubtract } from './rules/arithmetic.ts'
import { dropStretching } from './rules/broadcasting.ts'
import { unfoldConvolution } from './rules/convolutions.ts'
import { simplifyExpand, simplifyReshape, simplifySum, simplifyTranspose } from './rules/layout.ts'
import { simplifyMatmul } from './rules/matmul.ts'
import { joinPads, simplifyConcat, simplifyPad, simplifySlice } from './rules/parts.ts'
import { splitProduct } from './rules/split-products.ts'
import {
  keepZerosOfMatmul,
  keepZerosOfNegation,
  keepZerosOfProduct,
  keepZerosOfReduction,
  keepZerosOfSum,
} from './rules/zeros.ts'

const rules = new Map<Operation, readonly Rule[]>([
  [addOperation, [simplifyAdd, keepZerosOfSum, joinPads]],
  [subtractOperation, [simplifySubtract]],
  [multiplyOperation, [simplifyMultiply, keepZerosOfProduct]],
  [divideOperation, [simplifyDivide]],
  [negateOperation, [simplifyNegate, keepZerosOfNegation]],
  [reshapeOperation, [simplifyReshape]],
  [transposeOperation, [simplifyTranspose]],
  [expandOperation, [simplifyExpand]],
  [sumOperation, [simplifySum, keepZerosOfReduction]],
  [matmulOperation, [simplifyMatmul, keepZerosOfMatmul, splitProduct]],
  [sliceOperation, [simplifySlice]],
  [padOperation, [simplifyPad]],
  [concatOperation, [simplifyConcat]],
  [foldPatchesOperation, [unfoldConvolution]],
  [stopGradientOperation, [({ inputs }) => inputs[0]]],
])

const mostSteps = 20

/** Applies rules to a tensor, not to its inputs, until none applies. */
export function simplify(tensor: SymbolicTensor): SymbolicTensor {
  let current = tensor
  for (let step = 0; step < mostSteps; step++) {
    const next = applyFirst(current)
    if (next === undefined) return current
    current = next
  }
  return current
}

function applyFirst(tensor: SymbolicTensor): SymbolicTensor | undefined {
  for (const rule of [dropStretching, ...(rules.get(tensor.operation) ?? [])]) {
    const next = rule(tensor)
    if (next !== undefined) return next
  }
  return undefined
}
