import type { Conv2dOptions } from '../ops/conv2d.ts'
import type { SymbolicTensor } from '../tensor.ts'
import type { ParameterScope } from './scope.ts'
import { checkForms } from '@asdf/core'
import { aScope, aTensor, someOptions } from '../argument-forms.ts'
import { add } from '../ops/arithmetic.ts'
import { conv2d } from '../ops/conv2d.ts'
import { fanInInitializer } from './initializers.ts'

export interface ConvolutionOptions extends Conv2dOptions {
  readonly filters: number
  /** Height and width of the window; 3 × 3 when absent. */
  readonly kernel?: readonly [height: number, width: number]
}

/** A convolution with bias over images [batch, height, width, channels]. Initialized as PyTorch's Conv2d. */
export function convolution(scope: ParameterScope, x: SymbolicTensor, options: ConvolutionOptions): SymbolicTensor {
  checkForms('convolution', { scope: [scope, aScope], x: [x, aTensor], options: [options, someOptions] })
  const { filters, kernel = [3, 3], ...window } = options
  const channels = x.shape.at(-1) ?? 0
  const initialize = fanInInitializer(kernel[0] * kernel[1] * channels)
  const weights = scope.parameter('weight', [...kernel, channels, filters], initialize)
  return add(conv2d(x, weights, window), scope.parameter('bias', [filters], initialize))
}
