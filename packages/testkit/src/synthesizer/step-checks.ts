import type { Table } from '@asdf/contract'
import type { SynthesizerSetup } from './subject.ts'
import assert from 'node:assert/strict'
import { cellsOf, columnOf, isPresent } from '@asdf/core'
import { steppedTable, structuralNullsTable } from './stepped-table.ts'

const rowCount = 1000
/** A share may be off by this much: chance, and that small models shift values between parts of different shares. */
const tolerance = 0.1
/** New rows may start from a few chosen training rows, and have the shares of those. */
const toleranceOfFew = 0.25
/** Rows whose nulls must agree with the column that determines them. Without a joint structure it would be half of them. */
const leastAgreement = 0.85

const day = 86_400_000

/** By column of the stepped table, what tells how finely a value is rounded, coarsest first. */
const roundings: Readonly<Record<string, Readonly<Record<string, (value: number) => boolean>>>> = {
  fee: { 'a multiple of 100': (value) => value % 100 === 0 },
  price: {
    whole: (value) => Number.isInteger(value),
    'of at most one decimal': (value) => Math.abs(10 * value - Math.round(10 * value)) < 1e-6,
  },
  dose: { 'of at most four significant digits': (value) => Number(value.toPrecision(4)) === value },
  level: { 'of at most one decimal': (value) => Math.round(10 * value) / 10 === value },
  seen: { midnight: (value) => value % day === 0 },
}

/** What a synthesizer promises about how numbers and dates are rounded, and about nulls that another column explains. */
export function stepChecks<Options>({ factory, fit, sampling, check }: SynthesizerSetup<Options>): void {
  const { kinds, nulls, keepsTrainingRows } = factory.traits
  const most = keepsTrainingRows ? toleranceOfFew : tolerance

  if (kinds.includes('numeric') || kinds.includes('datetime')) {
    check('steps of numbers and dates, and the values off them, keep their shares', async () => {
      const table = steppedTable(kinds)
      const rows = await (await fit(table)).sample(rowCount, sampling(1))
      for (const [name, tests] of Object.entries(roundings)) {
        if (!table.schema.fields.some((field) => field.name === name)) continue
        for (const [what, isSo] of Object.entries(tests)) {
          const [expected, received] = [table, rows].map((one) => share(one, name, isSo)) as [number, number]
          assert.ok(
            Math.abs(received - expected) <= most,
            `column '${name}' is ${what} in ${received} of the rows, in training in ${expected}`,
          )
        }
      }
    })
  }

  if (nulls !== 'modelled') return

  check('a column that is null where another says so stays null there, and only there', async () => {
    const table = structuralNullsTable(kinds)
    const rows = await (await fit(table)).sample(rowCount, sampling(1))
    const agreement = agreementOf(rows)
    assert.ok(agreement >= leastAgreement, `nulls agree with what explains them in ${agreement} of the rows`)
  })
}

function share(table: Table, name: string, isSo: (value: number) => boolean): number {
  const column = columnOf(table, name)
  assert.ok(column.kind === 'numeric' || column.kind === 'datetime')
  return column.values.reduce((count, value) => count + (isSo(value) ? 1 : 0), 0) / column.values.length
}

/** Share of the rows that have a value of the structural column exactly where `smokes` is yes. */
function agreementOf(table: Table): number {
  const answer = columnOf(table, table.schema.fields.find(({ nullable }) => nullable)!.name)
  const flag = columnOf(table, 'smokes')
  assert.ok(flag.kind === 'categorical' || flag.kind === 'numeric')
  const smokes: ArrayLike<number> = cellsOf(flag)
  const agreeing = Array.from(smokes).filter((one, row) => isPresent(answer, row) === (one === 1))
  return agreeing.length / table.rowCount
}
