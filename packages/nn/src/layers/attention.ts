import type { SymbolicTensor } from '../tensor.ts'
import type { ParameterScope } from './scope.ts'
import { checkForms, checkNumberOption } from '@asdf/core'
import { aScope, aTensor, someOptions } from '../argument-forms.ts'
import { add, multiply } from '../ops/arithmetic.ts'
import { matmul } from '../ops/matmul.ts'
import { reshape } from '../ops/reshape.ts'
import { softmax } from '../ops/softmax.ts'
import { transpose } from '../ops/transpose.ts'
import { shapeError, showShape } from '../shapes.ts'
import { constantInitializer, fanInInitializer, glorotInitializer } from './initializers.ts'

export interface AttentionOptions {
  /** Heads, which divide the size of the tokens. */
  readonly heads: number
  /** What is attended to, [batch, tokens, size]; the queries themselves when absent. */
  readonly context?: SymbolicTensor
  /** Added to the scores [batch, heads, queries, keys]: -1e9 where a key must not be seen, 0 elsewhere. Broadcasts. */
  readonly mask?: SymbolicTensor
}

/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2) of tokens [batch, tokens, size], with biases and initialized as
 * PyTorch's MultiheadAttention.
 */
export function multiHeadAttention(
  scope: ParameterScope,
  queries: SymbolicTensor,
  options: AttentionOptions,
): SymbolicTensor {
  checkForms('multiHeadAttention', {
    scope: [scope, aScope],
    queries: [queries, aTensor],
    options: [options, someOptions],
  })
  const { heads, context = queries, mask } = options
  checkForms('multiHeadAttention', { context: [context, aTensor] })
  checkNumberOption('multiHeadAttention', 'heads', heads, { integer: true, minimum: 1 })
  const [batch, tokens, size] = queries.shape
  if (queries.shape.length !== 3 || context.shape.length !== 3 || size! % heads !== 0) {
    const fault = `needs tokens [batch, tokens, size] with a size that ${heads} heads divide, got ${showShape(queries.shape)}`
    throw shapeError('multiHeadAttention', fault, [0, 0, heads], queries.shape)
  }
  const width = size! / heads
  const project = (name: string, from: SymbolicTensor) => {
    // PyTorch initializes the three projections as one matrix of three times the width.
    const weight = scope.parameter(`${name}-weight`, [from.shape[2]!, size!], glorotInitializer(size!, 3 * size!))
    const bias = scope.parameter(`${name}-bias`, [size!], constantInitializer(0))
    const parted = reshape(add(matmul(from, weight), bias), [batch!, from.shape[1]!, heads, width])
    return transpose(parted, [0, 2, 1, 3])
  }
  const query = project('query', queries)
  const key = project('key', context)
  const value = project('value', context)
  const scores = multiply(matmul(query, key, { transposeB: true }), 1 / Math.sqrt(width))
  const shares = softmax(mask === undefined ? scores : add(scores, mask))
  const joined = reshape(transpose(matmul(shares, value), [0, 2, 1, 3]), [batch!, tokens!, size!])
  const weight = scope.parameter('output-weight', [size!, size!], fanInInitializer(size!))
  return add(matmul(joined, weight), scope.parameter('output-bias', [size!], constantInitializer(0)))
}
