import type { SymbolicTensor } from '../index.ts'
import type { OperationCase } from './operation-case.ts'
import * as nn from '../index.ts'
import { layerCases } from './layer-cases.ts'

const unary = (
  name: string,
  build: (x: SymbolicTensor) => SymbolicTensor,
  low = -2,
  high = 2,
  order: 0 | 1 | 2 = 2,
): OperationCase => ({ name, build, order, inputs: [{ shape: [3, 5], low, high }] })

const binary = (
  name: string,
  build: (a: SymbolicTensor, b: SymbolicTensor) => SymbolicTensor,
  low = -2,
  order: 0 | 1 | 2 = 2,
): OperationCase[] =>
  [
    [
      [4, 3],
      [4, 3],
    ],
    [[4, 3], [3]],
    [[4, 1], [3]],
    [
      [2, 1, 3],
      [5, 1],
    ],
    [[], [2, 3]],
  ].map(([a, b]) => ({
    name: `${name} of [${a!.join()}] and [${b!.join()}]`,
    build,
    order,
    inputs: [
      { shape: a!, low },
      { shape: b!, low },
    ],
  }))

/** One or more cases of every operation, and of layers and losses. No input lies where a derivative jumps. */
export const operationCases: readonly OperationCase[] = [
  ...binary('add', nn.add),
  ...binary('subtract', nn.subtract),
  ...binary('multiply', nn.multiply),
  ...binary('divide', nn.divide, 0.5),
  ...binary('pow', nn.pow, 0.5),
  ...binary('maximum', nn.maximum),
  ...binary('minimum', nn.minimum),
  ...binary('greater', (a, b) => nn.cast(nn.greater(a, b), 'f32'), -2, 0),
  unary('greaterOrEqual', (x) => nn.cast(nn.greaterOrEqual(x, 0.5), 'f32'), -2, 2, 0),
  unary('less', (x) => nn.cast(nn.less(x, 0.5), 'f32'), -2, 2, 0),
  unary('lessOrEqual', (x) => nn.cast(nn.lessOrEqual(x, 0.5), 'f32'), -2, 2, 0),
  unary('and, or, not', (x) => nn.cast(nn.or(nn.and(nn.less(x, 1), nn.greater(x, 0)), nn.not(nn.less(x, -1))), 'f32')),
  unary('where', (x) => nn.where(nn.greater(x, 0), nn.square(x), nn.multiply(x, 3))),
  unary('where of numbers', (x) => nn.where(nn.greater(x, 0), 2, -1), -2, 2, 0),
  unary('cast to i32 and back', (x) => nn.cast(nn.cast(x, 'i32'), 'f32'), -5, 5, 0),
  unary('negate', nn.negate),
  unary('abs', nn.abs),
  unary('sign', nn.sign, -2, 2, 0),
  unary('square', nn.square),
  unary('pow 3', (x) => nn.pow(x, 3)),
  unary('pow 0.5', (x) => nn.pow(x, 0.5), 0.5),
  unary('pow -1', (x) => nn.pow(x, -1), 0.5),
  unary('exp', nn.exp),
  unary('log', nn.log, 0.2),
  unary('sqrt', nn.sqrt, 0.2),
  unary('sin', nn.sin),
  unary('cos', nn.cos),
  unary('tanh', nn.tanh),
  unary('sigmoid', nn.sigmoid),
  unary('softplus', nn.softplus, -8, 8),
  unary('erf', nn.erf, -3.5, 3.5),
  unary('relu', nn.relu),
  unary('leakyRelu', (x) => nn.leakyRelu(x, 0.2)),
  unary('silu', nn.silu),
  unary('gelu', nn.gelu),
  unary('clip', (x) => nn.clip(x, -1, 1)),
  unary('stopGradient', (x) => nn.multiply(x, nn.stopGradient(nn.exp(x))), -2, 2, 0),
  unary('sum of all', (x) => nn.sum(nn.exp(x))),
  unary('sum over rows', (x) => nn.sum(nn.exp(x), { axes: 0 })),
  unary('sum over columns', (x) => nn.sum(nn.exp(x), { axes: 1, keepDimensions: true })),
  unary('mean', (x) => nn.mean(nn.exp(x), { axes: -1 })),
  unary('variance', (x) => nn.moments(x, 0).variance),
  unary('max', (x) => nn.max(nn.exp(x), { axes: 1 })),
  unary('max of all', (x) => nn.max(nn.exp(x))),
  unary('min', (x) => nn.min(nn.exp(x), { axes: 0, keepDimensions: true })),
  unary('argMax', (x) => nn.cast(nn.argMax(x, 1), 'f32'), -2, 2, 0),
  unary('argMax of the first axis', (x) => nn.cast(nn.argMax(x, 0), 'f32'), -2, 2, 0),
  unary('softmax', (x) => nn.softmax(x)),
  unary('softmax over rows', (x) => nn.softmax(x, 0)),
  unary('logSoftmax', (x) => nn.logSoftmax(x)),
  unary('logSoftmax over rows', (x) => nn.logSoftmax(x, 0)),
  unary('logSumExp', (x) => nn.logSumExp(x, { axes: 1 })),
  unary('logSumExp of large numbers', (x) => nn.logSumExp(nn.multiply(x, 50)), 1, 2, 1),
  unary('reshape', (x) => nn.reshape(nn.exp(x), [5, -1])),
  unary('transpose', (x) => nn.transpose(nn.exp(x))),
  unary('expand', (x) => nn.expand(nn.reshape(nn.exp(x), [3, 1, 5]), [2, 3, 4, 5])),
  unary('slice', (x) => nn.slice(nn.exp(x), 1, 1, 4)),
  unary('slice of rows', (x) => nn.slice(nn.exp(x), 0, 1, 2)),
  unary('pad', (x) => nn.pad(nn.exp(x), 1, 2, 1)),
  unary('concat', (x) => nn.concat([nn.exp(x), x, nn.sin(x)], 1)),
  unary('concat of rows', (x) => nn.concat([nn.exp(x), nn.slice(x, 0, 0, 2)], 0)),
  unary('slices of a concat', (x) => nn.multiply(nn.slice(nn.concat([nn.exp(x), x], 1), 1, 2, 7), 3)),
  {
    name: 'transpose of four axes',
    inputs: [{ shape: [2, 3, 4, 5] }],
    build: (x) => nn.transpose(nn.square(x), [2, 0, 3, 1]),
    order: 1,
  },
  { name: 'sum over leading axes', inputs: [{ shape: [2, 3, 4] }], build: (x) => nn.sum(nn.exp(x), { axes: [0, 1] }) },
  { name: 'sum over inner axes', inputs: [{ shape: [2, 3, 4] }], build: (x) => nn.sum(nn.exp(x), { axes: [1] }) },
  ...matmulCases(),
  {
    name: 'gather',
    inputs: [{ shape: [5, 3] }, { shape: [2, 4], dtype: 'i32', low: 0, high: 5 }],
    build: (x, indices) => nn.gather(nn.exp(x), indices),
  },
  {
    name: 'gather along the last axis',
    inputs: [{ shape: [2, 5] }, { shape: [3], dtype: 'i32', low: 0, high: 5 }],
    build: (x, indices) => nn.gather(nn.exp(x), indices, -1),
  },
  {
    name: 'scatterAdd',
    inputs: [{ shape: [9, 3] }, { shape: [9], dtype: 'i32', low: 0, high: 4 }],
    build: (x, indices) => nn.scatterAdd(nn.exp(x), indices, { size: 6 }),
  },
  {
    name: 'scatterAdd along an inner axis',
    inputs: [{ shape: [2, 4, 3] }, { shape: [4], dtype: 'i32', low: 0, high: 3 }],
    build: (x, indices) => nn.scatterAdd(nn.exp(x), indices, { axis: 1, size: 3 }),
  },
  {
    name: 'oneHot',
    inputs: [{ shape: [2, 4], dtype: 'i32', low: -1, high: 5 }],
    build: (indices) => nn.oneHot(indices, 4),
    order: 0,
  },
  {
    name: 'integer arithmetic',
    inputs: [
      { shape: [4], dtype: 'i32', low: -9, high: 9 },
      { shape: [4], dtype: 'i32', low: -9, high: 9 },
    ],
    build: (a, b) => nn.cast(nn.add(nn.multiply(a, b), nn.negate(nn.subtract(a, 3))), 'f32'),
    order: 0,
  },
  ...imageCases(),
  ...layerCases,
]

function matmulCases(): OperationCase[] {
  const shapes = [
    { a: [3, 4], b: [4, 5] },
    { a: [2, 3, 4], b: [4, 5] },
    { a: [2, 3, 4], b: [2, 4, 5] },
    { a: [2, 1, 3, 4], b: [5, 4, 2] },
  ]
  const swap = (shape: readonly number[]) => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!]
  return shapes.flatMap(({ a, b }) =>
    [0, 1, 2, 3].map((flags): OperationCase => {
      const options = { transposeA: (flags & 1) !== 0, transposeB: (flags & 2) !== 0 }
      const left = options.transposeA ? swap(a) : a
      const right = options.transposeB ? swap(b) : b
      return {
        name: `matmul of [${left.join()}]${options.transposeA ? 'ᵀ' : ''} and [${right.join()}]${options.transposeB ? 'ᵀ' : ''}`,
        inputs: [{ shape: left }, { shape: right }],
        build: (x, y) => nn.matmul(x, y, options),
      }
    }),
  )
}

function imageCases(): OperationCase[] {
  const convolution = (
    name: string,
    shape: readonly number[],
    weights: readonly number[],
    options: nn.Conv2dOptions,
  ): OperationCase => ({
    name: `conv2d ${name}`,
    inputs: [{ shape }, { shape: weights }],
    build: (x, w) => nn.conv2d(x, w, options),
  })
  return [
    convolution('without padding', [2, 4, 5, 2], [3, 3, 2, 3], {}),
    convolution('that keeps the size', [1, 4, 4, 2], [3, 3, 2, 2], { padding: 'same' }),
    convolution('with stride 2', [1, 5, 4, 2], [3, 2, 2, 2], { stride: 2, padding: 1 }),
    convolution('with an even kernel', [1, 3, 4, 1], [2, 4, 1, 2], { padding: 'same' }),
    { name: 'upsampleNearest', inputs: [{ shape: [2, 2, 3, 2] }], build: (x) => nn.upsampleNearest(nn.exp(x), 2) },
    { name: 'averagePool', inputs: [{ shape: [2, 4, 6, 2] }], build: (x) => nn.averagePool(nn.exp(x), 2) },
  ]
}
