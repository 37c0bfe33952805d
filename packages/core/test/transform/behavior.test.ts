import type { Column, Field, Table } from '@asdf/contract'
import {
  createRng,
  createTable,
  fitTableTransform,
  parseCsv,
  restoreTableTransform,
  standardNormal,
  takeRows,
} from '@asdf/core'
import { describe, expect, it } from 'vitest'

const run = { seed: 1 }
const rngOf = (seed: number) => createRng(seed)
const numericField: Field = { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: false }

function numbers(values: readonly number[], field: Partial<Field> = {}, valid?: Uint8Array): Table {
  const column: Column = { kind: 'numeric', values: Float64Array.from(values), ...(valid && { valid }) }
  return createTable({ fields: [{ ...numericField, nullable: valid !== undefined, ...field } as Field] }, [column])
}

function words(values: readonly string[], categories: readonly string[]): Table {
  const field: Field = { name: 'w', kind: 'categorical', role: 'feature', nullable: false, categories, ordered: false }
  const places = new Map(categories.map((category, code) => [category, code]))
  return createTable({ fields: [field] }, [
    { kind: 'categorical', codes: Int32Array.from(values, (value) => places.get(value)!) },
  ])
}

const valuesOf = (table: Table, index = 0) => [...(table.columns[index] as { values: Float64Array }).values]
const codesOf = (table: Table) => [...(table.columns[0] as { codes: Int32Array }).codes]

/** Amounts that are 0 in nine rows of ten. */
function amounts(): number[] {
  const rng = rngOf(4)
  return Array.from({ length: 2000 }, () => (rng.next() < 0.9 ? 0 : Math.round(Math.exp(7 + standardNormal(rng)))))
}

describe('numbers', () => {
  it('have no level of a grid in a mode of which a single row is off the step', async () => {
    const rng = rngOf(6)
    const values = Array.from({ length: 1000 }, (_, row) => {
      if (row < 900) return rng.next() < 0.3 ? Math.floor(1000 * rng.next()) : 100 * Math.floor(10 * rng.next())
      return row === 950 ? 500_123 : 100 * (5000 + Math.floor(100 * rng.next()))
    })
    const transform = await fitTableTransform(numbers(values, { integer: true }), {}, run)
    const [plan] = transform.plans
    if (plan?.kind !== 'numbers') throw new Error('no plan of numbers')
    const modes = [...plan.centers.keys()].filter((mode) => plan.widths[mode]! > 0 && plan.centers[mode]! > 100_000)
    expect(modes.length).toBeGreaterThan(0)
    const levels = plan.grid.levels!.length
    for (const mode of modes) expect(plan.levelShares[mode * (levels + 1)]).toBe(0)
  })

  it('that many rows share have a mode that decodes exactly, whatever the scalar', async () => {
    const transform = await fitTableTransform(numbers(amounts(), { integer: true }), {}, run)
    const [plan] = transform.plans
    if (plan?.kind !== 'numbers') throw new Error('no plan of numbers')
    const zero = plan.centers.indexOf(0)
    expect(plan.widths[zero]).toBe(0)
    expect(plan.widths.filter((width) => width === 0).length).toBe(1)
    const rows = new Float32Array(3 * transform.width)
    ;[-1, 0.3, 1].forEach((scalar, row) => {
      rows[row * transform.width] = scalar
      rows[row * transform.width + 1 + zero] = 1
    })
    expect(valuesOf(transform.decode(rows, 3, rngOf(1)))).toEqual([0, 0, 0])
  })

  it('of few values need no scalar, and of one value no number at all', async () => {
    const few = await fitTableTransform(numbers(Array.from({ length: 90 }, (_, i) => i % 9)), {}, run)
    expect(few.slots).toEqual([{ column: 0, field: 'x', kind: 'one-hot', start: 0, width: 9, role: 'mode' }])
    const one = await fitTableTransform(numbers([4.5, 4.5]), {}, run)
    expect(one.width).toBe(0)
    expect(valuesOf(one.decode(new Float32Array(0), 3, rngOf(1)))).toEqual([4.5, 4.5, 4.5])
  })

  it('with nulls get one more place; a column of nulls takes no numbers', async () => {
    const valid = Uint8Array.from({ length: 100 }, (_, row) => (row % 4 === 0 ? 0 : 1))
    const values = Array.from(valid, (one, row) => (one ? row / 7 : Number.NaN))
    for (const numeric of ['min-max', 'quantile', 'normal'] as const) {
      const transform = await fitTableTransform(numbers(values, {}, valid), { numeric }, run)
      expect(transform.slots.map(({ role, width }) => [role, width])).toEqual([
        ['value', 1],
        ['null', 2],
      ])
    }
    const modes = await fitTableTransform(numbers(values, {}, valid), {}, run)
    const rows = modes.encode(numbers(values, {}, valid))
    expect(modes.slots.at(-1)!.role).toBe('mode')
    valid.forEach((one, row) => expect(rows[(row + 1) * modes.width - 1]).toBe(1 - one))
    const empty = await fitTableTransform(numbers([Number.NaN, Number.NaN], {}, new Uint8Array(2)), {}, run)
    expect(empty.width).toBe(0)
    expect(empty.decode(new Float32Array(0), 2, rngOf(1)).columns[0]!.valid).toEqual(new Uint8Array(2))
  })

  it('stay in the range of the training rows unless asked', async () => {
    const train = numbers(Array.from({ length: 300 }, (_, i) => i + 0.5))
    for (const bounded of [true, false]) {
      const { decode, width } = await fitTableTransform(train, { bounded, numeric: 'min-max' }, run)
      expect(width).toBe(1)
      const [low, high] = valuesOf(decode(Float32Array.of(-1, 1), 2, rngOf(1)))
      expect(low! < 0.5).toBe(!bounded)
      expect(high! > 299.5).toBe(!bounded)
    }
  })

  it('come back whichever scale is asked for', async () => {
    const rng = rngOf(8)
    const train = numbers(
      Array.from({ length: 500 }, () => Math.round(40 + 9 * standardNormal(rng))),
      { integer: true },
    )
    for (const numeric of ['modes', 'quantile', 'normal', 'min-max'] as const) {
      const transform = await fitTableTransform(train, { numeric }, run)
      expect(valuesOf(transform.decode(transform.encode(train), 500, rngOf(1)))).toEqual(valuesOf(train))
    }
  })

  it('keep to whole numbers and hundredths also where these are too fine for the largest value', async () => {
    for (const [field, scale] of [
      [{ integer: true }, 1],
      [{ decimals: 2 }, 100],
    ] as const) {
      const train = numbers([...Array.from({ length: 99 }, (_, i) => i), 2 ** 60], field)
      const { decode } = await fitTableTransform(train, { numeric: 'quantile' }, run)
      const rows = Float32Array.from({ length: 50 }, (_, i) => i / 50 - 0.5)
      const made = valuesOf(decode(rows, 50, rngOf(1)))
      expect(made.every((value) => value < 100 && Math.round(value * scale) / scale === value)).toBe(true)
    }
  })

  it('of another table that lie out of reach go to the end of the nearest mode', async () => {
    const transform = await fitTableTransform(numbers(Array.from({ length: 300 }, (_, i) => i)), {}, run)
    const rows = transform.encode(numbers([-1e6, 1e6]))
    expect(valuesOf(transform.decode(rows, 2, rngOf(1)))).toEqual([0, 299])
  })
})

describe('categories', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `city ${i}`)
  /** City 0 has 4000 rows, city 1 has 2000, … */
  const cities = many.flatMap((city, i) => new Array<string>(Math.ceil(4000 / (i + 1))).fill(city))

  it('of too many share places, the frequent ones keep their own, and shares of rows stay', async () => {
    const train = words(cities, many)
    const transform = await fitTableTransform(train, { categoryLimit: 100 }, run)
    expect(transform.width).toBe(100)
    expect(transform.slots[0]!.role).toBe('code')
    expect(transform.warnings[0]).toMatch(
      /column 'w' has 1000 categories: 75 have a place of their own, the others share 25/,
    )
    const rows = transform.encode(train)
    const decoded = codesOf(transform.decode(rows, train.rowCount, rngOf(3)))
    const given = codesOf(train)
    decoded.forEach((code, row) => expect(code < 75 || given[row]! < 75 ? code === given[row] : code >= 75).toBe(true))
    for (const city of [80, 100, 150]) {
      const [before, after] = [given, decoded].map((codes) => codes.filter((code) => code === city).length)
      expect(Math.abs(after! - before!)).toBeLessThan(4 * Math.sqrt(before!))
    }
    const { shares } = transform.discrete[0]!
    const shared = shares.slice(75)
    expect(Math.max(...shared) / Math.min(...shared)).toBeLessThan(1.1)
  })

  it('that no training row has take no place', async () => {
    const transform = await fitTableTransform(words(['a', 'c', 'a'], ['a', 'b', 'c']), {}, run)
    expect(transform.width).toBe(2)
    expect([...transform.discrete[0]!.shares]).toEqual([2 / 3, 1 / 3])
  })

  it('are found by name in tables that list them otherwise', async () => {
    const transform = await fitTableTransform(words(['a', 'b', 'c'], ['a', 'b', 'c']), {}, run)
    const other = words(['c', 'a'], ['z', 'c', 'a'])
    expect([...transform.codes(other)[0]!]).toEqual([2, 0])
    expect([...transform.encode(other)]).toEqual([0, 0, 1, 1, 0, 0])
  })
})

describe('identifiers and texts', () => {
  const csv = `id,note,x\n${Array.from({ length: 60 }, (_, i) => `c-${7 * i},likes the number ${i * i},${i % 7}`).join('\n')}\n`

  it('are made anew, and nothing of them is kept', async () => {
    const train = await parseCsv(csv)
    const transform = await fitTableTransform(train, {}, run)
    expect(transform.slots.map(({ field }) => field)).toEqual(['x'])
    expect(transform.warnings).toEqual(["column 'note' is free text, which is not modelled; it gets placeholders"])
    const made = transform.decode(transform.encode(train), 60, rngOf(1))
    const [ids, notes] = made.columns as unknown as { values: string[] }[]
    expect(new Set(ids!.values).size).toBe(60)
    const known = new Set(train.columns.flatMap((column) => (column.kind === 'text' ? column.values : [])))
    expect([...ids!.values, ...notes!.values].some((value) => known.has(value))).toBe(false)
    expect(JSON.stringify(transform.toState())).not.toMatch(/c-7|likes the number/)
  })

  it('keep where they are null, also once saved', async () => {
    const train = await parseCsv(csv.replaceAll(/,likes the number \d*[05],/g, ',,'))
    const fitted = await fitTableTransform(train, {}, run)
    const { state, arrays } = fitted.toState()
    const transform = restoreTableTransform(state, arrays)
    expect(transform.slots[0]).toMatchObject({ field: 'note', kind: 'one-hot', width: 2, role: 'null' })
    const made = transform.decode(transform.encode(train), 60, rngOf(1))
    expect(made.columns[1]!.valid).toEqual(train.columns[1]!.valid)
    expect(made.columns[1]).toMatchObject({ values: expect.arrayContaining(['', 'synthetic-2']) as string[] })
  })

  it('leave no row behind: of a column of different numbers only the ends of its range are kept', async () => {
    const rng = rngOf(6)
    const values = Array.from({ length: 500 }, () => standardNormal(rng))
    const transform = await fitTableTransform(numbers(values), {}, run)
    const kept = new Set(Object.values(transform.toState().arrays).flatMap(({ data }) => Array.from(data)))
    expect(values.filter((value) => kept.has(value)).sort()).toEqual([Math.min(...values), Math.max(...values)].sort())
  })
})

describe('conditions', () => {
  const csv = async () => {
    const lines = Array.from({ length: 200 }, (_, i) => {
      const day = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10)
      return `${i + 1},${3 * i},${i % 5},${day},${i % 2 ? 'yes' : 'no'},${['red', 'green', 'blue'][i % 3]}`
    })
    return fitTableTransform(await parseCsv(`id,n,few,day,smokes,color\n${lines.join('\n')}\n`), {}, run)
  }

  it('name the place of a value and give its cells', async () => {
    const transform = await csv()
    const asked = { color: 'green', smokes: true, few: 3, day: '2020-01-05', n: 33 }
    const conditions = transform.conditions('test', asked)
    expect(conditions.map(({ column }) => column)).toEqual([1, 2, 3, 4, 5])
    const [, few, day, smokes, color] = conditions
    expect([few!.code, smokes!.code, color!.code]).toEqual([3, 1, 1])
    expect(day!.cells(2)).toEqual({ kind: 'datetime', values: new Float64Array(2).fill(Date.UTC(2020, 0, 5)) })
    expect(color!.cells(1)).toEqual({ kind: 'categorical', codes: Int32Array.of(1) })
    expect(color!.cell).toBe(1)
  })

  it.each([
    [{ shade: 'red' }, 'ASDF_SCHEMA_MISMATCH'],
    [{ color: 'pink' }, 'ASDF_OPTION_INVALID'],
    [{ color: true }, 'ASDF_OPTION_INVALID'],
    [{ smokes: 'maybe' }, 'ASDF_OPTION_INVALID'],
    [{ few: 1.5 }, 'ASDF_OPTION_INVALID'],
    [{ few: 'three' }, 'ASDF_OPTION_INVALID'],
    [{ day: 'tomorrow' }, 'ASDF_OPTION_INVALID'],
    [{ few: 7 }, 'ASDF_CONDITION_UNREACHABLE'],
    [{ n: 31 }, 'ASDF_CONDITION_UNREACHABLE'],
    [{ n: 6000 }, 'ASDF_CONDITION_UNREACHABLE'],
    [{ day: '2020-01-05 12:00:00' }, 'ASDF_CONDITION_UNREACHABLE'],
    [{ id: 7 }, 'ASDF_CONDITION_UNREACHABLE'],
  ] as const)('%o is an %s', async (asked, code) => {
    const transform = await csv()
    expect(() => transform.conditions('test', asked)).toThrow(expect.objectContaining({ code }))
  })
})

describe('keys that come more than once', () => {
  it.each([
    ['subject_id', 150, true],
    ['patientId', 150, true],
    // A code list, a measure, an age, an amount.
    ['region_id', 50, false],
    ['price_index', 150, false],
    ['age', 150, false],
    ['paid', 150, false],
  ])('are warned of by name and number: %s, %i different', async (name, different, isWarned) => {
    const lines = Array.from({ length: 300 }, (_, row) => 10_000 + ((row * 7) % different))
    const train = await parseCsv([name, ...lines].join('\n'))
    const { warnings } = await fitTableTransform(train, {}, run)
    expect(warnings.filter((one) => one.includes(`'${name}' looks like a key`))).toHaveLength(Number(isWarned))
  })

  it('are made anew, without a warning, once they are identifiers', async () => {
    const lines = Array.from({ length: 300 }, (_, row) => 10_000 + (row % 150))
    const train = await parseCsv(['subject_id', ...lines].join('\n'), { roles: { subject_id: 'identifier' } })
    expect((await fitTableTransform(train, {}, run)).warnings).toEqual([])
  })
})

describe('rows of a part of a table', () => {
  it('are the rows of the whole, in a given array too', async () => {
    const train = numbers(amounts(), { integer: true })
    const transform = await fitTableTransform(train, {}, run)
    const all = transform.encode(train)
    const part = new Float32Array(3 * transform.width).fill(9)
    expect(transform.encode(takeRows(train, Uint32Array.of(5, 6, 7)), part)).toBe(part)
    expect(part).toEqual(all.slice(5 * transform.width, 8 * transform.width))
  })
})
