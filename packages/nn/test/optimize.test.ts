import type { SymbolicTensor } from '@asdf/nn'
import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operationCases } from '../src/checks/cases.ts'
import { inOrder } from '../src/graph.ts'
import { expandComposites } from '../src/optimize/expand-composites.ts'
import { optimize } from '../src/optimize/optimize.ts'
import { evaluate } from '../src/reference/engine.ts'

const size = 3

/** A random graph on 3 × 3 matrices: each step applies an operation to tensors made before. */
const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 })

const operations: readonly ((a: SymbolicTensor, b: SymbolicTensor) => SymbolicTensor)[] = [
  nn.add,
  nn.subtract,
  nn.multiply,
  (a, b) => nn.matmul(a, b),
  (a, b) => nn.matmul(nn.transpose(a), b),
  (a, b) => nn.matmul(a, b, { transposeB: true }),
  (a) => nn.negate(a),
  (a) => nn.multiply(a, 0.5),
  (a) => nn.divide(a, 4),
  (a) => nn.add(a, 0),
  (a) => nn.multiply(a, 1),
  (a) => nn.subtract(0, a),
  (a) => nn.transpose(a),
  (a, b) => nn.add(a, nn.expand(nn.sum(b, { axes: 0, keepDimensions: true }), [size, size])),
  (a, b) => nn.slice(nn.concat([a, b], 0), 0, 1, 1 + size),
  (a, b) => nn.slice(nn.concat([a, nn.concat([b, a], 1)], 1), 1, size, 2 * size),
  (a) => nn.add(nn.pad(nn.slice(a, 0, 0, 1), 0, 0, 2), nn.pad(nn.slice(a, 0, 1, 3), 0, 1, 0)),
  (a) => nn.add(nn.pad(nn.slice(a, 0, 2, 3), 0, 2, 0), nn.pad(nn.slice(a, 0, 0, 1), 0, 0, 2)),
  (a, b) => nn.add(nn.matmul(nn.pad(nn.slice(a, 0, 0, 2), 0, 0, 1), b), nn.pad(nn.slice(b, 1, 1, 2), 1, 1, 1)),
  (a, b) => nn.matmul(nn.pad(nn.slice(a, 1, 0, 2), 1, 1, 0), nn.pad(nn.slice(b, 1, 0, 1), 1, 0, 2)),
  (a, b) =>
    nn.matmul(nn.pad(nn.slice(a, 0, 0, 1), 0, 1, 1), nn.multiply(b, nn.pad(nn.slice(b, 0, 0, 2), 0, 0, 1)), {
      transposeA: true,
    }),
  (a, b) => nn.negate(nn.multiply(nn.pad(nn.slice(a, 1, 0, 2), 1, 0, 1), nn.reshape(nn.slice(b, 0, 0, 1), [size]))),
  (a) => nn.reshape(nn.reshape(a, [9]), [size, size]),
  (a, b) => nn.normalizeBatch(a, nn.reshape(nn.slice(b, 0, 0, 1), [size]), nn.ones([size]), 0.1),
  (a) => nn.matmul(nn.ones([size, 1]), nn.sum(a, { axes: 1, keepDimensions: true }), { transposeB: true }),
  (a) => nn.tanh(a),
  (a, b) => nn.where(nn.greater(a, nn.zeros([size, size])), nn.ones([size, size]), b),
  (a) => nn.add(nn.reshape(nn.matmul(nn.reshape(a, [1, size, size]), a), [size, size]), nn.ones([size])),
  (a) => nn.multiply(nn.stopGradient(a), nn.exp(nn.fill(-1, [size, size]))),
  (a, b) => {
    const total = nn.multiply(nn.add(nn.matmul(a, b), nn.negate(b)), nn.reshape(nn.slice(a, 0, 0, 1), [size]))
    return nn.concat([nn.slice(total, 1, 1, 3), nn.slice(total, 1, 0, 1)], 1)
  },
  (a, b) => nn.concat([nn.slice(nn.subtract(a, b), 0, 1, 3), nn.slice(b, 0, 0, 1)], 0),
  (a, b) => nn.add(nn.multiply(nn.sum(nn.sum(a, { axes: 1 })), 0.1), nn.multiply(b, 0.1)),
  (a, b) => nn.add(nn.multiply(nn.reshape(a, [size, size]), 0.3), nn.multiply(b, 0.3)),
]

test('an optimized graph and its gradients have the values of the graph as it was written', () => {
  fc.assert(
    fc.property(steps, (recipe) => {
      const inputs = [nn.input('a', [size, size]), nn.input('b', [size, size])]
      const made = [...inputs]
      for (const [which, left, right] of recipe) {
        const operation = operations[which % operations.length]!
        // Held within [-1, 1], so that errors do not grow.
        made.push(nn.tanh(operation(made[left % made.length]!, made[right % made.length]!)))
      }
      const loss = nn.sum(nn.square(made.at(-1)!))
      const first = nn.grad(loss, inputs)
      const second = nn.grad(nn.sum(nn.add(...(first as [SymbolicTensor, SymbolicTensor]))), inputs)
      const roots = [loss, ...first, ...second]
      const rng = createRng(1)
      const draw = () => Float64Array.from({ length: size * size }, () => 2 * rng.next() - 1)
      expectSameValues(roots, { a: draw(), b: draw() })
    }),
    { numRuns: 300 },
  )
})

test('every case of the operation suite is unchanged by optimization', () => {
  for (const { inputs: draws, build, name } of operationCases) {
    const rng = createRng(2)
    const inputs = draws.map(({ shape, dtype }, i) => nn.input(`x${i}`, shape, dtype))
    const feeds = Object.fromEntries(
      draws.map(({ shape, low = -2, high = 2, dtype }, i) => {
        const length = shape.reduce((a, b) => a * b, 1)
        const values = Float64Array.from({ length }, () => low + (high - low) * rng.next())
        return [`x${i}`, dtype === 'i32' ? Int32Array.from(values, Math.floor) : values]
      }),
    )
    expectSameValues([build(...inputs)], feeds, name)
  }
})

test('what is computed twice is computed once, and what is not needed is not computed', () => {
  const x = nn.input('x', [2, 2])
  const y = nn.input('y', [2, 2])
  const unused = nn.exp(x)
  expect(unused.shape).toEqual([2, 2])
  const roots = optimize([nn.add(nn.tanh(nn.add(x, y)), nn.exp(nn.tanh(nn.add(y, x))))])
  expect(names(roots)).toEqual(['input', 'input', 'add', 'tanh', 'exp', 'add'])
})

test('transposes, biases and sums of products go into the product', () => {
  const x = nn.input('x', [4, 3])
  const w = nn.input('w', [5, 3])
  const bias = nn.input('b', [5])
  expect(names(optimize([nn.add(nn.matmul(x, nn.transpose(w)), bias)]))).toEqual(['input', 'input', 'input', 'matmul'])
  expect(names(optimize([nn.transpose(nn.matmul(x, nn.transpose(w)))]))).toEqual(['input', 'input', 'matmul'])
  const twice = optimize([nn.add(nn.matmul(x, w, { transposeB: true }), nn.matmul(nn.exp(x), w, { transposeB: true }))])
  expect(names(twice).sort()).toEqual(['exp', 'input', 'input', 'matmul', 'matmul'])
})

test('gradients of parts of a batch are computed for those rows alone', () => {
  const [x, w] = [nn.input('x', [30, 8]), nn.input('w', [8, 5])]
  const loss = nn.sum(nn.square(nn.slice(nn.tanh(nn.matmul(x, w)), 0, 10, 20)))
  const roots = optimize(nn.grad(loss, [w]))
  const rows = inOrder(roots).filter(({ operation }) => operation.name === 'matmul')
  expect(rows.map(({ shape, inputs }) => [inputs[0]!.shape, shape])).toEqual([
    [
      [30, 8],
      [30, 5],
    ],
    [
      [10, 8],
      [8, 5],
    ],
  ])
  expect(names(roots)).not.toContain('pad')
})

test('columns of a product that nothing uses are not computed', () => {
  const [g, w] = [nn.input('g', [6, 4]), nn.input('w', [9, 4])]
  const product = nn.matmul(g, w, { transposeB: true })
  const roots = optimize([nn.exp(nn.slice(product, 1, 0, 2)), nn.exp(nn.slice(product, 1, 5, 8))])
  const products = inOrder(roots).filter(({ operation }) => operation.name === 'matmul')
  expect(products.map(({ shape }) => shape)).toEqual([
    [6, 2],
    [6, 3],
  ])
})

test('columns of a sum of products that nothing uses are not computed either', () => {
  const [g, h, w, v] = [nn.input('g', [6, 4]), nn.input('h', [6, 3]), nn.input('w', [9, 4]), nn.input('v', [9, 3])]
  const total = nn.add(nn.matmul(g, w, { transposeB: true }), nn.matmul(h, v, { transposeB: true }))
  const roots = optimize([nn.exp(nn.slice(nn.multiply(total, nn.input('row', [9])), 1, 0, 2))])
  const products = inOrder(roots).filter(({ operation }) => operation.name === 'matmul')
  expect(products.map(({ shape }) => shape)).toEqual([
    [6, 2],
    [6, 2],
  ])
})

test('a product of which everything is used stays whole', () => {
  const product = nn.add(nn.matmul(nn.input('g', [6, 4]), nn.input('w', [4, 9])), nn.input('b', [9]))
  const roots = optimize([nn.exp(nn.slice(product, 1, 0, 4)), nn.exp(nn.slice(product, 1, 4, 9))])
  expect(names(roots).filter((name) => name === 'matmul')).toHaveLength(1)
})

test('a sum of sums is one, and what multiplies all of its terms multiplies it', () => {
  const [x, y] = [nn.input('x', [6, 4]), nn.input('y', [6, 3])]
  const total = (tensor: SymbolicTensor) => nn.multiply(nn.sum(nn.sum(nn.exp(tensor), { axes: 1 })), 3)
  expect(names(optimize([nn.add(total(x), total(y))]))).toEqual([
    'input',
    'exp',
    'sum',
    'reshape',
    'input',
    'exp',
    'sum',
    'reshape',
    'add',
    'multiply',
  ])
})

test('the gradient of a convolution with stride 1 is a convolution, without a wide matrix that is folded', () => {
  for (const [padding, kernel] of [
    ['same', [3, 3]],
    [0, [2, 3]],
    [1, [3, 2]],
    ['same', [2, 4]],
  ] as const) {
    const [x, w] = [nn.input('x', [2, 5, 4, 2]), nn.input('w', [...kernel, 2, 3])]
    const gradient = nn.grad(nn.sum(nn.exp(nn.conv2d(x, w, { padding }))), [x])
    expect(names(optimize(gradient))).not.toContain('foldPatches')
    const draw = (size: number) => Float64Array.from({ length: size }, (_, i) => Math.sin(i) / 4)
    expectSameValues(gradient, { x: draw(80), w: draw(kernel[0] * kernel[1] * 6) })
  }
})

test('wide columns are multiplied where they are, not put side by side first', () => {
  const [a, b, w] = [nn.input('a', [9, 200]), nn.input('b', [9, 300]), nn.input('w', [500, 4])]
  const roots = optimize([nn.add(nn.matmul(nn.concat([a, b], 1), w), nn.input('bias', [4]))])
  expect(names(roots).sort()).toEqual(['input', 'input', 'input', 'input', 'matmul', 'matmul', 'slice', 'slice'])
})

test('products over rows that share a large result are one', () => {
  const inputs = [
    [3, 50],
    [3, 40],
    [2, 50],
    [2, 40],
  ].map((shape, i) => nn.input(`x${i}`, shape))
  const [a, b, c, d] = inputs as [SymbolicTensor, SymbolicTensor, SymbolicTensor, SymbolicTensor]
  const roots = optimize([nn.add(nn.matmul(a, b, { transposeA: true }), nn.matmul(c, d, { transposeA: true }))])
  expect(names(roots).filter((name) => name !== 'input')).toEqual(['concat', 'concat', 'matmul'])
  const feeds = inputs.map(({ shape }, i) => [
    `x${i}`,
    Float64Array.from({ length: shape[0]! * shape[1]! }, (_, j) => Math.sin(i + j)),
  ])
  expectSameValues(
    [nn.add(nn.matmul(a, b, { transposeA: true }), nn.matmul(c, d, { transposeA: true }))],
    Object.fromEntries(feeds) as Record<string, Float64Array>,
  )
})

test('a product that is needed by itself is not taken into a sum', () => {
  const x = nn.input('x', [3, 3])
  const product = nn.matmul(x, x)
  expect(names(optimize([nn.add(product, x), product]))).toEqual(['input', 'matmul', 'add'])
})

test('constants are computed when a graph is compiled', () => {
  const x = nn.input('x', [2])
  const folded = optimize([nn.multiply(x, nn.exp(nn.add(nn.constant([1, 2]), nn.fill(1, [2]))))])
  expect(names(folded)).toEqual(['input', 'constant', 'multiply'])
})

test('the gradient of a mean stretches nothing', () => {
  const x = nn.input('x', [50, 20])
  const [gradient] = optimize(nn.grad(nn.mean(nn.square(x)), [x]))
  expect(names([gradient!])).not.toContain('expand')
})

function names(roots: readonly SymbolicTensor[]): string[] {
  return inOrder(roots)
    .map(({ operation }) => operation.name)
    .filter((name) => name !== 'fill')
}

function expectSameValues(
  roots: readonly SymbolicTensor[],
  feeds: Record<string, Float64Array | Int32Array>,
  name = '',
): void {
  const written = expandComposites(roots)
  const expected = evaluate(inOrder(written), feeds)
  const optimized = optimize(roots)
  const received = evaluate(inOrder(optimized), feeds)
  roots.forEach((root, i) => {
    expect(optimized[i]!.shape, name).toEqual(root.shape)
    const [a, b] = [received.get(optimized[i]!)!.data, expected.get(written[i]!)!.data]
    b.forEach((value, at) =>
      expect(Math.abs(a[at]! - value), name).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(value))),
    )
  })
}
