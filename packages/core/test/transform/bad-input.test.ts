import type { AnyTensor, Column, Field, JsonObject, Table } from '@asdf/contract'
import type { TransformOptions } from '@asdf/core'
import { createRng, createTable, fitTableTransform, parseCsv, restoreTableTransform } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const run = { seed: 1 }
const base = { role: 'feature', nullable: false } as const

function one(field: Field, column: Column): Table {
  return createTable({ fields: [field] }, [column])
}

const numbers = (values: readonly number[], valid?: Uint8Array): Table =>
  one(
    { ...base, name: 'x', kind: 'numeric', integer: false, nullable: valid !== undefined },
    { kind: 'numeric', values: Float64Array.from(values), ...(valid && { valid }) },
  )

function words(codes: readonly number[], categories: readonly string[], nullable = false): Table {
  const valid = nullable ? { valid: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) } : {}
  return one(
    { ...base, name: 'w', kind: 'categorical', categories, ordered: false, nullable },
    { kind: 'categorical', codes: Int32Array.from(codes), ...valid },
  )
}

const fault = (code: string, details: object, message = /./): unknown =>
  expect.objectContaining({ code, details, message: expect.stringMatching(message) as string })

describe('fitTableTransform', () => {
  it('takes a column of 100,000 different strings, in no more places than asked', async () => {
    const categories = Array.from({ length: 100_000 }, (_, i) => `name ${i}`)
    const train = words([...categories.keys()], categories)
    const transform = await fitTableTransform(train, {}, run)
    expect(transform.width).toBe(50)
    expect(transform.warnings.length).toBe(1)
    const rows = transform.encode(train)
    const made = transform.decode(rows, train.rowCount, createRng(1)).columns[0] as { codes: Int32Array }
    const different = new Set(made.codes).size
    // Draws with equal chances reach 1 - 1/e of all.
    expect(Math.abs(different / 100_000 - (1 - Math.exp(-1)))).toBeLessThan(0.01)
  })

  it('takes 50 rows, and one', async () => {
    for (const rows of [50, 1]) {
      const train = numbers(Array.from({ length: rows }, (_, i) => i / 3))
      const transform = await fitTableTransform(train, {}, run)
      const decoded = transform.decode(transform.encode(train), rows, createRng(1)).columns[0] as {
        values: Float64Array
      }
      decoded.values.forEach((value, row) => expect(value).toBeCloseTo(row / 3, 5))
    }
  })

  it('refuses tables without rows, and numbers that are not finite', async () => {
    await expect(fitTableTransform(numbers([]), {}, run)).rejects.toThrow(
      fault('ASDF_TOO_FEW_ROWS', { required: 1, received: 0 }),
    )
    for (const value of [Infinity, -Infinity, Number.NaN]) {
      await expect(fitTableTransform(numbers([1, value]), {}, run)).rejects.toThrow(
        fault('ASDF_DATA_INVALID', { column: 'x', row: 2 }),
      )
    }
  })

  it('refuses a null in a column whose field has none, and codes that are no category', async () => {
    const hole = words([0, 1], ['a', 'b'])
    const column = { ...hole.columns[0]!, valid: Uint8Array.of(1, 0) } as Column
    await expect(fitTableTransform({ ...hole, columns: [column] }, {}, run)).rejects.toThrow(
      fault('ASDF_DATA_INVALID', { column: 'w', row: 2 }),
    )
    const stray: Column = { kind: 'categorical', codes: Int32Array.of(0, 5) }
    await expect(fitTableTransform({ ...hole, columns: [stray] }, {}, run)).rejects.toThrow(
      fault('ASDF_DATA_INVALID', { column: 'w', row: 2 }),
    )
  })

  it('refuses an identifier that has no room for new values', async () => {
    const field: Field = {
      ...base,
      name: 'id',
      kind: 'categorical',
      role: 'identifier',
      categories: ['a'],
      ordered: false,
    }
    await expect(
      fitTableTransform(one(field, { kind: 'categorical', codes: Int32Array.of(0) }), {}, run),
    ).rejects.toThrow(expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }))
  })

  it.each<[Partial<TransformOptions>, string]>([
    [{ modes: 0 }, 'modes'],
    [{ modes: 2.5 }, 'modes'],
    [{ numeric: 'gauss' as 'modes' }, 'numeric'],
    [{ categoryLimit: 1 }, 'categoryLimit'],
    [{ bounded: 1 as unknown as boolean }, 'bounded'],
    [{ nodes: 3 } as object, 'nodes'],
  ])('refuses the options %o', async (options, option) => {
    await expect(fitTableTransform(numbers([1, 2]), options, run)).rejects.toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID', details: expect.objectContaining({ option }) as object }),
    )
  })

  it('reports each column, and stops when it is told to', async () => {
    const train = await parseCsv(
      `a,b,c\n${Array.from({ length: 40 }, (_, i) => `${i / 8},${i % 3},x${i % 2}`).join('\n')}\n`,
    )
    const steps: number[] = []
    await fitTableTransform(train, {}, { seed: 1, onProgress: ({ step, totalSteps }) => steps.push(step / totalSteps) })
    expect(steps).toEqual([1 / 3, 2 / 3, 1])
    const controller = new AbortController()
    const aborted = fitTableTransform(
      train,
      {},
      { seed: 1, signal: controller.signal, onProgress: () => controller.abort() },
    )
    await expect(aborted).rejects.toBe(controller.signal.reason)
  })
})

describe('encode', () => {
  it('refuses a category that no training row has, naming column, value and row', async () => {
    const transform = await fitTableTransform(words([0, 1, 0], ['a', 'b', 'c']), {}, run)
    expect(() => transform.encode(words([0, 2], ['a', 'b', 'c']))).toThrow(
      fault('ASDF_DATA_INVALID', { column: 'w', row: 2 }, /column 'w', row 2 has 'c', which no training row has; .+/),
    )
    expect(() => transform.codes(words([1], ['b', 'zebra']))).toThrow(
      fault('ASDF_DATA_INVALID', { column: 'w', row: 1 }, /'zebra'/),
    )
  })

  it('refuses nulls where training had none, and values where it had only nulls', async () => {
    const numeric = await fitTableTransform(numbers([1, 2, 3]), {}, run)
    expect(() => numeric.encode(numbers([1, Number.NaN], Uint8Array.of(1, 0)))).toThrow(
      fault('ASDF_DATA_INVALID', { column: 'x', row: 2 }),
    )
    expect(() => numeric.encode(numbers([Infinity]))).toThrow(fault('ASDF_DATA_INVALID', { column: 'x', row: 1 }))
    const categories = await fitTableTransform(words([0, 1], ['a', 'b']), {}, run)
    expect(() => categories.encode(words([0, -1], ['a', 'b'], true))).toThrow(
      fault('ASDF_DATA_INVALID', { column: 'w', row: 2 }),
    )
    const empty = await fitTableTransform(numbers([Number.NaN], Uint8Array.of(0)), {}, run)
    expect(() => empty.encode(numbers([4]))).toThrow(fault('ASDF_DATA_INVALID', { column: 'x', row: 1 }))
    const lost = await fitTableTransform(words([-1, -1], ['a'], true), {}, run)
    expect(() => lost.encode(words([0], ['a']))).toThrow(fault('ASDF_DATA_INVALID', { column: 'w', row: 1 }))
  })

  it('refuses missing columns, other kinds, and arrays that do not fit', async () => {
    const transform = await fitTableTransform(numbers([1, 2.5, 3, 8]), {}, run)
    expect(() => transform.encode(words([0], ['a']))).toThrow(expect.objectContaining({ code: 'ASDF_SCHEMA_MISMATCH' }))
    const text = one({ ...base, name: 'x', kind: 'text' }, { kind: 'text', values: ['1'] })
    expect(() => transform.encode(text)).toThrow(
      fault('ASDF_SCHEMA_MISMATCH', { column: 'x', expected: 'numeric', received: 'text' }),
    )
    expect(() => transform.encode(numbers([1]), new Float32Array(99))).toThrow(
      expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }),
    )
    for (const count of [3, -1, 0.5]) {
      expect(() => transform.decode(new Float32Array(2 * transform.width), count, createRng(1))).toThrow(
        expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }),
      )
    }
  })
})

describe('decode', () => {
  it('refuses what a model that diverged makes, and takes infinite numbers', async () => {
    const train = [numbers(Array.from({ length: 60 }, (_, i) => i / 7)), words([0, 1, 0], ['a', 'b'])]
    for (const table of train) {
      const transform = await fitTableTransform(table, {}, run)
      const rows = transform.encode(table).slice(0, 2 * transform.width)
      rows.fill(Number.NaN, transform.width)
      expect(() => transform.decode(rows, 2, createRng(1))).toThrow(
        fault('ASDF_DATA_INVALID', { column: table.schema.fields[0]!.name, row: 2 }),
      )
      for (const value of [Infinity, -Infinity]) {
        const made = transform.decode(rows.fill(value), 2, createRng(1))
        expect(createTable(made.schema, made.columns).rowCount).toBe(2)
        expect(transform.encode(made).every(Number.isFinite)).toBe(true)
      }
    }
  })
})

describe('decode of a one-hot', () => {
  it('refuses a NaN wherever it is', async () => {
    const table = words([0, 1, 2], ['a', 'b', 'c'])
    const transform = await fitTableTransform(table, {}, run)
    for (const hot of [0, 1, 2]) {
      const row = Float32Array.from([0, 1, 2], (place) => (place === hot ? Number.NaN : 1 + place))
      expect(() => transform.decode(row, 1, createRng(1))).toThrow(fault('ASDF_DATA_INVALID', { column: 'w', row: 1 }))
    }
  })
})

describe('restoreTableTransform', () => {
  const csv = `id,n,c,b,note\n${Array.from({ length: 40 }, (_, i) => `${i + 1},${i / 8},${['x', 'y', 'z'][i % 3]},${i % 2 ? 'yes' : 'no'},text number ${i}`).join('\n')}\n`
  interface Changed {
    state: Record<string, unknown>
    arrays: Record<string, AnyTensor>
  }
  const saved = async () => {
    const { state, arrays } = (await fitTableTransform(await parseCsv(csv), {}, run)).toState()
    return structuredClone({ state, arrays })
  }
  const columns = (state: Record<string, unknown>) => state['columns'] as Record<string, unknown>[]
  const f64 = (...data: number[]): AnyTensor => ({ dtype: 'f64', shape: [data.length], data: Float64Array.from(data) })
  const i32 = (...data: number[]): AnyTensor => ({ dtype: 'i32', shape: [data.length], data: Int32Array.from(data) })

  it.each<[string, (saved: Changed) => void]>([
    ['no columns', ({ state }) => delete state['columns']],
    ['no schema', ({ state }) => delete state['schema']],
    ['a column less', ({ state }) => columns(state).pop()],
    ['no warnings', ({ state }) => (state['warnings'] = [3])],
    ['a column of another kind', ({ state }) => (columns(state)[1]!['kind'] = 'categories')],
    ['an unknown kind', ({ state }) => (columns(state)[1]!['kind'] = 'letters')],
    ['an unknown scale', ({ state }) => (columns(state)[1]!['scale'] = 'log')],
    ['no grid', ({ state }) => delete columns(state)[1]!['grid']],
    ['a renewed column of another name', ({ state }) => (columns(state)[0] = columns(state)[4]!)],
    ['a lost array', ({ arrays }) => delete arrays['transform.1.widths']],
    ['a center that is no number', ({ arrays }) => (arrays['transform.1.centers']!.data[0] = Number.NaN)],
    ['a negative width', ({ arrays }) => (arrays['transform.1.widths']!.data[0] = -1)],
    ['a range upside down', ({ arrays }) => (arrays['transform.1.range'] = f64(2, 1))],
    ['members that are no category', ({ arrays }) => (arrays['transform.2.members'] = i32(0, 1, 7))],
    ['codes there are none of', ({ arrays }) => (arrays['transform.2.codes'] = i32(0, 1, 3))],
    ['codes without members', ({ arrays }) => (arrays['transform.2.starts'] = i32(0, 0, 1, 3))],
    ['shares of too few codes', ({ arrays }) => (arrays['transform.3.shares'] = f64(1))],
  ])('refuses a state with %s', async (_, change) => {
    const changed = (await saved()) as unknown as Changed
    change(changed)
    expect(() => restoreTableTransform(changed.state as JsonObject, changed.arrays)).toThrow(
      expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
    )
  })

  it('refuses what is no state', () => {
    for (const state of [undefined, null, 3, 'x', [], {}]) {
      expect(() => restoreTableTransform(state, {})).toThrow(expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }))
    }
  })
})
