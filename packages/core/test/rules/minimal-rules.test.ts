import type { Table } from '@asdf/contract'
import { createRng, tableFromRows } from '@asdf/core'
import { describeRule, findRules } from '@asdf/core/rules'
import { describe, expect, it } from 'vitest'

/** Rows made by `row`, from numbers drawn uniformly from [0, 1). */
function tableOf(row: (draw: () => number, index: number) => Record<string, unknown>, count = 900): Table {
  const rng = createRng(11)
  return tableFromRows(Array.from({ length: count }, (_, index) => row(() => rng.next(), index)))
}

async function texts(table: Table): Promise<string[]> {
  return (await findRules(table)).map(({ rule }) => describeRule(rule))
}

const cents = (value: number) => Math.round(100 * value + 1e-9) / 100
const tenths = (value: number) => Math.round(10 * value + 1e-9) / 10
const pick = <Item>(items: readonly Item[], draw: () => number) => items[Math.floor(items.length * draw())]!

describe('rules that follow from others are not listed', () => {
  it('among equations: a bill with a tax, a rebate and what is due', async () => {
    const found = await texts(
      tableOf((draw) => {
        const [fee, usage, calls] = [pick([19.9, 29.9, 59.9], draw), cents(80 * draw()), cents(30 * draw())]
        const net = cents(fee + usage + calls)
        const vat = cents(net * 0.081)
        const total = cents(net + vat)
        const rebate = draw() < 0.2 ? cents(total * 0.1) : 0
        return { fee, usage, calls, net, vat, total, rebate, due: cents(total - rebate) }
      }),
    )
    expect(found.toSorted()).toEqual([
      'due = total * one of 1, 0.9',
      'fee + usage + calls = net',
      'net + vat = total',
      'rebate + due = total',
      'vat = net * 0.081',
    ])
  })

  it('among times: seconds and milliseconds, with the constant that lies between them', async () => {
    const found = await texts(
      tableOf((draw, index) => {
        const seconds = 1_717_200_000 + 60 * index
        return { seconds, milliseconds: 1000 * seconds + 250, load: cents(4 * draw()) }
      }),
    )
    expect(found).toEqual(['1000 * seconds + 250 = milliseconds'])
  })

  it('among orders: what a sum, a product or a chain of them says', async () => {
    const found = await texts(
      tableOf((draw) => {
        const [count, price] = [1 + Math.floor(9 * draw()), cents(1 + 60 * draw())]
        const freight = cents(2 + 9 * draw())
        return { count, price, freight, sum: cents(count * price), total: cents(cents(count * price) + freight) }
      }),
    )
    expect(found.toSorted()).toEqual(['count * price = sum', 'freight + sum = total'])
  })

  it('among states: zeros of ordered numbers, flags and their intervals', async () => {
    const found = await texts(
      tableOf((draw) => {
        const absences = Math.floor(5 * draw())
        const garden = draw() < 0.4
        return {
          absences,
          excused: Math.floor((absences + 1) * draw()),
          garden,
          lawn: garden ? Math.ceil(300 * draw()) : 0,
        }
      }),
    )
    expect(found).toEqual(['excused <= absences', 'garden says in which of 2 intervals lawn lies'])
  })

  it('among states: what one of few names says of several others', async () => {
    const found = await texts(
      tableOf((draw) => {
        const state = pick(['open', 'sent', 'sent', 'lost'], draw)
        const day = (from: number) => new Date(Date.UTC(2024, 0, from + Math.floor(90 * draw())))
        return {
          state,
          sent: state === 'open' ? null : day(1),
          arrived: state === 'sent' ? day(100) : null,
          returned: state === 'sent' && draw() < 0.3,
        }
      }),
    )
    expect(found.filter((one) => !one.includes('<='))).toEqual([
      'state -> null of sent',
      'state -> null of arrived',
      'returned = true -> state = sent',
    ])
  })

  it('but one of two that say the same stays', async () => {
    const found = await texts(
      tableOf((draw) => {
        const gift = draw() < 0.3
        return { gift, message: gift ? pick(['Hello', 'Thanks', 'Get well'], draw) : null, size: cents(9 * draw()) }
      }),
    )
    expect(found).toEqual(['gift -> null of message'])
  })
})

describe('coincidences are no rules', () => {
  it('sums of few prices decide nothing that they are made of', async () => {
    const found = await texts(
      tableOf((draw) => {
        const [nights, rate] = [
          1 + Math.floor(4 * draw()),
          pick([89, 95, 111.25, 129.5, 161.9, 189, 245, 306.25, 319], draw),
        ]
        const adults = 1 + Math.floor(2 * draw())
        const [stay, tax] = [cents(nights * rate), cents(4.3 * nights * adults)]
        return { nights, rate, adults, stay, tax, total: cents(stay + tax) }
      }, 3000),
    )
    expect(found.filter((one) => one.startsWith('total ->') || one.startsWith('stay ->'))).toEqual([])
    expect(found).toEqual(expect.arrayContaining(['nights * rate = stay', 'stay + tax = total']))
  })

  it('gaps that are often the least of many are no equality in many rows', async () => {
    const found = await texts(
      tableOf((draw) => {
        const low = tenths(40 * draw())
        return { low, high: tenths(low - Math.log(1 - draw())) }
      }, 3000),
    )
    expect(found).toEqual(['low <= high'])
  })
})

describe('rounded sums', () => {
  it('are found where parts are larger than their sum, as a weighted mark', async () => {
    const mark = (draw: () => number) => Math.round(4 * (1 + 5 * draw())) / 4
    const found = await texts(
      tableOf((draw) => {
        const [oral, test, exam] = [mark(draw), mark(draw), mark(draw)]
        return { oral, test, exam, average: cents(0.3 * oral + 0.2 * test + 0.5 * exam) }
      }),
    )
    expect(found).toEqual(['0.3 * oral + 0.2 * test + 0.5 * exam = average'])
  })
})
