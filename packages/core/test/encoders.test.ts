import type { Column, Field, NumericField, Table } from '@asdf/contract'
import { readFileSync } from 'node:fs'
import {
  createTable,
  encodeFeatures,
  formatCsv,
  identityEncoder,
  minMaxEncoder,
  oneHotEncoder,
  ordinalEncoder,
  parseCsv,
  quantileEncoder,
  restoreEncoder,
  restoreTableEncoder,
  roundToField,
  standardEncoder,
  tableEncoder,
} from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalProbability, normalQuantile } from '../src/encoders/kernels/normal.ts'

interface Golden {
  readonly scalers: readonly {
    readonly column: string
    readonly scaler: string
    readonly values: number[]
    readonly probes: number[]
    readonly encoded: number[]
    readonly decoded: number[]
  }[]
  readonly categories: {
    readonly values: string[]
    readonly categories: string[]
    readonly ordinal: number[]
    readonly oneHot: number[]
  }
  readonly normal: {
    readonly x: number[]
    readonly probability: number[]
    readonly p: number[]
    readonly quantile: number[]
  }
}

const golden = JSON.parse(readFileSync(new URL('golden/encoders.json', import.meta.url), 'utf8')) as Golden
const free: NumericField = { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: false }
const numbers = (values: Iterable<number>): Column => ({ kind: 'numeric', values: Float64Array.from(values) })
const makers = {
  minMax: () => minMaxEncoder(),
  standard: () => standardEncoder(),
  quantile: () => quantileEncoder(),
  quantileNormal: () => quantileEncoder({ distribution: 'normal' }),
  quantile10: () => quantileEncoder({ quantiles: 10 }),
}

function expectClose(received: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(received.length).toBe(expected.length)
  expected.forEach((value, i) => {
    const allowed = tolerance * Math.max(1, Math.abs(value))
    expect(Math.abs(received[i]! - value), `at ${i}: ${received[i]} for ${value}`).toBeLessThanOrEqual(allowed)
  })
}

describe('scaling encoders', () => {
  for (const { column, scaler, values, probes, encoded, decoded } of golden.scalers) {
    it(`${scaler} of the ${column} column equals scikit-learn's`, () => {
      const fitted = makers[scaler as keyof typeof makers]().fit(free, numbers(values))
      // A column at 1e9 keeps 7 digits after the point, so its scaled values keep fewer than others.
      const tolerance = column === 'large' ? 1e-7 : 1e-12
      expectClose(fitted.encode(numbers(probes)), encoded, tolerance)
      const back = fitted.decode(Float64Array.from(encoded))
      expectClose((back as { values: Float64Array }).values, decoded, 1e-9)
    })
  }

  it('normal probabilities and quantiles equal those of SciPy', () => {
    const { x, probability, p, quantile } = golden.normal
    x.forEach((value, i) => expect(normalProbability(value) / probability[i]!).toBeCloseTo(1, 11))
    p.forEach((value, i) =>
      expect(Math.abs(normalQuantile(value) - quantile[i]!)).toBeLessThan(1e-13 * Math.max(1, Math.abs(quantile[i]!))),
    )
    expect(normalQuantile(0)).toBe(-Infinity)
    expect(normalQuantile(1)).toBe(Infinity)
    expect(normalProbability(-60)).toBe(0)
  })

  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })

  for (const maker of [minMaxEncoder, standardEncoder, quantileEncoder, identityEncoder]) {
    it(`${maker().id} decodes what it encoded, to rounding`, () => {
      fc.assert(
        fc.property(values, (list) => {
          const column = numbers(list)
          const fitted = maker().fit(free, column)
          const back = fitted.decode(fitted.encode(column)) as { values: Float64Array }
          const spread = Math.max(...list) - Math.min(...list)
          list.forEach((value, i) =>
            expect(Math.abs(back.values[i]! - value)).toBeLessThanOrEqual(1e-12 * (spread + Math.abs(value)) + 1e-300),
          )
        }),
      )
    })
  }

  it('whole numbers and decimal grids come back exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 }),
        fc.nat({ max: 4 }),
        (list, decimals) => {
          const column = numbers(list.map((value) => value / 10 ** decimals))
          const field: NumericField = decimals === 0 ? { ...free, integer: true } : { ...free, decimals }
          for (const maker of [minMaxEncoder, standardEncoder, () => quantileEncoder({ distribution: 'uniform' })]) {
            const fitted = maker().fit(field, column)
            const back = fitted.decode(fitted.encode(column)) as { values: Float64Array }
            expect(Array.from(back.values, (v) => v + 0)).toEqual(
              Array.from(column.kind === 'numeric' ? column.values : [], (v) => v + 0),
            )
          }
        },
      ),
    )
  })

  it('min-max and uniform quantiles stay within [0, 1], and decoding stays within the bounds of the field', () => {
    const field: NumericField = { ...free, integer: true, minimum: 2, maximum: 9 }
    const column = numbers([2, 3, 9, 4])
    for (const maker of [minMaxEncoder, () => quantileEncoder()]) {
      const fitted = maker().fit(field, column)
      for (const value of fitted.encode(column)) expect(value >= 0 && value <= 1).toBe(true)
      const back = fitted.decode(Float64Array.of(-3, 0.51, 7)) as { values: Float64Array }
      expect(Math.min(...back.values)).toBe(2)
      expect(Math.max(...back.values)).toBe(9)
      expect(back.values.every(Number.isInteger)).toBe(true)
    }
  })

  it('a constant column becomes 0 and comes back', () => {
    for (const maker of [minMaxEncoder, standardEncoder, quantileEncoder]) {
      const fitted = maker().fit(free, numbers([0.1, 0.1, 0.1]))
      expect([...fitted.encode(numbers([0.1, 0.1]))]).toEqual([0, 0])
      expect(fitted.decode(Float64Array.of(0))).toEqual(numbers([0.1]))
    }
  })

  it('datetimes come back on the grid they were fitted on', () => {
    const field: Field = { name: 'day', kind: 'datetime', role: 'feature', nullable: false, format: 'date' }
    const days = [Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 3), Date.UTC(2021, 5, 6)]
    const fitted = minMaxEncoder().fit(field, { kind: 'datetime', values: Float64Array.from(days) })
    const back = fitted.decode(Float64Array.of(0, 0.3333, 1, 2)) as { values: Float64Array }
    expect(back.values[0]).toBe(days[0])
    expect(back.values[1]! % 86_400_000).toBe(0)
    expect([...back.values.slice(2)]).toEqual([days[2], days[2]])
  })

  it('nulls are refused by name and row, or marked in a number of their own', () => {
    const field: Field = { ...free, nullable: true }
    const column: Column = { kind: 'numeric', values: Float64Array.of(1, Number.NaN, 3), valid: Uint8Array.of(1, 0, 1) }
    expect(() => minMaxEncoder().fit(field, column)).toThrow(
      expect.objectContaining({ code: 'ASDF_DATA_INVALID', details: { column: 'x', row: 2 } }),
    )
    const fitted = minMaxEncoder({ nulls: 'indicator' }).fit(field, column)
    expect(fitted.names).toEqual(['x', 'x is null'])
    expect([...fitted.encode(column)]).toEqual([0, 0, 0, 1, 1, 0])
    expect(fitted.decode(fitted.encode(column))).toEqual(column)
  })

  it('infinite values, wrong kinds and half rows are refused', () => {
    expect(() => standardEncoder().fit(free, numbers([1, Infinity]))).toThrow(
      expect.objectContaining({ details: { column: 'x', row: 2 } }),
    )
    const fitted = standardEncoder().fit(free, numbers([1, 2]))
    expect(() => fitted.encode(numbers([Number.NaN]))).toThrow(expect.objectContaining({ code: 'ASDF_DATA_INVALID' }))
    expect(() => fitted.encode({ kind: 'text', values: ['a'] })).toThrow(
      expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }),
    )
    expect(() => fitted.decode(Float64Array.of(1, 2, 3), 2)).toThrow(
      expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }),
    )
    expect(() => oneHotEncoder().fit(free, numbers([1]))).toThrow(
      expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }),
    )
    expect(() => quantileEncoder({ quantiles: 1 }).fit(free, numbers([1]))).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
    )
  })
})

describe('category encoders', () => {
  const { values, categories, ordinal, oneHot } = golden.categories
  const field: Field = {
    name: 'color',
    kind: 'categorical',
    role: 'feature',
    nullable: false,
    categories,
    ordered: false,
  }
  const column: Column = { kind: 'categorical', codes: Int32Array.from(values, (value) => categories.indexOf(value)) }

  it('equal those of scikit-learn, and come back', () => {
    const coded = ordinalEncoder().fit(field, column)
    const hot = oneHotEncoder().fit(field, column)
    expect([...coded.encode(column)]).toEqual(ordinal)
    expect([...hot.encode(column)]).toEqual(oneHot)
    expect(hot.names).toEqual(categories.map((category) => `color=${category}`))
    expect(coded.decode(Float64Array.from(ordinal))).toEqual(column)
    expect(hot.decode(Float64Array.from(oneHot))).toEqual(column)
  })

  it('any numbers decode to known categories', () => {
    const coded = ordinalEncoder().fit(field, column)
    const hot = oneHotEncoder().fit(field, column)
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 4, maxLength: 4 }), (row) => {
        for (const decoded of [coded.decode(Float64Array.from(row)), hot.decode(Float64Array.from(row))]) {
          if (decoded.kind === 'categorical') for (const code of decoded.codes) expect(code >= 0 && code < 4).toBe(true)
        }
      }),
    )
  })

  it('a code that the field does not know is refused by row', () => {
    const foreign: Column = { kind: 'categorical', codes: Int32Array.of(0, 9) }
    expect(() => oneHotEncoder().fit(field, column).encode(foreign)).toThrow(
      expect.objectContaining({ details: { column: 'color', row: 2 } }),
    )
  })
})

describe('tableEncoder', () => {
  const csv =
    'id,age,score,day,color,smoker,target\n' +
    '1,20,0.25,2020-01-01,red,yes,a\n2,30,0.5,2020-01-02,blue,no,b\n3,45,0.75,2020-01-05,red,no,a\n4,45,1.5,2020-02-01,blue,no,b\n'
  const table = (): Promise<Table> => parseCsv(csv, { target: 'target' })

  for (const numeric of ['minMax', 'standard', 'quantile', 'quantileNormal', 'none'] as const) {
    for (const categorical of ['oneHot', 'ordinal'] as const) {
      it(`${numeric} and ${categorical}: a table comes back, also through saved state`, async () => {
        const train = await table()
        const encoder = tableEncoder({ numeric, categorical }).fit(train)
        const matrix = encoder.encode(train)
        expect(matrix.shape).toEqual([4, encoder.width])
        expect(encoder.names.length).toBe(encoder.width)
        const restored = restoreTableEncoder(JSON.parse(JSON.stringify(encoder.state)) as typeof encoder.state)
        expect(restored.encode(train)).toEqual(matrix)
        const withoutId = {
          ...train,
          schema: { fields: train.schema.fields.slice(1) },
          columns: train.columns.slice(1),
        }
        expect(formatCsv(restored.decode(matrix))).toBe(formatCsv(withoutId))
      })
    }
  }

  it('lays columns out in the order of the schema, without identifiers', async () => {
    const { matrix, names, encoder } = encodeFeatures(await table(), { numeric: 'none', categorical: 'oneHot' })
    expect(names).toEqual(['age', 'score', 'day', 'color=blue', 'color=red', 'smoker=no', 'smoker=yes'])
    expect([...matrix.data.slice(0, 7)]).toEqual([20, 0.25, Date.UTC(2020, 0, 1), 0, 1, 0, 1])
    expect(encoder.spans.map(({ start }) => start)).toEqual([0, 1, 2, 3, 5])
  })

  it('text, foreign categories, missing columns and misshapen matrices are refused', async () => {
    const train = await table()
    const encoder = tableEncoder().fit(train)
    const words = createTable({ fields: [{ name: 'w', kind: 'text', role: 'feature', nullable: false }] }, [
      { kind: 'text', values: ['a'] },
    ])
    expect(() => tableEncoder().fit(words)).toThrow(expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }))
    expect(() => encoder.encode(words)).toThrow(expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }))
    const other = await parseCsv(csv.replaceAll('red', 'green'), { target: 'target' })
    expect(() => encoder.encode(other)).toThrow(expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }))
    expect(() => encoder.decode({ dtype: 'f64', shape: [1, 2], data: new Float64Array(2) })).toThrow(
      expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }),
    )
    expect(() => tableEncoder({ numeric: 'minmax' as 'minMax' })).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
    )
  })

  it('foreign state is refused', () => {
    for (const state of [
      undefined,
      null,
      3,
      {},
      { encoder: 'minMax' },
      { encoder: 'minMax', nulls: 'error', field: { name: 'x', kind: 'numeric' } },
    ]) {
      expect(() => restoreEncoder(state as never)).toThrow(expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }))
      expect(() => restoreTableEncoder({ encoders: [state] } as never)).toThrow(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
      )
    }
  })
})

describe('numbers near the ends of the range of doubles', () => {
  const huge = fc.oneof(
    fc.constantFrom(1.5e308, -1.5e308, Number.MAX_VALUE, -Number.MAX_VALUE, 0, 1, 5e-324, 1e160),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )

  it.each(Object.entries(makers))('%s gives finite numbers for them and back', (_, make) => {
    fc.assert(
      fc.property(fc.array(huge, { minLength: 1, maxLength: 8 }), fc.array(huge), (values, others) => {
        const fitted = restoreEncoder(JSON.parse(JSON.stringify(make().fit(free, numbers(values)).state)) as never)
        const encoded = fitted.encode(numbers([...values, ...others]))
        expect(encoded.every(Number.isFinite)).toBe(true)
        const decoded = fitted.decode(Float64Array.from([...encoded, ...others]))
        expect(decoded.kind === 'numeric' && decoded.values.every(Number.isFinite)).toBe(true)
      }),
    )
  })

  it('minMax and standard scale them like smaller ones', () => {
    const values = [-1.5e308, 0, 0.75e308, 1.5e308]
    for (const make of [minMaxEncoder, standardEncoder]) {
      const small = make().fit(free, numbers([-2, 0, 1, 2]))
      const large = make().fit(free, numbers(values))
      expectClose(large.encode(numbers(values)), [...small.encode(numbers([-2, 0, 1, 2]))], 1e-12)
      const { values: decoded } = large.decode(large.encode(numbers(values))) as { values: Float64Array }
      expectClose(decoded, values, 1e-12)
    }
  })
})

describe('roundToField', () => {
  it('puts values on the grid and within the bounds, and is idempotent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
        fc.nat({ max: 6 }),
        (list, decimals) => {
          const field: NumericField = { ...free, decimals, minimum: -1000, maximum: 1000 }
          const once = roundToField(Float64Array.from(list), field)
          expect(roundToField(once, field)).toEqual(once)
          expect(once).toEqual(
            Float64Array.from(list, (value) => Math.min(1000, Math.max(-1000, rounded(value, decimals)))),
          )
          for (const value of once) {
            expect(Math.abs(value)).toBeLessThanOrEqual(1000)
            expect(Number(value.toFixed(decimals))).toBeCloseTo(value, 12)
          }
        },
      ),
    )
    expect([...roundToField(Float64Array.of(1.4, 2.5, -0.6), { ...free, integer: true })]).toEqual([1, 3, -1])
    expect([...roundToField(Float64Array.of(1.005, 12.344), { ...free, decimals: 2, maximum: 12 })]).toEqual([1, 12])
  })
})

function rounded(value: number, decimals: number): number {
  const scaled = Math.round(value * 10 ** decimals)
  return Math.abs(scaled) < 2 ** 52 ? scaled / 10 ** decimals : value
}
