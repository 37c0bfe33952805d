import type { OperationCase } from '../src/checks/operation-case.ts'
import * as nn from '@asdf/nn'
import fc from 'fast-check'

const size = fc.integer({ min: 1, max: 4 })
const shape = (minimum: number, maximum: number) => fc.array(size, { minLength: minimum, maxLength: maximum })
const flags = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })

/** An operation on inputs of random shapes, and the shape that its result must have. */
export interface RandomCase extends OperationCase {
  readonly expected: readonly number[]
}

/** Two shapes that broadcast to a third: sizes of 1 and missing axes at random. */
const broadcast = fc
  .tuple(shape(0, 4), flags, flags, fc.nat(4), fc.nat(4))
  .map(([full, a, b, dropA, dropB]): RandomCase => {
    const shrink = (ones: readonly boolean[], drop: number) =>
      full.map((dimension, i) => (ones[i] ? 1 : dimension)).slice(Math.min(drop, full.length))
    const [left, right] = [shrink(a, dropA), shrink(b, dropB)]
    const at = (sizes: readonly number[], i: number) => sizes[sizes.length - 1 - i] ?? 1
    const rank = Math.max(left.length, right.length)
    const expected = Array.from({ length: rank }, (_, i) => Math.max(at(left, i), at(right, i))).reverse()
    return {
      name: 'add',
      inputs: [{ shape: left }, { shape: right }],
      build: (x, y) => nn.add(nn.multiply(x, y), x),
      expected,
    }
  })

const reduction = fc.tuple(shape(1, 4), flags, fc.boolean()).map(([full, kept, keepDimensions]): RandomCase => {
  const axes = full.flatMap((_, i) => (kept[i] ? [] : [i]))
  const expected = full.flatMap((dimension, i) => (kept[i] ? [dimension] : keepDimensions ? [1] : []))
  const build = (x: nn.SymbolicTensor) =>
    nn.add(nn.sum(x, { axes, keepDimensions }), nn.max(x, { axes, keepDimensions }))
  return { name: 'sum and max', inputs: [{ shape: full }], build, expected, order: 1 }
})

const product = fc
  .tuple(shape(0, 2), flags, size, size, size, flags)
  .map(([batch, ones, m, k, n, swap]): RandomCase => {
    const [transposeA, transposeB] = [swap[0]!, swap[1]!]
    const left = [...batch, ...(transposeA ? [k, m] : [m, k])]
    const right = [...batch.map((dimension, i) => (ones[i] ? 1 : dimension)), ...(transposeB ? [n, k] : [k, n])]
    const build = (x: nn.SymbolicTensor, y: nn.SymbolicTensor) => nn.matmul(x, y, { transposeA, transposeB })
    return { name: 'matmul', inputs: [{ shape: left }, { shape: right }], build, expected: [...batch, m, n] }
  })

const transposition = shape(1, 4)
  .chain((full) => fc.tuple(fc.constant(full), fc.shuffledSubarray([...full.keys()], { minLength: full.length })))
  .map(([full, order]): RandomCase => {
    const expected = order.map((axis) => full[axis]!)
    return { name: 'transpose', inputs: [{ shape: full }], build: (x) => nn.transpose(nn.square(x), order), expected }
  })

const parts = fc
  .tuple(shape(1, 4), fc.nat(), size, size, size)
  .map(([full, axisSeed, other, before, after]): RandomCase => {
    const axis = axisSeed % full.length
    const withSize = (dimension: number) => full.map((old, i) => (i === axis ? dimension : old))
    const total = full[axis]! + other
    const build = (x: nn.SymbolicTensor, y: nn.SymbolicTensor) => {
      const padded = nn.pad(nn.concat([nn.square(x), y], axis), axis, before, after)
      return nn.slice(padded, axis, before - 1, before + total)
    }
    return {
      name: 'concat, pad and slice',
      inputs: [{ shape: full }, { shape: withSize(other) }],
      build,
      expected: withSize(total + 1),
    }
  })

const picking = fc.tuple(shape(1, 3), shape(1, 2), fc.nat()).map(([full, indices, axisSeed]): RandomCase => {
  const axis = axisSeed % full.length
  const expected = [...full.slice(0, axis), ...indices, ...full.slice(axis + 1)]
  const draw = { shape: indices, dtype: 'i32', low: 0, high: full[axis]! } as const
  return {
    name: 'gather',
    inputs: [{ shape: full }, draw],
    build: (x, i) => nn.gather(nn.square(x), i, axis),
    expected,
  }
})

const window = fc.tuple(
  size,
  size,
  size,
  size,
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 3 }),
  fc.nat(2),
  fc.integer({ min: 1, max: 2 }),
)
const convolution = window.map(([batch, height, width, channels, tall, wide, padding, stride]): RandomCase => {
  const [high, broad] = [height + 2, width + 2]
  const places = (pixels: number, kernel: number) => Math.floor((pixels + 2 * padding - kernel) / stride) + 1
  return {
    name: 'conv2d',
    inputs: [{ shape: [batch, high, broad, channels] }, { shape: [tall, wide, channels, 2] }],
    build: (x, w) => nn.conv2d(x, w, { padding, stride }),
    expected: [batch, places(high, tall), places(broad, wide), 2],
  }
})

/** Softmax and its logarithm along any axis. */
const shares = fc.tuple(shape(1, 4), fc.nat(), fc.boolean()).map(([full, axisSeed, isLog]): RandomCase => {
  const axis = (axisSeed % full.length) - full.length
  const build = (x: nn.SymbolicTensor) => (isLog ? nn.logSoftmax(x, axis) : nn.softmax(x, axis))
  return { name: isLog ? 'logSoftmax' : 'softmax', inputs: [{ shape: full }], build, expected: full }
})

/** A choice by a condition, where any of the three is stretched. */
const choice = fc.tuple(shape(0, 4), flags, flags, flags).map(([full, c, a, b]): RandomCase => {
  const shrink = (ones: readonly boolean[]) => full.map((dimension, i) => (ones[i] ? 1 : dimension))
  const inputs = [c, a, b].map((ones) => ({ shape: shrink(ones) }))
  const expected = full.map((dimension, i) => (c[i] && a[i] && b[i] ? 1 : dimension))
  const build = (z: nn.SymbolicTensor, x: nn.SymbolicTensor, y: nn.SymbolicTensor) =>
    nn.where(nn.greater(z, 0), nn.square(x), y)
  return { name: 'where', inputs, build, expected }
})

const adding = fc.tuple(shape(0, 2), shape(1, 2), shape(0, 2), size).map(([before, indices, after, to]): RandomCase => {
  const draw = { shape: indices, dtype: 'i32', low: 0, high: to } as const
  const build = (x: nn.SymbolicTensor, i: nn.SymbolicTensor) =>
    nn.scatterAdd(nn.square(x), i, { axis: before.length, size: to })
  return {
    name: 'scatterAdd',
    inputs: [{ shape: [...before, ...indices, ...after] }, draw],
    build,
    expected: [...before, to, ...after],
  }
})

/** One-hot rows, of indices outside too, times a number so that there is something to differentiate. */
const marking = fc.tuple(shape(0, 3), size).map(([indices, depth]): RandomCase => {
  const draw = { shape: indices, dtype: 'i32', low: -1, high: depth + 1 } as const
  const build = (i: nn.SymbolicTensor, x: nn.SymbolicTensor) => nn.multiply(nn.oneHot(i, depth), x)
  return { name: 'oneHot', inputs: [draw, { shape: [] }], build, expected: [...indices, depth] }
})

/** Axes put together and apart again, and stretched to a shape with more of them. */
const reshaping = fc.tuple(shape(0, 3), flags, shape(0, 2)).map(([full, ones, more]): RandomCase => {
  const from = full.map((dimension, i) => (ones[i] ? 1 : dimension))
  const build = (x: nn.SymbolicTensor) =>
    nn.expand(nn.reshape(nn.square(nn.reshape(x, [-1])), from), [...more, ...full])
  return { name: 'reshape and expand', inputs: [{ shape: from }], build, expected: [...more, ...full] }
})

const scaling = fc.tuple(shape(4, 4), fc.integer({ min: 1, max: 3 }), fc.boolean()).map((drawn): RandomCase => {
  const [small, factor, isLarger] = drawn
  const large = small.map((dimension, axis) => (axis === 1 || axis === 2 ? factor * dimension : dimension))
  const build = (x: nn.SymbolicTensor) =>
    isLarger ? nn.upsampleNearest(nn.square(x), factor) : nn.averagePool(nn.square(x), factor)
  const [from, to] = isLarger ? [small, large] : [large, small]
  return { name: isLarger ? 'upsampleNearest' : 'averagePool', inputs: [{ shape: from }], build, expected: to }
})

export const randomCases: fc.Arbitrary<RandomCase> = fc.oneof(
  broadcast,
  reduction,
  product,
  transposition,
  parts,
  picking,
  convolution,
  shares,
  choice,
  adding,
  marking,
  reshaping,
  scaling,
)
