import type { Tree } from '@asdf/trees/matrix'
import { createRng, decodeArtifact, encodeArtifact } from '@asdf/core'
import { checkFitsSchema } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forestFlow } from '../../src/flow/index.ts'
import { addPackedTrees } from '../../src/flow/kernels/add-packed-trees.ts'
import { fillNormals } from '../../src/flow/kernels/fill-normals.ts'
import { drawNulls, fitNullPatterns, patternsFromJson, patternsToJson } from '../../src/flow/null-patterns.ts'
import { isSound, packTrees } from '../../src/flow/pack-trees.ts'
import { categories, labelsOf, numbers, small, tableOf, valuesOf } from './tables.ts'

const cell = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }))
const label = fc.constantFrom('a', 'b', 'c', 'd')

describe('forest flow, whatever the table', () => {
  it('gives rows that fit the schema and its bounds, and the same after saving', async () => {
    const row = fc.record({ x: fc.option(cell), n: cell, c: fc.option(label), y: label })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 10, maxLength: 40 }),
        fc.boolean(),
        fc.boolean(),
        async (rows, isDiffusion, keepsSchema) => {
          const [minimum, maximum] = [Math.min, Math.max].map((pick) => pick(...rows.map(({ n }) => n)))
          const table = tableOf(
            numbers('x', rows.map(({ x }) => x)), // prettier-ignore
            numbers('n', rows.map(({ n }) => n), { minimum, maximum }), // prettier-ignore
            categories('c', rows.map(({ c }) => c)), // prettier-ignore
            categories('y', rows.map(({ y }) => y), { role: 'target' }), // prettier-ignore
          )
          const schema = keepsSchema ? 'training' : 'released'
          const process = isDiffusion ? 'diffusion' : 'flow'
          const model = await forestFlow({ ...small, levels: 4, copiedRows: 100, process }).fit(table, {
            seed: 1,
            schema,
          })
          const sample = await model.sample(25, { seed: 2 })
          checkFitsSchema(sample)
          const isInside = valuesOf(sample, 'n').every((value) => value >= minimum! && value <= maximum!)
          expect(isInside || !keepsSchema).toBe(true)
          expect(
            labelsOf(sample, 'c').every((one) => one === null || one === 'other' || rows.some(({ c }) => c === one)),
          ).toBe(true)
          const copy = forestFlow.load(decodeArtifact(encodeArtifact(model.save())))
          expect(await copy.sample(25, { seed: 2 })).toEqual(sample)
          const filled = await model.impute(table, { seed: 3 })
          checkFitsSchema(filled)
          expect(valuesOf(filled, 'x').filter((_, i) => rows[i]!.x !== null)).toEqual(
            rows.flatMap(({ x }) => (x === null ? [] : [x])),
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  it('gives numbers where the smallest doubles lie among ordinary ones', async () => {
    const smallest = [2, 0, 0, 0, 0, 0, 3, 0, 0, 8, 4].map((count) => count * Number.MIN_VALUE)
    const n = smallest.map((value, row) => (row === 5 || row === 7 ? 1 : value))
    const table = tableOf(
      numbers('n', n, { minimum: 0, maximum: 1 }),
      numbers('twoSmallest', n.map((_, row) => (row % 2) * Number.MIN_VALUE)), // prettier-ignore
      numbers('widest', n.map((_, row) => (row % 2 === 0 ? 1 : -1) * Number.MAX_VALUE)), // prettier-ignore
      categories('y', n.map(() => 'a'), { role: 'target' }), // prettier-ignore
    )
    const model = await forestFlow({ ...small, levels: 4, copiedRows: 100 }).fit(table, { seed: 1, schema: 'training' })
    const sample = await model.sample(25, { seed: 2 })
    checkFitsSchema(sample)
    expect(new Set(valuesOf(sample, 'twoSmallest')).size).toBe(2)
    expect(new Set(valuesOf(sample, 'widest')).size).toBe(2)
  })

  it('loads a model of constants whose classes have few and many rows', async () => {
    const rows = Array.from({ length: 11 }, (_, row) => row)
    const table = tableOf(
      numbers('x', rows.map((row) => (row < 4 ? 0 : null))), // prettier-ignore
      numbers('n', rows.map(() => 0), { minimum: 0, maximum: 0 }), // prettier-ignore
      categories('y', rows.map((row) => (row === 8 ? 'd' : 'a')), { role: 'target' }), // prettier-ignore
    )
    const model = await forestFlow({ ...small, levels: 4, copiedRows: 100 }).fit(table, { seed: 1, schema: 'training' })
    const copy = forestFlow.load(decodeArtifact(encodeArtifact(model.save())))
    expect(await copy.sample(25, { seed: 2 })).toEqual(await model.sample(25, { seed: 2 }))
  })

  it('predicts from packed trees what the trees say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 1, max: 40 })), { minLength: 1 }),
        fc.integer(),
        (sizes, seed) => {
          const rng = createRng(seed)
          const trees = sizes.map((leaves) => (leaves === null ? null : randomTree(leaves, rng)))
          const packed = packTrees(trees)
          expect(isSound(packed, 3)).toBe(true)
          const bins = Uint8Array.from({ length: 3 * 20 }, () => Math.floor(rng.next() * 11))
          const missing = Uint8Array.of(10, 10, 10)
          const out = new Float64Array(20)
          const run = { tree: 0, count: trees.length, node: 0, leaf: 0 }
          addPackedTrees(packed, run, bins, missing, 20, out)
          out.forEach((value, row) => {
            const expected = trees.reduce((sum, tree) => sum + (tree === null ? 0 : leafOf(tree, bins, row)), 0)
            expect(value).toBeCloseTo(expected, 4)
          })
        },
      ),
    )
  })

  it('knows packed trees that would not end', () => {
    const packed = packTrees([randomTree(3, createRng(1))])
    const nodes = packed.nodes.slice()
    nodes[0] = nodes[0]! & ~(0xff << 21)
    expect(isSound({ ...packed, nodes }, 3)).toBe(false)
    expect(isSound(packed, 0)).toBe(false)
    expect(isSound({ ...packed, leaves: packed.leaves.slice(1) }, 3)).toBe(false)
  })

  it('draws no pattern of nulls that few rows share, and keeps the shares of nulls', () => {
    const pattern = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 40 }), (rows) => {
        const every = Uint32Array.from(rows.keys())
        const patterns = fitNullPatterns([4, 5, 6], every, (column, row) => rows[row]![column - 4]!, 5)
        const kept = patterns.shared.map(({ nulls }) => nulls.join())
        for (const { nulls, rows: count } of patterns.shared) {
          expect(count).toBeGreaterThanOrEqual(5)
          expect(rows.filter((row) => row.flatMap((isNull, i) => (isNull ? [i] : [])).join() === nulls.join())).toHaveLength(count) // prettier-ignore
        }
        expect(new Set(kept).size).toBe(kept.length)
        const total = patterns.shared.reduce((sum, one) => sum + one.rows, patterns.rest.rows)
        expect(total).toBe(rows.length)
        expect(patternsFromJson(patternsToJson(patterns), [4, 5, 6])).toEqual(patterns)
        expect(patternsFromJson(patternsToJson(patterns), [4, 5])).toBeUndefined()
        const drawn = drawNulls(patterns, 4000, createRng(3))
        drawn.forEach((column, i) => {
          const share = rows.filter((row) => row[i]).length / rows.length
          expect(Math.abs(column.reduce((sum, one) => sum + one, 0) / 4000 - share)).toBeLessThan(0.05)
        })
      }),
    )
  })

  it('draws normals with mean 0, variance 1 and kurtosis 3, whatever the length', () => {
    const out = new Float64Array(100_001)
    fillNormals(out, createRng(9))
    const moment = (power: number) => out.reduce((sum, x) => sum + x ** power, 0) / out.length
    expect(Math.abs(moment(1))).toBeLessThan(0.01)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
  })
})

/** A tree of random tests over three dimensions of ten bins. */
function randomTree(leaves: number, rng: { next(): number }): Tree {
  const feature = [-1]
  const test = [0]
  const left = [-1]
  for (let grown = 1; grown < leaves; grown++) {
    const open = feature.flatMap((tested, node) => (tested < 0 ? [node] : []))
    const node = open[Math.floor(rng.next() * open.length)]!
    feature[node] = Math.floor(rng.next() * 3)
    test[node] = Math.floor(rng.next() * 10) | (rng.next() < 0.5 ? 0x100 : 0)
    left[node] = feature.length
    feature.push(-1, -1)
    test.push(0, 0)
    left.push(-1, -1)
  }
  let leaf = 0
  feature.forEach((tested, node) => tested < 0 && (left[node] = leaf++))
  const values = Float64Array.from({ length: leaves }, () => rng.next() - 0.5)
  return {
    feature: Int32Array.from(feature),
    test: Int32Array.from(test),
    left: Int32Array.from(left),
    values,
    sets: new Int32Array(0),
  }
}

function leafOf({ feature, test, left, values }: Tree, bins: Uint8Array, row: number): number {
  let node = 0
  while (feature[node]! >= 0) {
    const bin = bins[feature[node]! * 20 + row]!
    const goesLeft = bin === 10 ? (test[node]! & 0x100) !== 0 : bin <= (test[node]! & 255)
    node = left[node]! + (goesLeft ? 0 : 1)
  }
  return values[left[node]!]!
}
