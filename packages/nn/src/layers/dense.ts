import type { SymbolicTensor } from '../tensor.ts'
import type { ParameterScope } from './scope.ts'
import { checkForms } from '@asdf/core'
import { aScope, aTensor, someOptions } from '../argument-forms.ts'
import { add } from '../ops/arithmetic.ts'
import { gather } from '../ops/gather.ts'
import { matmul } from '../ops/matmul.ts'
import { shapeError, showShape } from '../shapes.ts'
import { fanInInitializer, normalInitializer } from './initializers.ts'

/** x·weight + bias over the last axis, from [..., features] to [..., units]. Initialized as PyTorch's Linear. */
export function dense(
  scope: ParameterScope,
  x: SymbolicTensor,
  units: number,
  options: { readonly bias?: boolean } = {},
): SymbolicTensor {
  checkForms('dense', { scope: [scope, aScope], x: [x, aTensor], options: [options, someOptions] })
  const { bias = true } = options
  const features = x.shape.at(-1)
  if (features === undefined || x.shape.length < 2) {
    throw shapeError('dense', `needs rows of features, got ${showShape(x.shape)}`, [0, 0], x.shape)
  }
  const initialize = fanInInitializer(features)
  const product = matmul(x, scope.parameter('weight', [features, units], initialize))
  return bias ? add(product, scope.parameter('bias', [units], initialize)) : product
}

/** A trained vector of `size` for each of `count` categories: from integers [...] to [..., size]. */
export function embedding(
  scope: ParameterScope,
  indices: SymbolicTensor,
  options: { readonly count: number; readonly size: number },
): SymbolicTensor {
  checkForms('embedding', { scope: [scope, aScope], indices: [indices, aTensor], options: [options, someOptions] })
  const { count, size } = options
  return gather(scope.parameter('weight', [count, size], normalInitializer()), indices)
}
