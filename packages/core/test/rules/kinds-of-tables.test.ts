import type { Table } from '@asdf/contract'
import { createRng, standardNormal, tableFromRows } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import { describe, expect, it } from 'vitest'

const minute = 60_000
const day = 1440 * minute

/** Rows made by `row`, from numbers drawn uniformly from [0, 1). */
function tableOf(row: (draw: () => number, normal: () => number) => Record<string, unknown>, count = 600): Table {
  const rng = createRng(11)
  const rows = Array.from({ length: count }, () =>
    row(
      () => rng.next(),
      () => standardNormal(rng),
    ),
  )
  return tableFromRows(rows)
}

async function texts(table: Table): Promise<string[]> {
  const found = await findRules(table)
  for (const { rule, exceptions } of found) {
    if (rule.kind === 'often-equal') continue
    expect(brokenRows(rule, table).reduce((sum, one) => sum + one, 0)).toBe(exceptions)
  }
  return found.map(({ rule }) => describeRule(rule))
}

const round = (value: number, decimals: number) => Number(value.toFixed(decimals))

describe('findRules on tables of many kinds', () => {
  it('finds the time between two datetimes, in seconds, whole days and years', async () => {
    const table = tableOf((draw) => {
      const start = Date.UTC(2020, 0, 1) + Math.floor(1e6 * draw()) * minute
      const seconds = 1 + Math.floor(9000 * draw())
      const born = Date.UTC(1940, 0, 1) + Math.floor(20_000 * draw()) * day
      return {
        start: new Date(start),
        end: new Date(start + 1000 * seconds),
        seconds,
        born: new Date(born),
        days: Math.floor((start - born) / day),
        years: round((start - born) / (365.25 * day), 1),
      }
    })
    expect((await texts(table)).filter((text) => text.includes(' from '))).toEqual([
      'seconds from start to end = seconds',
      'whole days from born to start = days',
      'years from born to start = years',
    ])
  })

  it('finds a mean and another unit, although they are rounded, and none of the columns that merely follow', async () => {
    const table = tableOf((draw, normal) => {
      const [a, b, c] = [Math.floor(25 * draw()), Math.floor(25 * draw()), Math.floor(25 * draw())]
      const celsius = round(18 + 9 * normal(), 1)
      return { a, b, c, mean: round((a + b + c) / 3, 1), celsius, fahrenheit: round(1.8 * celsius + 32, 1) }
    }, 2000)
    const found = await texts(table)
    expect(found).toContain('1.8 * celsius + 32 = fahrenheit')
    const sums = (await findRules(table)).flatMap(({ rule }) => (rule.kind === 'sum' ? [rule.column] : []))
    expect(sums.sort()).toEqual(['fahrenheit', 'mean'])
  })

  it('finds sums with an addend of two values', async () => {
    const table = tableOf((draw) => {
      const [fare, fee] = [round(5 + 50 * draw(), 2), draw() < 0.3 ? 2.5 : 0]
      return { fare, fee, total: round(fare + fee, 2) }
    })
    expect(await texts(table)).toContain('fare + fee = total')
  })

  it('finds products with any factor, quotients that end on half a unit, and squares', async () => {
    const table = tableOf((draw, normal) => {
      const [power, minutes] = [round(40 + 300 * draw(), 1), [5, 10, 15, 30][Math.floor(4 * draw())]!]
      const [people, homes] = [20 + Math.floor(900 * draw()), 8 * (1 + Math.floor(60 * draw()))]
      const [kilograms, centimetres] = [round(75 + 12 * normal(), 1), Math.round(171 + 9 * normal())]
      return {
        power,
        minutes,
        energy: round((power * minutes) / 60, 2),
        people,
        homes,
        share: round(people / homes, 2),
        kilograms,
        centimetres,
        index: round(kilograms / (centimetres / 100) ** 2, 1),
      }
    })
    expect((await texts(table)).filter((text) => text.includes('='))).toEqual([
      'power * minutes / 60 = energy',
      'people / homes = share',
      'kilograms / centimetres² * 10000 = index',
    ])
  })

  it('takes scales that barely overlap for no order, and keeps one that ends well above', async () => {
    const table = tableOf((_, normal) => {
      const diastolic = Math.round(78 + 9 * normal())
      return {
        indoors: round(21 + 1.5 * normal(), 2),
        humidity: round(38 + 5 * normal(), 2),
        diastolic,
        systolic: diastolic + Math.round(25 + Math.abs(30 * normal())),
      }
    }, 4000)
    expect(await texts(table)).toEqual(['diastolic <= systolic'])
  })

  it('says nothing of values that single rows have, whatever else is decided by the one that many share', async () => {
    const table = tableOf((draw) => {
      const isPaid = draw() < 0.07
      return {
        revenue: isPaid ? round(300 * draw(), 2) : 0,
        way: isPaid ? ['card', 'cash'][Math.floor(2 * draw())] : null,
      }
    }, 3000)
    const found = await texts(table)
    expect(found).not.toContain('revenue -> way')
    expect(found.join()).toContain('null')
  })

  it('leaves out what follows from a chain of rules', async () => {
    const table = tableOf((draw) => {
      const isCancelled = draw() < 0.2
      const zip = Math.floor(40 * draw())
      const value = () => (isCancelled ? null : Math.floor(1000 * draw()))
      const town = Math.floor(zip / 4)
      return {
        zip: `z${zip}`,
        town: `t${town}`,
        state: `s${town % 3}`,
        cancelled: isCancelled,
        picked: value(),
        dropped: value(),
        paid: value(),
      }
    }, 2000)
    expect((await texts(table)).sort()).toEqual([
      'cancelled -> null of dropped',
      'cancelled -> null of paid',
      'cancelled -> null of picked',
      'town -> state',
      'zip -> town',
    ])
  })

  it('names of equalities in many rows those in most', async () => {
    const table = tableOf((draw) => {
      const amount = round(10 + 90 * draw(), 2)
      const net = draw() < 0.8 ? amount : round(amount * draw(), 2)
      return { amount, net, paid: draw() < 0.7 ? net : round(net * draw(), 2) }
    }, 2000)
    expect((await texts(table)).filter((text) => text.includes('many'))).toEqual([
      'amount = net in many rows',
      'net = paid in many rows',
    ])
  })

  it('says sums in as few columns as can be, as what adds up to a total', async () => {
    const table = tableOf((draw) => {
      const [base, bonus, hours] = [round(3000 + 900 * draw(), 2), 100 * Math.floor(9 * draw()), round(300 * draw(), 2)]
      const gross = round(base + bonus + hours, 2)
      const [tax, fee] = [round(gross * (0.1 + 0.2 * draw()), 2), round(90 * draw(), 2)]
      return { tax, fee, net: round(gross - tax - fee, 2), base, bonus, hours, gross }
    })
    const sums = (await findRules(table)).filter(({ rule }) => rule.kind === 'sum')
    expect(sums.map(({ rule }) => describeRule(rule)).sort()).toEqual([
      'base + bonus + hours = gross',
      'tax + fee + net = gross',
    ])
  })

  it('finds values that only one value of another column goes with', async () => {
    const table = tableOf((draw) => {
      const isMale = draw() < 0.5
      return { sex: isMale ? 'male' : 'female', pregnant: !isMale && draw() < 0.2, ward: `w${Math.floor(4 * draw())}` }
    }, 2000)
    expect(await texts(table)).toEqual(['pregnant = true -> sex = female'])
  })
})
