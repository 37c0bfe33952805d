import type { Table } from '@asdf/contract'
import { createRng, fitTableTransform, formatCsv, parseCsv, restoreTableTransform } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const run = { seed: 1 }

/** People with an identifier, spikes, nulls, dates, a constant, and a target. */
function people(): Promise<Table> {
  const rng = createRng(7)
  const lines = ['id,joined,age,gain,plan,active,country,income']
  for (let i = 0; i < 400; i++) {
    const age = 18 + Math.floor(60 * rng.next() * rng.next())
    const gain = rng.next() < 0.8 ? 0 : 100 + Math.floor(5000 * rng.next())
    const day = new Date(Date.UTC(2020, 0, 1) + 86_400_000 * Math.floor(900 * rng.next())).toISOString().slice(0, 10)
    const plan = ['basic', 'plus', 'pro', ''][Math.floor(3.3 * rng.next())]
    const active = rng.next() < 0.5 ? 'yes' : 'no'
    lines.push(
      `${i + 1},${day},${rng.next() < 0.1 ? '' : age},${gain},${plan},${active},NL,${rng.next() < 0.3 ? '>50K' : '<=50K'}`,
    )
  }
  return parseCsv(`${lines.join('\n')}\n`, { target: 'income' })
}

/** The table as CSV, without identifiers, which are made anew. */
function csvOf(table: Table): string {
  const kept = table.schema.fields.flatMap(({ role }, index) => (role === 'identifier' ? [] : [index]))
  return formatCsv({
    ...table,
    schema: { fields: kept.map((index) => table.schema.fields[index]!) },
    columns: kept.map((index) => table.columns[index]!),
  })
}

describe('fitTableTransform', () => {
  it('gives a transform whose rows decode to the table they came from, also after it was saved', async () => {
    const train = await people()
    const transform = await fitTableTransform(train, {}, run)
    const rows = transform.encode(train, undefined, createRng(3))
    expect(rows.length).toBe(train.rowCount * transform.width)
    expect(csvOf(transform.decode(rows, train.rowCount, createRng(4)))).toBe(csvOf(train))
    const { state, arrays } = transform.toState()
    const restored = restoreTableTransform(JSON.parse(JSON.stringify(state)) as typeof state, arrays)
    expect(restored.encode(train, undefined, createRng(3))).toEqual(rows)
    expect(restored.decode(rows, 400, createRng(4))).toEqual(transform.decode(rows, 400, createRng(4)))
    expect(restored.slots).toEqual(transform.slots)
  })
})
