import type { ParameterScope, SymbolicTensor } from '../index.ts'
import type { Draw, OperationCase } from './operation-case.ts'
import * as nn from '../index.ts'

/** Layers and losses that are made of operations, with derivatives in their parameters too. */
export const layerCases: readonly OperationCase[] = [
  layer('dense', [[4, 3]], (scope, x) => nn.dense(scope, nn.square(x), 2)),
  layer('convolution', [[1, 3, 3, 2]], (scope, x) => nn.convolution(scope, x, { filters: 2, padding: 'same' })),
  layer('batchNorm', [[6, 3]], (scope, x) => nn.batchNorm(scope, x).output),
  layer('batchNorm of sequences', [[3, 4, 2]], (scope, x) => nn.batchNorm(scope, x).output),
  layer('batchNormWith', [[4, 3], [3]], (scope, x, v) => nn.batchNormWith(scope, x, { mean: v, variance: nn.exp(v) })),
  layer('layerNorm', [[3, 6]], (scope, x) => nn.layerNorm(scope, x)),
  layer('groupNorm', [[2, 2, 3, 4]], (scope, x) => nn.groupNorm(scope, x, 2)),
  layer(
    'gruCell',
    [
      [3, 2],
      [3, 4],
    ],
    (scope, x, state) => nn.gruCell(scope, x, state),
  ),
  layer('multiHeadAttention', [[2, 3, 4]], (scope, x) =>
    nn.multiHeadAttention(scope, nn.multiply(x, 0.5), { heads: 2 }),
  ),
  layer('multiHeadAttention with context and mask', [[1, 2, 4], [1, 3, 4], [3]], (scope, x, context, mask) =>
    nn.multiHeadAttention(scope, nn.multiply(x, 0.5), { heads: 2, context, mask }),
  ),
  // Targets of any sums.
  layer(
    'crossEntropy',
    [
      [4, 3],
      [4, 3],
    ],
    (_, logits, targets) => nn.crossEntropy(logits, targets),
  ),
  layer(
    'binaryCrossEntropyWithLogits',
    [
      [4, 3],
      [4, 3],
    ],
    (_, logits, targets) => nn.binaryCrossEntropyWithLogits(logits, targets),
  ),
  layer(
    'meanSquaredError',
    [
      [4, 3],
      [4, 3],
    ],
    (_, x, y) => nn.meanSquaredError(x, y),
  ),
  layer(
    'gaussianKl',
    [
      [4, 3],
      [4, 3],
    ],
    (_, means, logVariances) => nn.gaussianKl(means, logVariances),
  ),
  layer(
    'categoricalKl',
    [
      [4, 3],
      [4, 3],
    ],
    (_, p, q) => nn.categoricalKl(p, q),
  ),
  layer(
    'gumbelSoftmax',
    [
      [4, 3],
      [4, 3],
    ],
    (_, logits, noise) => nn.gumbelSoftmax(logits, noise, { temperature: 0.5 }),
  ),
]

/** A case whose inputs are those of the layer and, after them, its parameters. */
function layer(
  name: string,
  shapes: readonly (readonly number[])[],
  build: (scope: ParameterScope, ...inputs: readonly SymbolicTensor[]) => SymbolicTensor,
): OperationCase {
  const scope = nn.parameterScope('layer')
  build(scope, ...shapes.map((shape, i) => nn.input(`x${i}`, shape)))
  const parameters = scope.list()
  // Parameters of the size that networks have: with larger ones most of what attention adds up would cancel.
  const draws: Draw[] = [
    ...shapes.map((shape) => ({ shape })),
    ...parameters.map(({ tensor }) => ({ shape: tensor.shape, low: -0.7, high: 0.7 })),
  ]
  return {
    name,
    inputs: draws,
    build(...tensors) {
      const given = new Map(parameters.map((parameter, i) => [parameter.name, tensors[shapes.length + i]!]))
      return build(scopeOf('layer', given), ...tensors.slice(0, shapes.length))
    },
  }
}

/** A scope whose parameters are there already. */
function scopeOf(path: string, given: ReadonlyMap<string, SymbolicTensor>): ParameterScope {
  return {
    at: (name) => scopeOf(`${path}/${name}`, given),
    parameter: (name) => given.get(`${path}/${name}`)!,
    list: () => [],
  }
}
