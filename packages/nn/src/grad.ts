import type { SymbolicTensor } from './tensor.ts'
import { checkForms } from '@asdf/core'
import { aTensor, someTensors } from './argument-forms.ts'
import { inOrder } from './graph.ts'
import { add } from './ops/arithmetic.ts'
import { ones, zeros } from './ops/source.ts'
import { checkElementType, sameShape, shapeError, showShape } from './shapes.ts'

/**
 * The gradient of `loss` with respect to each of `inputs`, as tensors of the graph: they can be differentiated again,
 * as often as wanted. Reverse mode: the cost of all of them is a few times that of the loss.
 *
 * A loss with several elements counts as their sum, weighted by `seed` if it is given. An input that the loss does not
 * depend on has a gradient of zeros, and so has one that it depends on only through operations without a derivative:
 * comparisons, `sign`, `argMax`, `cast`, indices, `stopGradient`. `inputs` may be any tensors, not only inputs of the
 * graph.
 */
export function grad(loss: SymbolicTensor, inputs: readonly SymbolicTensor[], seed?: SymbolicTensor): SymbolicTensor[] {
  checkForms('grad', { loss: [loss, aTensor], inputs: [inputs, someTensors], seed: [seed ?? loss, aTensor] })
  return gradients(loss, inputs, seed ?? ones(loss.shape))
}

function gradients(loss: SymbolicTensor, inputs: readonly SymbolicTensor[], seed: SymbolicTensor): SymbolicTensor[] {
  checkElementType('grad', loss, 'f32')
  if (!sameShape(seed.shape, loss.shape)) {
    const fault = `seed ${showShape(seed.shape)} must have the shape of the loss, ${showShape(loss.shape)}`
    throw shapeError('grad', fault, loss.shape, seed.shape)
  }
  const order = inOrder([loss])
  const depends = new Set(inputs)
  for (const tensor of order) if (tensor.inputs.some((input) => depends.has(input))) depends.add(tensor)

  const gradients = new Map([[loss, seed]])
  for (const tensor of order.toReversed()) {
    const upstream = gradients.get(tensor)
    if (upstream === undefined || tensor.operation.gradient === undefined || !depends.has(tensor)) continue
    const parts = tensor.operation.gradient(tensor, upstream)
    tensor.inputs.forEach((input, i) => {
      const part = parts[i]
      if (part === undefined || !depends.has(input)) return
      const known = gradients.get(input)
      gradients.set(input, known === undefined ? part : add(known, part))
    })
  }
  return inputs.map((input) => gradients.get(input) ?? zeros(input.shape))
}
