import type { Operation, SymbolicTensor } from '../tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { aNumber, aTensor } from '../argument-forms.ts'
import { checkElementType } from '../shapes.ts'
import { apply, attributesOf } from '../tensor.ts'
import { multiply } from './arithmetic.ts'
import { applyUnary, defineUnary } from './elementwise.ts'

interface SlopeAttributes {
  /** Slope below zero, above 0. */
  readonly slope: number
}

// Both derivatives are written in the output, whose sign is that of the input: the input itself is then needed by
// nothing, and an engine may compute the product before it and the rectifier in one pass.

export const reluOperation = defineUnary({
  name: 'relu',
  value: (x) => Math.max(x, 0),
  gradient: (upstream, _, output) => multiply(upstream, applyUnary(stepOperation, output)),
  onnx: 'Relu',
  tfjs: 'relu',
})

/** The derivative of relu: 1 above zero, 0 elsewhere. Itself without a gradient. */
export const stepOperation: Operation = {
  name: 'step',
  infer: ([x]) => ({ shape: x!.shape, dtype: 'f32' }),
  compute([x], out) {
    for (let i = 0; i < out.data.length; i++) out.data[i] = Number(x!.data[i]! > 0)
  },
  // max(0, min(1, x · 3e38)) in one fast pass: ONNX Runtime takes two to compare and cast, and longer for a sign. Only
  // numbers below the smallest normal one fall between.
  onnx: (emit, [x]) => emit.node('HardSigmoid', [x!], { alpha: { float: 3e38 }, beta: { float: 0 } }),
  tfjs: ({ tf }, [x]) => tf.step(x!, 0),
}

export const leakyReluOperation: Operation<SlopeAttributes> = {
  name: 'leakyRelu',
  infer([x]) {
    checkElementType('leakyRelu', x!, 'f32')
    return { shape: x!.shape, dtype: 'f32' }
  },
  gradient(output, upstream) {
    const { slope } = attributesOf(output, leakyReluOperation)
    return [multiply(upstream, apply(slopeOperation, [output], { slope }))]
  },
  compute([x], out, { slope }) {
    for (let i = 0; i < out.data.length; i++) out.data[i] = x!.data[i]! > 0 ? x!.data[i]! : slope * x!.data[i]!
  },
  onnx: (emit, [x], _, { slope }) => emit.node('LeakyRelu', [x!], { alpha: { float: slope } }),
  tfjs: ({ tf }, [x], _, { slope }) => tf.leakyRelu(x!, slope),
}

/** The derivative of leakyRelu: 1 above zero, `slope` elsewhere. Itself without a gradient. */
export const slopeOperation: Operation<SlopeAttributes> = {
  name: 'slope',
  infer: ([x]) => ({ shape: x!.shape, dtype: 'f32' }),
  compute([x], out, { slope }) {
    for (let i = 0; i < out.data.length; i++) out.data[i] = x!.data[i]! > 0 ? 1 : slope
  },
  onnx: (emit, [x], _, { slope }) => {
    const isAbove = emit.node('Greater', [x!, emit.floats([0], [])])
    return emit.node('Where', [isAbove, emit.floats([1], []), emit.floats([slope], [])])
  },
  tfjs: ({ tf }, [x], _, { slope }) => tf.step(x!, slope),
}

/** max(x, 0). The derivative at 0 is taken as 0. */
export function relu(x: SymbolicTensor): SymbolicTensor {
  return applyUnary(reluOperation, x)
}

/** x above zero, slope · x below. The derivative at 0 is taken as `slope`. */
export function leakyRelu(x: SymbolicTensor, slope = 0.01): SymbolicTensor {
  checkForms('leakyRelu', { x: [x, aTensor], slope: [slope, aNumber] })
  if (!(slope > 0)) {
    throw new AsdfError('ASDF_OPTION_INVALID', `leakyRelu: slope must be above 0, got ${slope}; use relu`, {
      option: 'slope',
      received: slope,
    })
  }
  return apply(leakyReluOperation, [x], { slope })
}
