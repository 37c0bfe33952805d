import type { WindowAttributes } from '../../ops/patches.ts'
import type { SymbolicTensor } from '../../tensor.ts'
import type { Rule } from '../rule.ts'
import { gather } from '../../ops/gather.ts'
import { matmul, matmulOperation } from '../../ops/matmul.ts'
import { foldPatchesOperation, patchesOperation } from '../../ops/patches.ts'
import { reshape, reshapeOperation } from '../../ops/reshape.ts'
import { constant } from '../../ops/source.ts'
import { transpose } from '../../ops/transpose.ts'
import { apply, attributesOf } from '../../tensor.ts'

/**
 * The gradient of a convolution with stride 1 with respect to its images folds patches of gradients, a wide matrix. It is
 * a convolution too, with the window turned round, which makes its patches from the narrow one.
 */
export const unfoldConvolution: Rule = (tensor) => {
  const window = attributesOf(tensor, foldPatchesOperation)
  const product = tensor.inputs[0]!.operation === reshapeOperation ? tensor.inputs[0]!.inputs[0]! : undefined
  const turned = turnWindow(window)
  if (product?.operation !== matmulOperation || product.inputs.length !== 2 || turned === undefined) return undefined
  const { transposeA, transposeB } = attributesOf(product, matmulOperation)
  const [upstream, weights] = product.inputs as readonly [SymbolicTensor, SymbolicTensor]
  const [batch, height, width, channels] = tensor.shape as readonly [number, number, number, number]
  const filters = weights.shape[transposeB ? 1 : 0]!
  // Patches of more filters than twice the channels are larger than what is folded.
  if (transposeA || product.shape.length !== 2 || filters > 2 * channels) return undefined
  const cells = window.kernel[0] * window.kernel[1]
  const images = reshape(upstream, [batch, turned.height, turned.width, filters])
  const rows = reshape(apply(patchesOperation, [images], turned), [batch * height * width, cells * filters])
  const backward = constant(
    Int32Array.from({ length: cells }, (_, i) => cells - 1 - i),
    [cells],
    'i32',
  )
  const upright = transposeB ? weights : transpose(weights)
  const byCell = transpose(gather(reshape(upright, [cells, channels, filters]), backward), [0, 2, 1])
  return reshape(matmul(rows, reshape(byCell, [cells * filters, channels])), tensor.shape)
}

/** The window that moves over the places of another and shows each pixel in the middle of what that made of it. */
function turnWindow({ height, width, kernel, stride, padding }: WindowAttributes): WindowAttributes | undefined {
  const [tall, wide] = kernel
  const [top, left, bottom, right] = padding
  const turned = [tall - 1 - top, wide - 1 - left, tall - 1 - bottom, wide - 1 - right] as const
  if (stride[0] !== 1 || stride[1] !== 1 || turned.some((size) => size < 0)) return undefined
  const [rows, columns] = [height + top + bottom - tall + 1, width + left + right - wide + 1]
  return { height: rows, width: columns, kernel, stride, padding: turned }
}
