import type { NumericColumn, Synthesizer } from '@asdf/contract'
import { columnOf, createRng, createTable, isPresent } from '@asdf/core'
import { adasyn, borderlineSmote, kMeansSmote, smote, smoteN, smoteNc, svmSmote } from '@asdf/smote'
import { describe, expect, it } from 'vitest'
import { categorical, numeric, tableOf, withNulls } from './tables.ts'

const rowCount = 120
const rng = createRng(3)
const draws = Array.from({ length: rowCount }, () => rng.next())
const target = categorical(
  'label',
  draws.map((_, row) => (row % 4 === 0 ? 'rare' : 'common')),
  'target',
)
const smokes = draws.map((draw) => draw < 0.5)
const nonSmokers = smokes.flatMap((smoking, row) => (smoking ? [] : [row]))
const cigarettes = withNulls(
  numeric(
    'cigarettes',
    draws.map((draw) => Math.round(80 * draw)),
  ),
  nonSmokers,
)
const years = withNulls(
  numeric(
    'years',
    draws.map((draw) => 50 * draw),
  ),
  nonSmokers,
)
const age = numeric(
  'age',
  draws.map((draw, row) => 20 + 40 * draw + (row % 7)),
)

const methods: readonly [string, Synthesizer][] = [
  ['smote', smote()],
  ['smote, unscaled', smote({ scale: 'none' })],
  ['borderlineSmote', borderlineSmote({ borderNeighbors: 6 })],
  ['adasyn', adasyn()],
  ['svmSmote', svmSmote()],
  ['kMeansSmote', kMeansSmote({ clusters: 1, imbalanceThreshold: 5 })],
  ['smoteNc', smoteNc()],
]

describe.each(methods)('nulls in rows of %s', (_, method) => {
  it('follow the pattern of the base row', async () => {
    const fitted = await method.fit(tableOf(cigarettes, years, age, target), { seed: 1 })
    const rows = await fitted.sample(200, { seed: 2, where: { label: 'rare' } })
    const [few, long] = [columnOf(rows, 'cigarettes'), columnOf(rows, 'years')] as NumericColumn[]
    expect(few!.valid).toEqual(long!.valid)
    const present = few!.values.filter((_, row) => isPresent(few!, row))
    expect(present.length).toBeGreaterThan(20)
    expect(200 - present.length).toBeGreaterThan(20)
    // Those who smoke, smoke at least a little: no null was taken for 0 on the way.
    expect(present.every((value) => value >= 0 && value < 40)).toBe(true)
    expect(few!.values.every((value, row) => Number.isNaN(value) === !isPresent(few!, row))).toBe(true)
  })
})

it("a new row has its base's value where the neighbor has none", async () => {
  const lonely = withNulls(numeric('x', [7, 0, 0, 0, 1, 2]), [1, 2, 3])
  const label = categorical('label', ['a', 'a', 'a', 'a', 'b', 'b'], 'target')
  const fitted = await smote({ neighbors: 3 }).fit(tableOf(lonely, label), { seed: 1 })
  const made = columnOf(await fitted.sample(40, { seed: 1, where: { label: 'a' } }), 'x') as NumericColumn
  expect(new Set(made.values.filter((_, row) => isPresent(made, row)))).toEqual(new Set([7]))
  expect(made.valid!.filter((valid) => valid === 1).length).toBe(10)
})

it.each([
  ['smoteNc', smoteNc()],
  ['smoteN', smoteN()],
])('categories of %s are null where the base has none, and neighbors without one do not vote', async (name, method) => {
  const color = withNulls(
    categorical(
      'color',
      draws.map((draw) => (draw < 0.5 ? 'red' : 'blue')),
    ),
    nonSmokers.filter((row) => draws[row]! < 0.9),
  )
  const size = categorical(
    'size',
    draws.map((draw) => (draw < 0.3 ? 's' : 'l')),
  )
  const train = tableOf(color, size, ...(name === 'smoteNc' ? [age] : []), target)
  const rows = await (await method.fit(train, { seed: 1 })).sample(300, { seed: 2, where: { label: 'rare' } })
  const made = columnOf(rows, 'color')
  const missing = Array.from({ length: 300 }, (_, row) => row).filter((row) => !isPresent(made, row)).length
  const rare = draws.flatMap((_, row) => (row % 4 === 0 ? [row] : []))
  const expected = rare.filter((row) => !isPresent(color[1], row)).length / rare.length
  expect(missing / 300).toBeCloseTo(expected, 1)
  expect(() => createTable(rows.schema, rows.columns)).not.toThrow()
})
