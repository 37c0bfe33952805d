import type { Table } from '@asdf/contract'
import type { SynthesizerSetup } from './subject.ts'
import assert from 'node:assert/strict'
import { isPresent } from '@asdf/core'
import { expectAsdfError } from '../expect.ts'
import { checkFitsSchema } from '../table-checks.ts'

/** A share of nulls may be off by this much: chance, and that small models learn it only roughly. */
const tolerance = 0.15
/** Rows that start from training rows, of which a method may choose a few, have the share of those. */
const toleranceOfFew = 0.5

/** What a synthesizer promises about cells without a value. */
export function nullChecks<Options>({ factory, fit, sampling, tableWith, check }: SynthesizerSetup<Options>): void {
  const { nulls, keepsTrainingRows } = factory.traits
  const most = keepsTrainingRows ? toleranceOfFew : tolerance

  if (nulls === 'rejected') {
    check('a null is an error that names column and row', async () => {
      const details = await expectAsdfError(() => fit(tableWith({ nulls: 0.2 })), 'ASDF_DATA_INVALID', 'a null')
      assert.ok(details.row >= 1 && details.column !== '')
    })
  } else {
    check('every kind of column keeps its share of nulls', async () => {
      const table = tableWith({ nulls: 0.4 })
      expectShares(table, await (await fit(table)).sample(600, sampling(1)), most)
    })
  }

  check('identifiers keep their share of nulls', async () => {
    const table = tableWith({ identifier: true, missingKeys: 0.7 })
    expectShares(table, await (await fit(table)).sample(600, sampling(1)), most)
  })
}

function expectShares(train: Table, rows: Table, most: number): void {
  checkFitsSchema(rows)
  rows.schema.fields.forEach(({ name }, index) => {
    const [expected, received] = [train, rows].map((table) => nullShare(table, index)) as [number, number]
    assert.ok(
      Math.abs(received - expected) <= most && received > 0 === expected > 0,
      `column '${name}' is null in ${received} of the rows, in training in ${expected}`,
    )
  })
}

function nullShare({ columns, rowCount }: Table, index: number): number {
  const rows = Array.from({ length: rowCount }, (_, row) => row)
  return rows.filter((row) => !isPresent(columns[index]!, row)).length / rows.length
}
