import type { Column, ColumnKind, Table } from '@asdf/contract'
import type { SynthesizerSetup } from './subject.ts'
import assert from 'node:assert/strict'
import { classCodes, columnOf, createRng, createTable, sharedCodes, uniformInteger } from '@asdf/core'
import { mixedTable } from '../fixtures.ts'

const rowCount = 600
/** Fewest different codes, as a share of those there are, that as many new rows as training rows must have. */
const leastSeen = 0.3
/** Codes of single rows may not be released; how many rows must share one is the synthesizer's to say. */
const released = 2

/** What a synthesizer promises about numbers that are codes: none that never was. */
export function codeChecks<Options>({ factory, fit, sampling, check }: SynthesizerSetup<Options>): void {
  const { kinds, keepsTrainingRows } = factory.traits
  if (!kinds.includes('numeric')) return

  check('numbers that are codes are never invented', async () => {
    const table = codedTable(kinds)
    const rows = await (await fit(table)).sample(rowCount, sampling(1))
    for (const { name, kind } of table.schema.fields) {
      if (kind !== 'numeric') continue
      const known = new Set(keepsTrainingRows ? valuesOf(table, name) : codesOf(table, name))
      const drawn = new Set(valuesOf(rows, name))
      const invented = [...drawn].filter((value) => !known.has(value))
      assert.deepEqual(invented, [], `column '${name}' holds codes that no training rows share`)
      assert.ok(drawn.size >= leastSeen * known.size, `column '${name}' has ${drawn.size} of ${known.size} codes`)
    }
  })
}

/** Postal codes, ids of shops of which some come once, and numbers of doors between which others would lie; by class. */
function codedTable(kinds: readonly ColumnKind[]): Table {
  const others = mixedTable(rowCount, 1, { kinds: kinds.filter((kind) => kind === 'text') })
  const rng = createRng(5).fork('codes')
  const zips = Array.from({ length: 24 }, () => 1000 * uniformInteger(rng, 90) + uniformInteger(rng, 1000) + 10_000)
  const classes = classCodes(columnOf(others, 'outcome'))
  const pick = (list: readonly number[], code: number) => {
    const part = Math.floor(list.length / 3)
    return list[code * part + uniformInteger(rng, part)]!
  }
  const numbers = {
    zip: Array.from(classes, (code) => pick(zips, code)),
    shop_id: Array.from(classes, (code, row) =>
      row % 50 === 7 ? 90_001 + 37 * row : 407 * (1 + pick([0, 1, 2, 5, 8, 9], code)),
    ),
    doors: Array.from(classes, (code) => pick([2, 3, 5, 8, 13, 21], code)),
  }
  const columns = Object.values(numbers).map((values): Column => ({
    kind: 'numeric',
    values: Float64Array.from(values),
  }))
  const fields = Object.keys(numbers).map(
    (name) => ({ name, kind: 'numeric', role: 'feature', nullable: false, integer: true }) as const,
  )
  return createTable({ fields: [...fields, ...others.schema.fields] }, [...columns, ...others.columns])
}

function valuesOf(table: Table, name: string): Float64Array {
  const column = columnOf(table, name)
  assert.ok(column.kind === 'numeric')
  return column.values
}

function codesOf(table: Table, name: string): Float64Array {
  const field = table.schema.fields.find((one) => one.name === name)!
  assert.ok(field.kind === 'numeric')
  return sharedCodes(field, valuesOf(table, name), released)!
}
