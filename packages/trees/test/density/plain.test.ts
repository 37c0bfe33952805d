import type { DensityOptions } from '@asdf/trees/density'
import { createRng } from '@asdf/core'
import { expect, test } from 'vitest'
import { createChunkRunner } from '../../src/density/chunk-runner.ts'
import { densityDefaults } from '../../src/density/density-options.ts'
import { planDigits } from '../../src/density/digits.ts'
import { fitDigit } from '../../src/density/fit-digit.ts'
import { createRooms } from '../../src/density/kernels/memory.ts'
import { createPace } from '../../src/pace.ts'
import { mixedCodes } from './columns.ts'
import { plainRooms } from './reference/plain-rooms.ts'

const columns = mixedCodes(2000, 1)

/** A column given the others, on plain kernels and on those of WebAssembly. */
function fitBoth(column: number, options: Partial<DensityOptions>) {
  const target = columns[column]!
  const digit = planDigits(target, 255).digits[0]!
  const rows = {
    count: 2000,
    training: 1800,
    classes: target.codes,
    groups: null,
    firstColumn: -1,
    features: columns
      .filter((one) => one !== target)
      .map(({ codes, size, ordered }) => ({ codes, size, isOrdered: ordered })),
  }
  const all = { ...densityDefaults, maximumRounds: 8, leaves: 9, ...options }
  return Promise.all(
    [plainRooms(), createRooms()].map((rooms) =>
      fitDigit(rooms, digit, rows, all, { rng: createRng(1), pace: createPace(undefined) }),
    ),
  )
}

test.each([
  [0, {}],
  [1, { featureShare: 0.5, featureBins: 20 }],
  [2, { honest: true }],
  [3, { rowShare: 0.3 }],
  [4, { splits: 'random' as const, tolerance: 0 }],
])('column %i is fitted to the same trees and factors by both kinds of kernels', async (column, options) => {
  const [plain, fast] = await fitBoth(column, options)
  expect(fast).toEqual(plain)
  if (column < 4) expect(fast!.trees.length).toBeGreaterThan(1)
})

test('both kinds of kernels draw the same rows of a model', async () => {
  const target = columns[2]!
  const before = columns.slice(0, 2)
  const features = before.map(({ codes, size, ordered }) => ({ codes, size, isOrdered: ordered }))
  const { starts, digits } = planDigits(target, 16)
  const rooms = createRooms()
  const coarse = {
    count: 2000,
    training: 1800,
    classes: target.codes.map((code) => digits[0]!.classOfCode[code]!),
    groups: null,
    firstColumn: -1,
    features,
  }
  const options = { ...densityDefaults, maximumRounds: 12 }
  const { trees, factors } = await fitDigit(rooms, digits[0]!, coarse, options, {
    rng: createRng(1),
    pace: createPace(undefined),
  })
  const figures = { rounds: [], logLikelihood: 0, marginalLogLikelihood: 0 }
  const free = before.map(({ size, ordered }) => ({
    size,
    ordered,
    starts: null,
    digits: [{ classes: size, table: new Float32Array(size).fill(1 / size), features: [], trees: [], factors: [] }],
    figures,
  }))
  const table = (index: number) => Float32Array.from(digits[index]!.table.flatMap((row) => [...row]))
  const model = [
    ...free,
    {
      size: 90,
      ordered: true,
      starts,
      digits: [
        { classes: digits[0]!.classes, table: table(0), features: [0, 1], trees, factors },
        { classes: digits[1]!.classes, table: table(1), features: [], trees: [], factors: [] },
      ],
      figures,
    },
  ]
  const clamps = [undefined, undefined, target.codes.slice(0, 300).map((code, i) => (i % 3 === 0 ? code : 255))]
  const draw = (kernels: typeof rooms) =>
    createChunkRunner(model, 1200, kernels).run({ rows: 300, candidates: 4, clamps, rng: createRng(5) })
  expect(draw(createRooms())).toEqual(draw(plainRooms()))
})
