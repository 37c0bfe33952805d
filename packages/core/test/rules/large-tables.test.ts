import type { Table } from '@asdf/core'
import { createRng, tableFromColumns } from '@asdf/core'
import { describeRule, findRules } from '@asdf/core/rules'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayTell, rareCells, sampledCells } from '../../src/rules/rare-cells.ts'
import { cellCodes, sampledCodes } from '../../src/rules/rule-columns.ts'

const rowCount = 20_000

function columnsOf(make: (draw: () => number) => Record<string, number>): Table {
  const rng = createRng(3)
  const rows = Array.from({ length: rowCount }, () => make(() => rng.next()))
  const names = Object.keys(rows[0]!)
  return tableFromColumns(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name]!)])))
}

const texts = async (table: Table) => (await findRules(table)).map(({ rule }) => describeRule(rule))

describe('findRules on large tables', () => {
  it('finds what decides a flag that hardly any row of a sample has', async () => {
    const table = columnsOf((draw) => {
      const kind = Math.floor(400 * draw())
      return { kind, flag: kind === 17 ? 1 : 0, noise: draw() < 0.003 ? 1 : 0, other: draw() < 0.002 ? 1 : 0 }
    })
    const found = (await findRules(table)).filter(({ rule }) => rule.kind === 'dependency')
    expect(found.map(({ rule }) => rule.kind === 'dependency' && [rule.keys.map(({ column }) => column), rule.column])).toEqual([[['kind'], 'flag']]) // prettier-ignore
  })

  it('does not take columns of few values for often equal', async () => {
    const columns = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`x${i}`, 0]))
    const table = columnsOf((draw) =>
      Object.fromEntries(Object.keys(columns).map((name) => [name, Math.floor(20 * draw() * draw())])),
    )
    expect(await texts(table)).toEqual([])
  })

  it('still finds columns that are often equal among such', async () => {
    const table = columnsOf((draw) => {
      const paid = 1 + Math.floor(40 * draw())
      return { due: draw() < 0.3 ? paid : 1 + Math.floor(40 * draw()), paid, other: 1 + Math.floor(40 * draw()) }
    })
    expect(await texts(table)).toEqual(['due = paid in many rows'])
  })

  it('finds products whatever the decimals of the columns', async () => {
    const table = columnsOf((draw) => {
      const [quantity, price, weight] = [1 + Math.floor(30 * draw()), Math.round(9e4 * draw()) / 100, 50 * draw()]
      const others = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`noise${i}`, 100 * draw()]))
      return {
        quantity,
        price,
        total: Math.round(100 * quantity * price) / 100,
        weight,
        load: quantity * weight,
        ...others,
      }
    })
    expect(await texts(table)).toEqual(expect.arrayContaining(['quantity * price = total', 'quantity * weight = load']))
  })
})

describe('a look at rare cells', () => {
  const column = (values: Float64Array) => ({ kind: 'numeric', values }) as const
  const known = (values: Float64Array, rows: Uint32Array) => {
    const cells = cellCodes(column(values), values.length, 5000)!
    const { sample, size } = sampledCodes(column(values), rows)
    return { cells, sampled: sampledCells(cells, sample, size, rows) }
  }
  const rows = Uint32Array.from({ length: 2000 }, (_, i) => 10 * i + (i % 7))

  it('never gives up keys that decide them, but for a few exceptions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 300 }), fc.boolean(), fc.nat(1e6), (sizes, hasExceptions, seed) => {
        const rng = createRng(seed)
        const [one, two] = [0, 1].map(() => Float64Array.from({ length: rowCount }, () => Math.floor(sizes * rng.next() ** 2))) // prettier-ignore
        const value = one!.map((a, row) => {
          const isRare = (31 * a + 17 * two![row]!) % 97 === 5
          return isRare !== (hasExceptions && rng.next() < 0.0002) ? 1 : 0
        })
        const part = known(value, rows)
        const rare = rareCells(part.cells)
        if (rare.share === 0 || rare.share > 0.03) return
        const keys = [one!, two!].map((values) => known(values, rows).sampled)
        expect(mayTell(keys, part.sampled, rare)).toBe(true)
      }),
    )
  })

  it('gives up columns that have nothing to do with them', () => {
    const rng = createRng(1)
    const flags = Array.from({ length: 12 }, () => Float64Array.from({ length: rowCount }, () => (rng.next() < 0.004 ? 1 : 0))) // prettier-ignore
    const all = flags.map((values) => known(values, rows))
    for (const [index, { cells, sampled }] of all.entries()) {
      const keys = [all[(index + 1) % 12]!.sampled, all[(index + 5) % 12]!.sampled]
      expect(mayTell(keys, sampled, rareCells(cells))).toBe(false)
    }
  })
})
