import type { CategoricalColumn, NumericColumn, Synthesizer, Table } from '@asdf/contract'
import { classCodes, columnOf, createRng, standardNormal, uniformInteger } from '@asdf/core'
import { adasyn, borderlineSmote, kMeansSmote, randomOversampling, smote, smoteN, smoteNc, svmSmote } from '@asdf/smote'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categorical, numeric, tableOf } from './tables.ts'

type Place = readonly number[]

/** Which line a new row may lie on: through two rows of its class, or towards another class; and between which multiples. */
interface Line {
  readonly begin: Place
  readonly end: Place
  readonly low: number
  readonly high: number
}

interface Case {
  readonly own: readonly Place[]
  readonly others: readonly Place[]
}

const between = ({ own }: Case) => pairs(own, own, 0, 1)
const methods: { name: string; method: () => Synthesizer; lines: (rows: Case) => Line[] }[] = [
  { name: 'smote', method: () => smote(), lines: between },
  { name: 'smote, unscaled', method: () => smote({ scale: 'none', neighbors: 2 }), lines: between },
  { name: 'borderline 1', method: () => borderlineSmote({ borderNeighbors: 4 }), lines: between },
  {
    name: 'borderline 2',
    method: () => borderlineSmote({ variant: 2, borderNeighbors: 4 }),
    lines: (rows) => [...between(rows), ...pairs(rows.own, rows.others, 0, 0.5)],
  },
  { name: 'adasyn', method: () => adasyn(), lines: between },
  { name: 'svm', method: () => svmSmote({ outStep: 0.7 }), lines: ({ own }) => pairs(own, own, -0.7, 1) },
  { name: 'k-means', method: () => kMeansSmote({ clusters: 3, imbalanceThreshold: 2 }), lines: between },
  { name: 'smoteNc', method: () => smoteNc(), lines: between },
  { name: 'random', method: () => randomOversampling(), lines: ({ own }) => pairs(own, own, 0, 0) },
]

for (const { name, method, lines } of methods) {
  it(`every row of ${name} lies where its paper puts it, in three columns`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 2, max: 14 }),
        fc.integer({ min: 15, max: 30 }),
        async (seed, minority, majority) => {
          const rows = drawCase(seed, minority, majority)
          const fitted = await method().fit(tableFor(rows), { seed })
          const made = await fitted.sample(25, { seed, where: { label: 'own' } })
          const allowed = lines(rows)
          for (const place of placesOf(made)) expect(allowed.some((line) => lies(place, line))).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })
}

it('borderline 2 does go towards the other class, and svm does go outwards', async () => {
  const rows = drawCase(3, 12, 30)
  const beyond = async (method: Synthesizer) => {
    const made = await (await method.fit(tableFor(rows), { seed: 1 })).sample(400, { seed: 1, where: { label: 'own' } })
    return placesOf(made).filter((place) => !between(rows).some((line) => lies(place, line))).length
  }
  expect(await beyond(borderlineSmote({ borderNeighbors: 6 }))).toBe(0)
  expect(await beyond(borderlineSmote({ borderNeighbors: 6, variant: 2 }))).toBeGreaterThan(10)
  expect(await beyond(svmSmote())).toBeGreaterThan(10)
})

it('SMOTE uses every base equally often and steps evenly along the way', async () => {
  // Two rows: each is the other's neighbor, so the place between them is the step.
  const x = [0, 1, ...Array.from({ length: 20 }, (_, i) => 5 + i)]
  const train = tableOf(
    numeric('x', x),
    categorical(
      'label',
      x.map((v) => (v < 2 ? 'own' : 'other')),
      'target',
    ),
  )
  const made = await (await smote().fit(train, { seed: 1 })).sample(4000, { seed: 2, where: { label: 'own' } })
  const { values } = columnOf(made, 'x') as NumericColumn
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = values.filter((value) => Math.floor(value * 10) === tenth).length / 4000
    expect(Math.abs(share - 0.1)).toBeLessThan(0.02)
  }
})

it('a change of units changes nothing but the units', async () => {
  const rows = drawCase(5, 10, 30)
  const inCents: Case = {
    own: rows.own.map(([a, b, c]) => [a! * 128, b!, c! / 1024]),
    others: rows.others.map(([a, b, c]) => [a! * 128, b!, c! / 1024]),
  }
  for (const method of [smote(), borderlineSmote(), adasyn(), svmSmote(), smoteNc()]) {
    const places = async (data: Case) =>
      placesOf(await (await method.fit(tableFor(data), { seed: 1 })).sample(20, { seed: 1, where: { label: 'own' } }))
    const expected = (await places(rows)).map(([a, b, c]) => [a! * 128, b!, c! / 1024])
    expect(await places(inCents)).toEqual(expected)
  }
})

describe('categories', () => {
  const count = 60
  const rng = createRng(8)
  const x = Array.from({ length: count }, () => standardNormal(rng))
  const cities = Array.from({ length: count }, () => `city ${uniformInteger(rng, 4)}`)
  const pets = Array.from({ length: count }, () => `pet ${uniformInteger(rng, 3)}`)
  const label = x.map((_, i) => (i % 4 === 0 ? 'own' : 'other'))
  const own = label.flatMap((name, i) => (name === 'own' ? [i] : []))

  it('of a SMOTE-NC row are those most frequent among its base’s neighbors', async () => {
    const train = tableOf(numeric('x', x), categorical('city', cities), categorical('label', label, 'target'))
    const fitted = await smoteNc({ neighbors: own.length - 1 }).fit(train, { seed: 1 })
    const rows = await fitted.sample(200, { seed: 1, where: { label: 'own' } })
    const { codes } = columnOf(rows, 'city') as CategoricalColumn
    const known = (columnOf(train, 'city') as CategoricalColumn).codes
    // All other rows of the class vote, so a row's city is the mode of the class without its base.
    const modes = new Set(own.flatMap((base) => modesOf(own.filter((i) => i !== base).map((i) => known[i]!))))
    expect(codes.every((code) => modes.has(code))).toBe(true)
  })

  it('of a SMOTE-N row are voted on by the row and its neighbors, as in the paper’s example', async () => {
    // Section 6.2: A B C D E with the neighbors A F C G N and H B C D N makes A B C D N.
    const voters = ['ABCDE', 'AFCGN', 'HBCDN']
    const names = [...voters, ...Array.from({ length: 6 }, () => 'QRSTU')]
    const train = tableOf(
      ...[0, 1, 2, 3, 4].map((c) =>
        categorical(
          `f${c}`,
          names.map((name) => name[c]!),
        ),
      ),
      categorical(
        'label',
        names.map((_, i) => (i < 3 ? 'own' : 'other')),
        'target',
      ),
    )
    const rows = await (
      await smoteN({ neighbors: 2 }).fit(train, { seed: 1 })
    ).sample(9, { seed: 1, where: { label: 'own' } })
    const made = Array.from({ length: 9 }, (_, i) =>
      [0, 1, 2, 3, 4]
        .map((c) => {
          const field = rows.schema.fields[c]!
          return field.kind === 'categorical' ? field.categories[(rows.columns[c] as CategoricalColumn).codes[i]!] : ''
        })
        .join(''),
    )
    expect(new Set(made)).toEqual(new Set(['ABCDN']))
  })

  it('of SMOTE-N rows are modes whatever the table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const train = tableOf(
          categorical('city', cities),
          categorical('pet', pets),
          categorical('label', label, 'target'),
        )
        const fitted = await smoteN({ neighbors: own.length - 1 }).fit(train, { seed })
        const rows = await fitted.sample(20, { seed, where: { label: 'own' } })
        for (const name of ['city', 'pet']) {
          const known = (columnOf(train, name) as CategoricalColumn).codes
          const modes = modesOf(own.map((i) => known[i]!))
          const { codes } = columnOf(rows, name) as CategoricalColumn
          expect(codes.every((code) => modes.includes(code))).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('whose numbers are all constant still count in SMOTE-NC, with a warning', async () => {
    const train = tableOf(
      numeric(
        'x',
        x.map(() => 1),
      ),
      categorical('city', ['a', 'a', 'b', 'b', ...cities.slice(4)]),
      categorical(
        'label',
        label.map((_, i) => (i < 4 ? 'own' : 'other')),
        'target',
      ),
    )
    const fitted = await smoteNc({ neighbors: 1 }).fit(train, { seed: 1 })
    expect(fitted.report.warnings.join()).toContain('constant numbers')
    const recipe = fitted.save().arrays['class.0.neighbors']!
    expect([...recipe.data]).toEqual([1, 0, 3, 2])
  })
})

it('a class is made from what it can be, with a warning, where a method finds nothing to start from', async () => {
  // Two tight groups far apart: no row is in danger, none has a foreign neighbor.
  const x = Array.from({ length: 40 }, (_, i) => (i < 12 ? 1000 : 0) + i * 0.01)
  const label = x.map((_, i) => (i < 12 ? 'own' : 'other'))
  const train = tableOf(numeric('x', x), categorical('label', label, 'target'))
  for (const method of [borderlineSmote(), adasyn({ neighbors: 3 })]) {
    const fitted = await method.fit(train, { seed: 1 })
    expect(fitted.report.warnings.join()).toContain('oversampled as by smote')
    expect((await fitted.sample(10, { seed: 1 })).rowCount).toBe(10)
  }
  const mixed = tableOf(
    numeric(
      'x',
      x.map((_, i) => i % 7),
    ),
    categorical('label', label, 'target'),
  )
  const fitted = await kMeansSmote({ imbalanceThreshold: 0.01 }).fit(mixed, { seed: 1 })
  expect(fitted.report.warnings.join()).toContain('prevails in no cluster')
})

it('the SVM sees no more rows than it is allowed, and says so', async () => {
  const rows = drawCase(3, 20, 60)
  const fitted = await svmSmote({ maximumSvmRows: 40 }).fit(tableFor(rows), { seed: 1 })
  expect(fitted.report.warnings.join()).toContain('40 of 80 rows')
  expect((await fitted.sample(10, { seed: 1 })).rowCount).toBe(10)
})

function drawCase(seed: number, minority: number, majority: number): Case {
  const rng = createRng(seed)
  const draw = (count: number, shift: number) =>
    Array.from({ length: count }, () => [
      shift + standardNormal(rng),
      10 * standardNormal(rng),
      standardNormal(rng) / 10,
    ])
  return { own: draw(minority, 0.8), others: draw(majority, 0) }
}

function tableFor({ own, others }: Case): Table {
  const all = [...own, ...others]
  return tableOf(
    ...[0, 1, 2].map((c) =>
      numeric(
        `x${c}`,
        all.map((row) => row[c]!),
      ),
    ),
    categorical(
      'label',
      all.map((_, i) => (i < own.length ? 'own' : 'other')),
      'target',
    ),
  )
}

function placesOf(table: Table): Place[] {
  expect(new Set(classCodes(columnOf(table, 'label')))).toEqual(new Set([0]))
  const columns = [0, 1, 2].map((c) => (columnOf(table, `x${c}`) as NumericColumn).values)
  return Array.from({ length: table.rowCount }, (_, i) => columns.map((values) => values[i]!))
}

function pairs(from: readonly Place[], to: readonly Place[], low: number, high: number): Line[] {
  return from.flatMap((begin) => to.map((end) => ({ begin, end, low, high })))
}

/** Whether the place is `begin + t (end - begin)` in every column, for one t from low to high. */
function lies(place: Place, { begin, end, low, high }: Line): boolean {
  const way = end.map((value, c) => value - begin[c]!)
  const length = way.reduce((sum, step) => sum + step * step, 0)
  const gone = place.map((value, c) => value - begin[c]!)
  const t = length === 0 ? low : gone.reduce((sum, step, c) => sum + step * way[c]!, 0) / length
  const clamped = Math.min(Math.max(t, low), high)
  return gone.every((step, c) => Math.abs(step - clamped * way[c]!) < 1e-9)
}

function modesOf(codes: readonly number[]): number[] {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return [...counts].flatMap(([code, count]) => (count === most ? [code] : []))
}
