import type { Rng } from '@asdf/contract'
import type { MatrixRules, Tree } from '../src/matrix/index.ts'
import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addTree } from '../src/kernels/add-tree.ts'
import { binMatrix, createMatrixBooster, createPace } from '../src/matrix/index.ts'

const rules: MatrixRules = {
  rounds: 30,
  learningRate: 0.3,
  maximumLeaves: 8,
  maximumDepth: 4,
  minimumRows: 1,
  l2: 0,
  subsample: 1,
  features: { always: 0, count: 3 },
}
const pace = createPace(undefined)
const size = { rowCount: 400, featureCount: 3, maximumBins: 64, maximumLeaves: 8 }

describe('boosting on matrices', () => {
  it('approaches each of several targets on one binning', async () => {
    const { columns, rng } = data(400)
    const booster = createMatrixBooster('test', size)
    const edges = booster.load(columns, 400)
    const targets = [columns[0]!.map((x) => Math.sign(x)), columns[1]!.map((x) => x * x), columns[2]!.map(Math.abs)]
    for (const target of targets) {
      const { trees, loss } = await booster.boost(target, rules, rng, pace)
      expect(loss).toBeLessThan(0.03 * variance(target))
      expect(loss).toBeCloseTo(meanSquare(target, predict(trees, columns, edges, 400)), 10)
    }
  })

  it('gives the same trees for rows of a target whatever stands in rows where it is NaN', async () => {
    const { columns, rng } = data(300)
    const booster = createMatrixBooster('test', size)
    booster.load(columns, 300)
    const target = columns[0]!.map((x, row) => (row % 3 === 0 ? Number.NaN : x))
    const { trees, loss } = await booster.boost(target, rules, rng.fork('a'), pace)
    expect(trees.every((tree) => tree.values.every(Number.isFinite))).toBe(true)
    expect(loss).toBeLessThan(0.02)
    const again = await booster.boost(target, rules, rng.fork('a'), pace)
    expect(again.trees).toEqual(trees)
  })

  it('has no trees and no loss for a target without numbers', async () => {
    const { columns, rng } = data(50)
    const booster = createMatrixBooster('test', size)
    booster.load(columns, 50)
    expect(await booster.boost(new Float64Array(50).fill(Number.NaN), rules, rng, pace)).toEqual({ trees: [], loss: 0 })
  })

  it.each([0.05, 0.3, 0.9])(
    'knows its predictions of rows that a tree did not see, at a share of %s',
    async (subsample) => {
      const { columns, rng } = data(400)
      const booster = createMatrixBooster('test', size)
      const edges = booster.load(columns, 400)
      const target = columns[1]!.map((x, row) => (row % 7 === 0 ? Number.NaN : x))
      const { trees, loss } = await booster.boost(target, { ...rules, subsample }, rng, pace)
      expect(loss).toBeCloseTo(meanSquare(target, predict(trees, columns, edges, 400)), 10)
    },
  )

  it('splits on the feature that is always there and on as many as asked for', async () => {
    const { columns, rng } = data(400)
    const booster = createMatrixBooster('test', size)
    booster.load(columns, 400)
    const only = await booster.boost(columns[0]!, { ...rules, features: { always: 2, count: 1 } }, rng, pace)
    expect(new Set(only.trees.flatMap((tree) => [...tree.feature]))).toEqual(new Set([-1, 2]))
    const two = await booster.boost(columns[0]!, { ...rules, features: { always: 1, count: 2 } }, rng, pace)
    for (const { feature } of two.trees) expect(new Set([...feature, 1]).size).toBeLessThanOrEqual(3)
  })

  it('sends missing numbers where they belong', async () => {
    const { columns, rng } = data(400)
    const holed = columns.map((column) => column.map((x, row) => (row % 4 === 0 ? Number.NaN : x)))
    const booster = createMatrixBooster('test', size)
    booster.load(holed, 400)
    const target = Float64Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? 5 : -5))
    expect((await booster.boost(target, rules, rng, pace)).loss).toBeLessThan(0.01)
  })

  it('bins by the first threshold that is not below the number, and NaN apart', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.uniqueArray(number, { maxLength: 20 }), fc.array(fc.option(number)), (thresholds, values) => {
        const edges = Float64Array.from(thresholds).sort()
        const out = new Uint8Array(values.length)
        binMatrix([Float64Array.from(values, (value) => value ?? Number.NaN)], [edges], values.length, out)
        values.forEach((value, row) => {
          const first = edges.findIndex((edge) => value !== null && value <= edge)
          expect(out[row]).toBe(value === null ? edges.length + 1 : first < 0 ? edges.length : first)
        })
      }),
    )
  })

  it('refuses to boost before a matrix is loaded', async () => {
    const booster = createMatrixBooster('test', size)
    await expect(booster.boost(new Float64Array(1), rules, createRng(1), pace)).rejects.toThrow('load a matrix')
  })
})

function data(rowCount: number): { readonly columns: Float64Array[]; readonly rng: Rng } {
  const rng = createRng(7)
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: rowCount }, () => 2 * rng.next() - 1))
  return { columns, rng }
}

function predict(
  trees: readonly Tree[],
  columns: readonly Float64Array[],
  edges: readonly Float64Array[],
  rowCount: number,
): Float64Array {
  const bins = new Uint8Array(columns.length * rowCount)
  binMatrix(columns, edges, rowCount, bins)
  const missing = Uint8Array.from(edges, (list) => list.length + 1)
  const out = new Float64Array(rowCount)
  const rows = { bins, stride: rowCount, missing, from: 0, to: rowCount }
  for (const tree of trees) addTree(tree, rows, out, { outputs: 1, width: 1, offset: 0 })
  return out
}

function meanSquare(target: Float64Array, received: Float64Array): number {
  const known = [...target.keys()].filter((row) => !Number.isNaN(target[row]!))
  return known.reduce((sum, row) => sum + (target[row]! - received[row]!) ** 2, 0) / known.length
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}
