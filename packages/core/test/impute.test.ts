import type { ErrorCode, Field, Table } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import {
  classCodes,
  createRng,
  createTable,
  emptyColumns,
  headRows,
  mice,
  selectColumns,
  simpleImputer,
  takeRows,
} from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { holedTable, numbersOf, numericTable } from './impute-tables.ts'

const quick = { imputations: 2, iterations: 3 }
const train = holedTable(300, 1)
const test = holedTable(100, 2)

async function expectError(run: () => unknown, code: ErrorCode, message: RegExp): Promise<void> {
  const error: unknown = await Promise.resolve()
    .then(run)
    .then(
      () => expect.unreachable(`expected ${code}`),
      (reason: unknown) => reason,
    )
  if (!isAsdfError(error, code)) throw error
  expect(error.message).toMatch(message)
}

describe.each([
  ['mice', mice(quick)],
  ['simpleImputer', simpleImputer()],
])('%s', (_, imputer) => {
  it('fills every null of a feature with a value fit for the column, and leaves the rest as it was', async () => {
    const before = structuredClone(test)
    const filled = await (await imputer.fit(train, { seed: 1 })).impute(test, { seed: 2 })
    expect(test).toEqual(before)
    expect(filled.rowCount).toBe(test.rowCount)
    filled.columns.forEach((column, index) => {
      const field = filled.schema.fields[index]!
      expect(column.valid).toBeUndefined()
      expect(field.nullable).toBe(false)
      const values = column.kind === 'categorical' ? column.codes : (column as { values: Float64Array }).values
      const old = test.columns[index]!
      const oldValues = old.kind === 'categorical' ? old.codes : (old as { values: Float64Array }).values
      values.forEach((value, row) => {
        expect(Number.isFinite(value)).toBe(true)
        if (field.kind === 'numeric' && field.integer) expect(Number.isInteger(value)).toBe(true)
        if (field.kind === 'categorical') expect(field.categories[value]).toBeDefined()
        if (old.valid === undefined || old.valid[row] === 1) expect(value).toBe(oldValues[row])
      })
    })
    expect(createTable(filled.schema, filled.columns)).toEqual(filled)
  })

  it('gives a table without nulls back as it is, and a column without nulls as the same object', async () => {
    const fitted = await imputer.fit(train, { seed: 1 })
    const whole = await fitted.impute(test, { seed: 2 })
    expect(await fitted.impute(whole, { seed: 3 })).toBe(whole)
    const columns = test.columns.map((column, index) => (index === 1 ? whole.columns[1]! : column))
    const partly = createTable(test.schema, columns)
    const filled = await fitted.impute(partly, { seed: 2 })
    expect(filled.columns[1]).toBe(columns[1])
    expect(filled.columns[5]).toBe(columns[5])
  })

  it('works on no rows and on a single row', async () => {
    const fitted = await imputer.fit(train, { seed: 1 })
    expect((await fitted.impute(headRows(test, 0), { seed: 2 })).rowCount).toBe(0)
    expect((await fitted.impute(headRows(test, 1), { seed: 2 })).rowCount).toBe(1)
    const one = await imputer.fit(numericTable([[3], [4]]), { seed: 1 })
    const filled = await one.impute(numericTable([[NaN], [NaN]]), { seed: 1 })
    expect([numbersOf(filled, 0)[0], numbersOf(filled, 1)[0]]).toEqual([3, 4])
  })

  it('refuses a feature without a single value, naming it; emptyColumns finds it', async () => {
    const table = numericTable([
      [1, 2],
      [NaN, NaN],
    ])
    expect(emptyColumns(table)).toEqual(['x1'])
    await expectError(() => imputer.fit(table, { seed: 1 }), 'ASDF_DATA_INVALID', /column 'x1' has no value.*drop/)
  })

  it('refuses no rows, infinite values and columns that do not match', async () => {
    await expectError(() => imputer.fit(headRows(train, 0), { seed: 1 }), 'ASDF_TOO_FEW_ROWS', /at least 1/)
    const infinite = numericTable([[1, Infinity, NaN]])
    await expectError(() => imputer.fit(infinite, { seed: 1 }), 'ASDF_DATA_INVALID', /'x0', row 2/)
    const fitted = await imputer.fit(train, { seed: 1 })
    await expectError(() => fitted.impute(numericTable([[1]]), { seed: 1 }), 'ASDF_SCHEMA_MISMATCH', /'amount'/)
    const fields = test.schema.fields.map((field): Field =>
      field.kind === 'categorical' ? { ...field, categories: ['red', 'blue', 'green'] } : field,
    )
    const other = { ...test, schema: { fields } }
    await expectError(
      () => fitted.impute(other, { seed: 1 }),
      'ASDF_SCHEMA_MISMATCH',
      /'color' must have the same 3 categories in the same order as in training, got categories red, blue, green/,
    )
  })

  it('leaves text missing and says so', async () => {
    const note: Field = { name: 'note', kind: 'text', role: 'feature', nullable: true }
    const table = createTable({ fields: [...numericTable([[1, NaN]]).schema.fields, note] }, [
      ...numericTable([[1, NaN]]).columns,
      { kind: 'text', values: ['a', ''], valid: Uint8Array.of(1, 0) },
    ])
    const fitted = await imputer.fit(table, { seed: 1 })
    expect(fitted.warnings).toEqual(["column 'note' is text: its missing values stay missing"])
    const filled = await fitted.impute(table, { seed: 1 })
    expect([...numbersOf(filled, 0)]).toEqual([1, 1])
    expect(filled.columns[1]).toBe(table.columns[1])
  })

  it('stops at an abort with its reason', async () => {
    const reason = new Error('stop')
    const run = { seed: 1, signal: AbortSignal.abort(reason) }
    await expect(imputer.fit(train, run)).rejects.toBe(reason)
    const fitted = await imputer.fit(train, { seed: 1 })
    await expect(fitted.impute(test, run)).rejects.toBe(reason)
  })
})

describe('mice', () => {
  it('gives the same bytes for the same seeds and others for others', async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => mice(quick).fit(train, { seed })))
    const fill = (fitted: typeof a, seed: number) => fitted!.imputations(test, { seed })
    expect(await fill(a, 5)).toEqual(await fill(b, 5))
    expect(await fill(a, 5)).not.toEqual(await fill(c, 5))
    expect(await fill(a, 5)).not.toEqual(await fill(a, 6))
  })

  it('gives as many imputations as asked for, all different, the first being that of impute', async () => {
    const fitted = await mice({ imputations: 3, iterations: 2 }).fit(train, { seed: 1 })
    const tables = await fitted.imputations(test, { seed: 2 })
    expect(tables).toHaveLength(3)
    expect(tables[0]).toEqual(await fitted.impute(test, { seed: 2 }))
    expect(tables[0]).not.toEqual(tables[1])
    expect(tables[1]).not.toEqual(tables[2])
  })

  it('does not depend on tables imputed before', async () => {
    const fresh = await mice(quick).fit(train, { seed: 1 })
    const used = await mice(quick).fit(train, { seed: 1 })
    await used.imputations(train, { seed: 9 })
    expect(await used.impute(test, { seed: 2 })).toEqual(await fresh.impute(test, { seed: 2 }))
  })

  it('fills a row from training rows and itself, whatever the other rows hold', async () => {
    const fitted = await mice(quick).fit(train, { seed: 1 })
    const spoiled = structuredClone(test)
    for (const index of [0, 1]) {
      const values = numbersOf(spoiled, index)
      for (let row = 1; row < values.length; row++) values[row]! *= -1e6
    }
    const [plain, other] = [await fitted.impute(test, { seed: 2 }), await fitted.impute(spoiled, { seed: 2 })]
    expect(takeRows(other, Uint32Array.of(0))).toEqual(takeRows(plain, Uint32Array.of(0)))
  })

  it('copies values of training rows only', async () => {
    const fitted = await mice(quick).fit(train, { seed: 1 })
    for (const table of await fitted.imputations(test, { seed: 2 })) {
      for (const index of [0, 1, 2]) {
        const known = new Set(numbersOf(train, index).filter((_, row) => train.columns[index]!.valid![row] === 1))
        numbersOf(table, index).forEach((value, row) => {
          if (test.columns[index]!.valid![row] === 0) expect(known).toContain(value)
        })
      }
    }
  })

  it('does not look at the target, unless told to', async () => {
    const flip = (table: Table): Table => {
      const target = table.columns[5] as { kind: 'boolean'; values: Uint8Array }
      const flipped = { kind: 'boolean', values: target.values.map((value) => 1 - value) } as const
      return { ...table, columns: [...table.columns.slice(0, 5), flipped] }
    }
    const fill = async (useTarget: boolean, change: (table: Table) => Table) => {
      const fitted = await mice({ ...quick, useTarget }).fit(change(train), { seed: 1 })
      return (await fitted.impute(change(test), { seed: 2 })).columns.slice(0, 5)
    }
    expect(await fill(false, flip)).toEqual(await fill(false, (table) => table))
    // Where there is nothing else to go by, the target tells the two groups apart.
    const known = selectColumns(holedTable(400, 5, 0), ['amount', 'outcome'])
    const blind = { ...known, columns: [{ ...known.columns[0]!, valid: new Uint8Array(400) }, known.columns[1]!] }
    const groups = classCodes(known.columns[1]!)
    const separation = async (useTarget: boolean) => {
      const fitted = await mice({ ...quick, useTarget }).fit(known, { seed: 1 })
      const values = numbersOf(await fitted.impute(blind, { seed: 2 }), 0)
      return mean(values, (row) => groups[row] === 1) - mean(values, (row) => groups[row] === 0)
    }
    expect(await separation(true)).toBeGreaterThan(3)
    expect(Math.abs(await separation(false))).toBeLessThan(1)
  })

  it('refuses an unknown target when told to use it', async () => {
    const target = { ...train.columns[5]!, valid: new Uint8Array(300).fill(1, 1) }
    const table = { ...train, columns: [...train.columns.slice(0, 5), target] }
    const fit = () => mice({ useTarget: true }).fit(table, { seed: 1 })
    await expectError(fit, 'ASDF_DATA_INVALID', /'outcome', row 1/)
  })

  it('fills columns that had no nulls in training', async () => {
    const fitted = await mice(quick).fit(holedTable(300, 3, 0), { seed: 1 })
    const filled = await fitted.impute(test, { seed: 2 })
    expect(filled.columns.every((column) => column.valid === undefined)).toBe(true)
  })

  it('copes with constant, equal, few, huge and nowhere complete columns', async () => {
    const rng = createRng(4)
    const x = Array.from({ length: 60 }, () => rng.next())
    const hole = (values: number[], from: number) => values.map((value, row) => (row % 6 === from ? NaN : value))
    const columns = [
      hole(x, 0),
      hole(x, 1),
      hole(
        x.map((value) => 2 * value),
        2,
      ),
      hole(
        x.map(() => 7),
        3,
      ),
      hole(
        x.map((value) => 1e300 * value),
        4,
      ),
      x.map((value, row) => (row === 5 ? value : NaN)),
    ]
    const table = numericTable(columns)
    const filled = await (await mice(quick).fit(table, { seed: 1 })).impute(table, { seed: 2 })
    filled.columns.forEach((_, index) => expect(numbersOf(filled, index).every(Number.isFinite)).toBe(true))
    // Of equal columns one tells the other, up to the nearest donors.
    const errors = numbersOf(filled, 0).map((value, row) => Math.abs(value - x[row]!))
    expect(Math.max(...errors)).toBeLessThan(0.2)
  })

  it('takes no part of identifiers, weights and text', async () => {
    const extra: Field[] = [
      { name: 'id', kind: 'numeric', integer: true, role: 'identifier', nullable: false },
      { name: 'weight', kind: 'numeric', integer: false, role: 'weight', nullable: false },
    ]
    const widen = (table: Table, scale: number): Table => ({
      schema: { fields: [...table.schema.fields, ...extra] },
      rowCount: table.rowCount,
      columns: [
        ...table.columns,
        ...extra.map(() => ({
          kind: 'numeric' as const,
          values: Float64Array.from({ length: table.rowCount }, (_, i) => scale * i),
        })),
      ],
    })
    const fill = async (scale: number) => {
      const fitted = await mice(quick).fit(widen(train, scale), { seed: 1 })
      return (await fitted.impute(widen(test, scale), { seed: 2 })).columns.slice(0, 6)
    }
    expect(await fill(1)).toEqual(await fill(-5))
  })

  it('reports progress up to its total', async () => {
    const steps: number[] = []
    let total = 0
    await mice(quick).fit(train, {
      seed: 1,
      onProgress: (progress) => {
        steps.push(progress.step)
        total = progress.totalSteps
      },
    })
    expect(total).toBe(2 * 3 * 5)
    expect(steps).toEqual(Array.from({ length: total }, (_, i) => i + 1))
  })

  it('checks its options', async () => {
    await expectError(() => mice({ imputations: 0 }), 'ASDF_OPTION_INVALID', /imputations/)
    await expectError(() => mice({ imputations: 1e9 }), 'ASDF_OPTION_INVALID', /imputations.*at most/)
    await expectError(() => mice({ iterations: 1e9 }), 'ASDF_OPTION_INVALID', /iterations.*at most/)
    await expectError(() => mice({ donors: 1.5 }), 'ASDF_OPTION_INVALID', /donors/)
    await expectError(() => mice({ iteration: 3 } as object), 'ASDF_OPTION_INVALID', /'iteration' is not an option/)
    await expectError(() => mice({ useTarget: 'yes' } as object), 'ASDF_OPTION_INVALID', /useTarget/)
  })
})

describe('simpleImputer', () => {
  it('fills with the median and the most frequent value', async () => {
    const table = numericTable([[1, 2, 9, 4, NaN]])
    const filled = await (await simpleImputer().fit(table, { seed: 1 })).impute(table, { seed: 1 })
    expect([...numbersOf(filled, 0)]).toEqual([1, 2, 9, 4, 3])
    const [field] = table.schema.fields
    const whole = createTable({ fields: [{ ...field!, integer: true } as Field] }, table.columns)
    const kept = await (await simpleImputer().fit(whole, { seed: 1 })).impute(whole, { seed: 1 })
    expect([...numbersOf(kept, 0)]).toEqual([1, 2, 9, 4, 2])
    const colors = createTable(
      {
        fields: [
          { name: 'c', kind: 'categorical', role: 'feature', nullable: true, categories: ['a', 'b'], ordered: false },
        ],
      },
      [{ kind: 'categorical', codes: Int32Array.of(0, 1, 1, -1), valid: Uint8Array.of(1, 1, 1, 0) }],
    )
    const done = await (await simpleImputer().fit(colors, { seed: 1 })).impute(colors, { seed: 1 })
    expect([...classCodes(done.columns[0]!)]).toEqual([0, 1, 1, 1])
  })
})

function mean(values: Float64Array, where: (row: number) => boolean): number {
  const chosen = values.filter((_, row) => where(row))
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length
}
