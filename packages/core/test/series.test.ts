import type { Table } from '@asdf/contract'
import { createTable, isAsdfError, nestSeries, rowsFromTable, tableFromRows, unnestSeries } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const visits = [
  { patient: 'b', born: 1970, day: new Date('2024-01-02'), pulse: 80, ward: 'x' },
  { patient: 'a', born: 1980, day: new Date('2024-01-05'), pulse: null, ward: 'y' },
  { patient: 'b', born: 1970, day: new Date('2024-01-01'), pulse: 75, ward: 'y' },
]
const long = tableFromRows(visits, { kinds: { patient: 'text' } })
const errorOf = (make: () => unknown) => {
  try {
    make()
  } catch (error) {
    if (isAsdfError(error)) return [error.code, error.details]
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('nestSeries', () => {
  it('makes a row of each entity, with its steps in order of time', () => {
    const table = nestSeries(long, { entity: 'patient', time: 'day', name: 'visits' })
    expect(table.schema.fields.map(({ name, kind, role }) => [name, kind, role])).toEqual([
      ['patient', 'text', 'identifier'],
      ['born', 'numeric', 'feature'],
      ['visits', 'series', 'feature'],
    ])
    expect(table.schema.fields[2]).toMatchObject({
      minimumLength: 1,
      maximumLength: 2,
      time: { name: 'day', kind: 'datetime', format: 'date' },
      channels: [
        { name: 'pulse', kind: 'numeric', nullable: true },
        { name: 'ward', kind: 'categorical', categories: ['x', 'y'] },
      ],
    })
    expect(table.columns[2]).toEqual({
      kind: 'series',
      offsets: Uint32Array.of(0, 2, 3),
      values: Float64Array.of(75, 1, 80, 0, NaN, 1),
      times: Float64Array.from(['2024-01-01', '2024-01-02', '2024-01-05'], (day) => Date.parse(day)),
    })
    expect(() => createTable(table.schema, table.columns)).not.toThrow()
  })

  it('a column is a channel or static where it is said to be', () => {
    const named = nestSeries(long, { entity: 'patient', time: 'day', channels: ['born'] })
    expect(named.schema.fields.map(({ name }) => name)).toEqual(['patient', 'series'])
    expect(errorOf(() => nestSeries(long, { entity: 'patient', static: ['pulse'] }))).toEqual([
      'ASDF_DATA_INVALID',
      { column: 'pulse', row: 3 },
    ])
  })

  it.each<[string, () => unknown, unknown[]]>([
    ['an unknown column', () => nestSeries(long, { entity: 'nobody' }), ['ASDF_SCHEMA_MISMATCH', { column: 'nobody' }]],
    [
      'a time of texts',
      () => nestSeries(long, { entity: 'patient', time: 'ward' }),
      ['ASDF_SCHEMA_MISMATCH', { column: 'ward' }],
    ],
    [
      'a missing time',
      () => nestSeries(long, { entity: 'patient', time: 'pulse' }),
      ['ASDF_DATA_INVALID', { column: 'pulse', row: 2 }],
    ],
    [
      'a channel that is the entity',
      () => nestSeries(long, { entity: 'patient', channels: ['patient'] }),
      ['ASDF_OPTION_INVALID', { option: 'channels' }],
    ],
    [
      'a name that is taken',
      () => nestSeries(long, { entity: 'patient', name: 'born' }),
      ['ASDF_OPTION_INVALID', { option: 'name' }],
    ],
    [
      'no channel',
      () => nestSeries(tableFromRows([{ a: 1, b: 2 }]), { entity: 'a' }),
      ['ASDF_SCHEMA_MISMATCH', { column: '' }],
    ],
    [
      'a changing text',
      () => nestSeries(long, { entity: 'ward' }),
      ['ASDF_UNSUPPORTED', { feature: "text channel 'patient'" }],
    ],
    ['two series', () => unnestSeries(long), ['ASDF_SCHEMA_MISMATCH', { column: '' }]],
  ])('refuses %s', (_, make, expected) => {
    expect(errorOf(make)).toMatchObject(expected)
  })
})

describe('nestSeries and unnestSeries, by properties', () => {
  const step = fc.record({
    who: fc.constantFrom('a', 'b', 'c'),
    at: fc.integer({ min: 0, max: 5 }),
    pulse: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { freq: 4 }),
    ward: fc.option(fc.constantFrom('x', 'y'), { freq: 4 }),
    isNew: fc.option(fc.boolean(), { freq: 4 }),
    seen: fc.option(fc.date({ noInvalidDate: true }), { freq: 4 }),
  })
  const options = {
    kinds: {
      who: 'categorical',
      ward: 'categorical',
      isNew: 'boolean',
      at: 'numeric',
      pulse: 'numeric',
      seen: 'datetime',
    },
  } as const
  const steps = fc.array(step, { minLength: 1, maxLength: 25 })
  const channels = ['pulse', 'ward', 'isNew', 'seen']
  const withStatic = (rows: readonly { who: string }[]) => rows.map((row) => ({ ...row, home: `home of ${row.who}` }))
  const table = (rows: readonly { who: string }[]): Table => tableFromRows(withStatic(rows), options)

  it('steps come back, entity by entity and in order of time, static columns with them', () => {
    fc.assert(
      fc.property(steps, (rows) => {
        const given = table(rows)
        const back = unnestSeries(nestSeries(given, { entity: 'who', time: 'at', channels }))
        const entities = [...new Set(rows.map(({ who }) => who))]
        const sorted = entities.flatMap((who) => rows.filter((row) => row.who === who).toSorted((a, b) => a.at - b.at))
        expect(rowsFromTable(back)).toEqual(rowsFromTable(tableFromRows(withStatic(sorted), options)))
        expect(() => createTable(back.schema, back.columns)).not.toThrow()
      }),
    )
  })

  it('a nested table comes back as it was', () => {
    fc.assert(
      fc.property(steps, (rows) => {
        const nested = nestSeries(table(rows), { entity: 'who', time: 'at', channels })
        expect(nestSeries(unnestSeries(nested), { entity: 'who', time: 'at', channels })).toEqual(nested)
        const untimed = nestSeries(table(rows), { entity: 'who', channels: [...channels, 'at'] })
        expect(nestSeries(unnestSeries(untimed), { entity: 'who', channels: [...channels, 'at'] })).toEqual(untimed)
      }),
    )
  })
})
