import type { Table } from '@asdf/contract'
import { createRng, shuffleRows, tableFromRows, takeRows } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const rowCount = 600

/** Rows made by `row`, from numbers drawn uniformly from [0, 1). */
function tableOf(row: (draw: () => number, index: number) => Record<string, unknown>, count = rowCount): Table {
  const rng = createRng(7)
  return tableFromRows(Array.from({ length: count }, (_, index) => row(() => rng.next(), index)))
}

async function texts(table: Table): Promise<string[]> {
  return (await findRules(table)).map(({ rule }) => describeRule(rule))
}

const cents = (value: number) => Math.round(100 * value) / 100
const day = 86_400_000

describe('findRules', () => {
  it('finds equal columns, and those that are equal in many rows', async () => {
    const table = tableOf((draw) => {
      const a = cents(100 * draw())
      return { a, copy: a, settled: draw() < 0.4 ? a : cents(100 * draw()), other: cents(100 * draw()) }
    })
    expect(await texts(table)).toEqual(['a = copy', 'a = settled in many rows', 'copy = settled in many rows'])
  })

  it('finds chains of numbers and of datetimes, without what the chain implies', async () => {
    const table = tableOf((draw) => {
      const low = cents(50 * draw())
      const open = cents(low + 20 * draw())
      const start = new Date(Date.UTC(2024, 0, 1) + Math.floor(400 * draw()) * day)
      return {
        high: cents(open + 20 * draw()),
        open,
        low,
        end: new Date(+start + Math.floor(90 * draw()) * day),
        start,
      }
    })
    expect(await texts(table)).toEqual(['open <= high', 'low <= open', 'start <= end'])
  })

  it('takes a tendency for none, even one that only few rows depart from', async () => {
    const table = tableOf((draw) => {
      const size = 100 * draw()
      const noise = draw() + draw() + draw() + draw() + draw() + draw() - 3
      return { size, weight: size + 30 + 12 * noise }
    }, 5000)
    expect(await texts(table)).toEqual([])
  })

  it('takes shuffled columns for unrelated', async () => {
    const table = tableOf((draw) => {
      const [a, b] = [cents(10 * draw()), cents(10 * draw())]
      const kind = Math.floor(4 * draw())
      return {
        a,
        b,
        sum: cents(a + b),
        product: cents(a * b),
        kind: `k${kind}`,
        group: `g${kind % 2}`,
        flag: draw() < 0.5,
      }
    })
    const shuffled = {
      ...table,
      columns: table.columns.map((_, index) => shuffleRows(table, createRng(index)).columns[index]!),
    }
    expect(await findRules(table)).toHaveLength(3)
    expect(await findRules(shuffled)).toEqual([])
  })

  it('finds sums of several columns, with a constant and factors, and sums that are constant', async () => {
    const table = tableOf((draw) => {
      const [net, tax, ship, rebate] = [cents(80 * draw()), cents(9 * draw()), cents(5 * draw()), cents(3 * draw())]
      const [sand, clay] = [cents(40 * draw()), cents(30 * draw())]
      const total = cents(net + tax + ship - rebate + 1.5)
      return { net, tax, ship, rebate, total, sand, clay, silt: cents(100 - sand - clay) }
    })
    expect((await texts(table)).sort()).toEqual(['net + tax + ship + 1.5 = total + rebate', 'sand + clay + silt = 100'])
  })

  it('finds products and quotients with their rounding', async () => {
    const table = tableOf((draw) => {
      const [count, price] = [1 + Math.floor(9 * draw()), cents(1 + 60 * draw())]
      const [distance, time] = [cents(5 + 90 * draw()), cents(1 + 9 * draw())]
      return {
        count,
        price,
        cost: cents(count * price),
        distance,
        time,
        speed: Math.round((10 * distance) / time) / 10,
      }
    })
    expect(await texts(table)).toEqual(['count * price = cost', 'distance / time = speed'])
  })

  it('finds multiples at a few rates', async () => {
    const table = tableOf((draw) => {
      const net = cents(20 + 400 * draw())
      return { net, tax: cents(net * (draw() < 0.3 ? 0.025 : 0.081)) }
    })
    expect(await texts(table)).toEqual(['tax = net * one of 0.081, 0.025'])
  })

  it('finds what one column decides, or two together, and whether there is a value', async () => {
    const regions = ['north', 'south', 'west']
    const table = tableOf((draw) => {
      const [town, size] = [Math.floor(12 * draw()), ['S', 'M', 'L'][Math.floor(3 * draw())]!]
      const state = ['open', 'sent', 'lost'][Math.floor(3 * draw())]
      const rate = { north: 1, south: 2, west: 3 }[regions[town % 3]!]! * { S: 3, M: 5, L: 7 }[size]!
      const sent = state === 'open' ? null : new Date(Date.UTC(2024, 0, 1) + Math.floor(400 * draw()) * day)
      const fee = rate > 9 ? 'high' : 'low'
      return { town: `t${town}`, region: regions[town % 3], size, fee, state, sent }
    })
    const found = await texts(table)
    expect(found).toContain('town -> region')
    expect(found).toContain('region, size -> fee')
    expect(found).toContain('state -> null of sent')
  })

  it('finds intervals, flags of which one is set, and states that follow from others', async () => {
    const table = tableOf((draw) => {
      const [age, way] = [18 + Math.floor(60 * draw()), Math.floor(3 * draw())]
      const [gain, loss] = [draw() < 0.3 ? Math.ceil(900 * draw()) : 0, Math.ceil(900 * draw())]
      const group = age < 30 ? 'young' : age < 65 ? 'adult' : 'old'
      return {
        age,
        group,
        a: +(way === 0),
        b: +(way === 1),
        c: +(way === 2),
        gain,
        loss: gain > 0 || draw() < 0.6 ? 0 : loss,
      }
    })
    expect(await texts(table)).toEqual([
      'group says in which of 3 intervals age lies',
      'exactly one of a, b, c',
      'gain != 0 -> loss = 0',
    ])
  })

  it('does not keep what a key of nearly every row decides: it would be a copy of the table', async () => {
    const table = tableOf((draw, index) => ({
      key: `k${Math.floor(index / 3)}`,
      value: `v${Math.floor(index / 3) % 4}`,
      x: draw(),
    }))
    expect(await texts(table)).toEqual([])
  })

  it('tells only what five rows share of a dependency', async () => {
    const table = tableOf((draw, index) => {
      const town = index < 3 ? 99 : Math.floor(12 * draw())
      return { town: `t${town}`, region: `r${town % 3}` }
    })
    const [found] = await findRules(table)
    expect(found?.rule.kind === 'dependency' && found.rule.cases.map(({ keys }) => keys[0])).not.toContain('t99')
    expect(found?.rule.kind === 'dependency' && found.rule.cases).toHaveLength(12)
  })

  it('tells nothing of the order of the rows', async () => {
    const table = tableOf((draw, index) => {
      const [town, way] = [Math.floor(12 * draw() ** 2), Math.floor(3 * draw())]
      const [net, age] = [cents(50 + 90 * draw()), 90 - Math.floor(70 * draw())]
      const [shelf, side] = [9 - Math.floor(4 * draw()), Math.floor(3 * draw())]
      return {
        town: `t${town}`,
        region: town % 5 === 4 ? null : `r${town % 3}`,
        way: ['post', 'courier', 'pickup'][way],
        post: way === 0,
        courier: way === 1,
        pickup: way === 2,
        net,
        // As many rows with each rate, the higher first.
        tax: cents(net * [0.081, 0.077][index % 2]!),
        paid: draw() < 0.4 ? net : cents(50 + 90 * draw()),
        age,
        group: age < 30 ? 'young' : age < 60 ? 'middle' : 'old',
        shelf,
        side,
        bin: `b${(7 * shelf + 3 * side) % 10}`,
      }
    })
    const last = table.rowCount - 1
    const turned = takeRows(
      table,
      Uint32Array.from({ length: table.rowCount }, (_, row) => last - row),
    )
    const found = (await findRules(table)).map(({ rule }) => rule)
    expect((await findRules(turned)).map(({ rule }) => rule)).toEqual(found)
    const kinds = found.map(({ kind }) => kind)
    for (const kind of ['dependency', 'bin', 'one-of', 'multiple', 'often-equal'])
      expect(kinds, kinds.join()).toContain(kind)
    const regions = found.find((rule) => rule.kind === 'dependency' && rule.column === 'region')
    expect(regions?.kind === 'dependency' && regions.cases.map(({ keys }) => keys[0])).toEqual([
      't0',
      't1',
      't10',
      't11',
      't2',
      't3',
      't4',
      't5',
      't6',
      't7',
      't8',
      't9',
    ])
  })

  it('tells no value of keys whose rows agree on none', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => {
      const town = row < 10 ? 9 : row % 9
      return { town: `t${town}`, region: row < 10 ? `r${row % 2}` : `r${town % 3}` }
    })
    const found = (await findRules(tableFromRows(rows))).find(({ rule }) => rule.kind === 'dependency')
    expect(found?.rule.kind === 'dependency' && found.rule.cases.map(({ keys }) => keys[0])).not.toContain('t9')
    expect(found).toMatchObject({ exceptions: 5 })
  })

  it('counts what a rule speaks of, and what breaks it', async () => {
    const table = tableOf((draw, index) => {
      const a = cents(100 * draw())
      return { a: index % 10 === 0 ? null : a, copy: index === 1 ? 3 : a }
    }, 5000)
    expect(await findRules(table)).toEqual([
      { rule: { kind: 'equal', left: 'a', right: 'copy' }, support: 4500, exceptions: 1 },
    ])
  })

  it('leaves out identifiers, texts, constants and empty tables', async () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id, twin: id, one: 1, none: null }))
    const table = tableFromRows(rows, { roles: { id: 'identifier', twin: 'feature' } })
    expect(await findRules(table)).toEqual([])
    expect(await findRules(takeRows(table, new Uint32Array(0)))).toEqual([])
  })

  it('can be stopped while it searches, and says how far it has come', async () => {
    const wide = tableOf((draw) => Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`x${i}`, draw()])), 2000)
    const controller = new AbortController()
    const stop = new Error('enough')
    setTimeout(() => controller.abort(stop))
    await expect(findRules(wide, { signal: controller.signal })).rejects.toBe(stop)
    await expect(findRules(wide, { signal: AbortSignal.abort(stop) })).rejects.toBe(stop)
    const steps: number[] = []
    await findRules(tableFromRows([{ a: 1 }]), { onProgress: ({ step, totalSteps }) => steps.push(step / totalSteps) })
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps.at(-1)).toBe(1)
  })

  it.each([{ signal: null }, { onProgress: 3 }, { tolerence: 0 }])('refuses the options %j', async (options) => {
    await expect(findRules(tableFromRows([{ a: 1 }]), options as never)).rejects.toThrow(/^findRules: /)
  })

  it('refuses a tolerance that is no small share', async () => {
    const table = tableFromRows([{ a: 1 }])
    await expect(findRules(table, { tolerance: 2 })).rejects.toThrow(/tolerance/)
  })

  it('reports as exceptions the rows that break the rule', async () => {
    const seeds = fc.integer({ min: 0, max: 1000 })
    await fc.assert(
      fc.asyncProperty(seeds, fc.double({ min: 0, max: 0.0009, noNaN: true }), async (seed, error) => {
        const rng = createRng(seed)
        const rows = Array.from({ length: 3000 }, () => {
          const [a, b] = [cents(50 * rng.next()), cents(50 * rng.next())]
          const kind = Math.floor(5 * rng.next())
          const isWrong = rng.next() < error
          return { a, b, sum: isWrong ? 999 : cents(a + b), kind: `k${kind}`, odd: kind % 2 === 1, c: isWrong ? 1 : a }
        })
        const table = tableFromRows(rows)
        for (const { rule, exceptions } of await findRules(table)) {
          if (rule.kind === 'often-equal') continue
          expect(brokenRows(rule, table).reduce((sum, one) => sum + one, 0)).toBe(exceptions)
        }
      }),
      { numRuns: 10 },
    )
  })
})
