import type { NeighborOptions, Neighbors, Points } from '@asdf/core'
import { readFileSync } from 'node:fs'
import { createRng, nearestNeighbors, numericPoints, standardNormal, uniformInteger } from '@asdf/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { euclideanScan } from '../../src/neighbors/euclidean-scan.ts'
import { filterModule } from '../../src/neighbors/filter-module.ts'
import { filteredSearch } from '../../src/neighbors/filtered-search.ts'
import { assembleFilter } from './assemble-filter.ts'
import { bruteForce } from './reference/brute-force.ts'

type Draw = (row: number, column: number) => number

function points(rowCount: number, numberColumns: number, codeColumns: number, draw: Draw, code: Draw): Points {
  const fill = <A extends Float64Array | Int32Array>(out: A, columns: number, value: Draw) => {
    for (let i = 0; i < out.length; i++) out[i] = value(Math.floor(i / columns), i % columns)
    return out
  }
  return {
    rowCount,
    numberColumns,
    numbers: fill(new Float64Array(rowCount * numberColumns), numberColumns, draw),
    codeColumns,
    codes: fill(new Int32Array(rowCount * codeColumns), codeColumns, code),
  }
}

/** The vector kernel and the plain scan, whichever `nearestNeighbors` would have chosen. */
function bothWays(queries: Points, references: Points, k: number, options: NeighborOptions = {}): Neighbors[] {
  const excluded =
    options.excludeSelf === true ? Uint32Array.from({ length: queries.rowCount }, (_, i) => i) : undefined
  const count = Math.min(k, references.rowCount - (excluded === undefined ? 0 : 1))
  return [filteredSearch, euclideanScan].map((run) => {
    const search = {
      queries,
      references,
      costs: options.mismatchCosts ?? new Float64Array(references.codeColumns).fill(1),
      excluded,
      count,
      indices: new Uint32Array(queries.rowCount * count),
      distances: new Float64Array(queries.rowCount * count).fill(Infinity),
    }
    run(search, filterModule()!)
    return { count, indices: search.indices, distances: search.distances.map(Math.sqrt) }
  })
}

/** Kinds of numbers that make a search hard: ties, duplicates, offsets that singles cannot hold, all magnitudes at once. */
const difficulties: Record<string, (rng: ReturnType<typeof createRng>) => Draw> = {
  'standard normal': (rng) => () => standardNormal(rng),
  'few distinct values, so many ties': (rng) => () => uniformInteger(rng, 3),
  'all rows the same': () => () => 7.25,
  'one constant column': (rng) => (_, column) => (column === 0 ? 5 : standardNormal(rng)),
  'offset 1e9': (rng) => () => 1e9 + standardNormal(rng),
  'two clusters 2e9 apart': (rng) => (row) => (row % 2 === 0 ? 1e9 : -1e9) + standardNormal(rng),
  'differences of 1e-12': (rng) => () => 1 + 1e-12 * uniformInteger(rng, 5),
  'heavy tails': (rng) => () => standardNormal(rng) / rng.next() ** 3,
  'columns of very different scale': (rng) => (_, column) => standardNormal(rng) * 10 ** (4 * column),
  'tiny numbers': (rng) => () => 1e-140 * standardNormal(rng),
}

for (const [name, difficulty] of Object.entries(difficulties)) {
  it(`both ways of searching equal brute force: ${name}`, () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          queries: fc.integer({ min: 1, max: 90 }),
          references: fc.integer({ min: 2, max: 300 }),
          numbers: fc.integer({ min: 1, max: 19 }),
          codes: fc.integer({ min: 0, max: 3 }),
          k: fc.integer({ min: 1, max: 12 }),
          self: fc.boolean(),
        }),
        ({ seed, queries, references, numbers, codes, k, self }) => {
          const rng = createRng(seed)
          const draw = difficulty(rng)
          const code = () => uniformInteger(rng, 4)
          const to = points(references, numbers, codes, draw, code)
          const from = self ? to : points(queries, numbers, codes, draw, code)
          const mismatchCosts = Float64Array.from({ length: codes }, () => (rng.next() < 0.3 ? 0 : 3 * rng.next()))
          const options = { mismatchCosts, excludeSelf: self }
          const expected = bruteForce(from, to, k, options)
          for (const found of [...bothWays(from, to, k, options), nearestNeighbors(from, to, k, options)]) {
            expect(found).toEqual(expected)
          }
        },
      ),
      { numRuns: 25 },
    )
  })
}

it('codes alone, without any number, are compared by their costs', () => {
  const rng = createRng(3)
  const rows = points(
    100,
    0,
    4,
    () => 0,
    () => uniformInteger(rng, 3),
  )
  const options = { excludeSelf: true, mismatchCosts: Float64Array.of(1, 2, 0.5, 0) }
  for (const found of bothWays(rows, rows, 6, options)) expect(found).toEqual(bruteForce(rows, rows, 6, options))
})

it('a search over many blocks of queries and references equals the plain scan', () => {
  const rng = createRng(4)
  const draw = () =>
    numericPoints(
      Float64Array.from({ length: 5000 * 8 }, () => standardNormal(rng)),
      8,
    )
  const [filtered, scanned] = bothWays(draw(), draw(), 5)
  expect(filtered).toEqual(scanned)
})

it('city-block distance with capped differences and nulls equals brute force', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), (seed, k) => {
      const rng = createRng(seed)
      const draw = () => (rng.next() < 0.2 ? NaN : 2 * rng.next())
      const rows = points(40, 3, 2, draw, () => uniformInteger(rng, 3) - 1)
      const options = { metric: 'manhattan', maximumDifference: 1, nullCost: 1, excludeSelf: true } as const
      expect(nearestNeighbors(rows, rows, k, options)).toEqual(bruteForce(rows, rows, k, options))
    }),
  )
})

it('the largest and the smallest doubles are told apart', () => {
  for (const unit of [1e300, 1e-300]) {
    const rows = numericPoints(
      Float64Array.of(0, 1, 3, 7).map((x) => x * unit),
      1,
    )
    const { indices, distances } = nearestNeighbors(rows, rows, 2, { excludeSelf: true })
    expect([...indices]).toEqual([1, 2, 0, 2, 1, 0, 2, 1])
    expect(distances[0]! / unit).toBeCloseTo(1, 12)
  }
})

it('asking for more neighbors than there are gives all there are', () => {
  const rows = numericPoints(Float64Array.of(0, 1, 3), 1)
  expect(nearestNeighbors(rows, rows, 10, { excludeSelf: true }).count).toBe(2)
  expect(nearestNeighbors(rows, rows, 10).count).toBe(3)
  const one = numericPoints(Float64Array.of(4), 1)
  expect(nearestNeighbors(one, one, 1, { excludeSelf: true })).toEqual({
    count: 0,
    indices: new Uint32Array(0),
    distances: new Float64Array(0),
  })
  expect(nearestNeighbors(numericPoints(new Float64Array(0), 1), rows, 2).indices).toHaveLength(0)
})

it('each query can be told which reference it is', () => {
  const references = numericPoints(Float64Array.of(0, 1, 1, 5), 1)
  const queries = numericPoints(Float64Array.of(1, 5), 1)
  const { indices } = nearestNeighbors(queries, references, 1, { excludeSelf: Uint32Array.of(1, 3) })
  expect([...indices]).toEqual([2, 1])
})

it('bad numbers and shapes are errors that say where', () => {
  const good = numericPoints(Float64Array.of(0, 1, 2, 3), 2)
  for (const bad of [NaN, Infinity, -Infinity]) {
    const broken = numericPoints(Float64Array.of(0, 1, 2, bad), 2)
    expect(() => nearestNeighbors(broken, good, 1)).toThrow(/number 2, row 2/)
    expect(() => nearestNeighbors(good, broken, 1)).toThrow(/number 2, row 2/)
  }
  expect(() => nearestNeighbors(good, numericPoints(Float64Array.of(1), 1), 1)).toThrow(
    expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }),
  )
  expect(() => nearestNeighbors({ ...good, rowCount: 3 }, good, 1)).toThrow(
    expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }),
  )
  expect(() => nearestNeighbors(good, good, 0)).toThrow(/'k' must be a whole number/)
  expect(() => nearestNeighbors(good, good, 1, { excludeSelf: Uint32Array.of(0) })).toThrow(/excludeSelf/)
  const coded = { ...good, codeColumns: 1, codes: new Int32Array(2) }
  expect(() => nearestNeighbors(coded, coded, 1, { mismatchCosts: Float64Array.of(-1) })).toThrow(/mismatchCosts/)
  expect(() => nearestNeighbors(coded, coded, 1, { metric: 'cosine' as 'euclidean' })).toThrow(/metric/)
})

it('the committed kernel is what its source assembles to', async () => {
  const committed = readFileSync(new URL('../../src/kernels/distance-filter.ts', import.meta.url), 'utf8')
  expect(await assembleFilter()).toBe(committed)
})

it('the vector kernel works here, so that the tests above have tried it', () => {
  expect(filterModule()).toBeDefined()
})
