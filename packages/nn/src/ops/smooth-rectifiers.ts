import type { Operation, SymbolicTensor } from '../tensor.ts'
import { checkElementType } from '../shapes.ts'
import { apply } from '../tensor.ts'
import { add, multiply, subtract } from './arithmetic.ts'
import { erf, sigmoid } from './saturating.ts'

/** x · sigmoid(x). Its derivative is written by hand, in the output: four passes where those of its parts take six. */
export const siluOperation: Operation = {
  name: 'silu',
  infer([x]) {
    checkElementType('silu', x!, 'f32')
    return { shape: x!.shape, dtype: 'f32' }
  },
  expand: ([x]) => multiply(x!, sigmoid(x!)),
  gradient(output, upstream) {
    // s + x·s·(1 - s)
    const share = sigmoid(output.inputs[0]!)
    return [multiply(upstream, add(share, multiply(output, subtract(1, share))))]
  },
}

/** x · sigmoid(x), also called swish. */
export function silu(x: SymbolicTensor): SymbolicTensor {
  return apply(siluOperation, [x], {})
}

/** x · Φ(x), the exact form, with Φ the standard normal distribution function. */
export function gelu(x: SymbolicTensor): SymbolicTensor {
  return multiply(multiply(x, 0.5), add(1, erf(multiply(x, Math.SQRT1_2))))
}
