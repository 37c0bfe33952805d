import type { Table } from '@asdf/contract'
import { createRng, tableFromRows } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import { withRules } from '@asdf/pipeline'
import { describe, expect, it } from 'vitest'
import { independentColumns } from '../support/independent-columns.ts'

const cents = (value: number) => Math.round(100 * value) / 100

/** Bills whose columns are computed from one another: products, sums, what is left. */
function bills(count: number): Table {
  const rng = createRng(5)
  const draw = () => rng.next()
  const rows = Array.from({ length: count }, () => {
    const [hours, rate] = [Math.ceil(160 * draw()) / 4, 45 + 5 * Math.floor(16 * draw())]
    const amount = cents(hours * rate)
    const discount = draw() < 0.2 ? cents(0.1 * amount * draw()) : 0
    const discounted = cents(amount - discount)
    const vat = cents(discounted * 0.19)
    const due = cents(discounted + vat)
    const paid = draw() < 0.7 ? due : cents(due * draw())
    return { hours, rate, amount, discount, discounted, vat, due, paid, open: cents(due - paid) }
  })
  return tableFromRows(rows)
}

describe('withRules over rules that share columns', () => {
  it('computes each column by one rule, so that all of them hold', async () => {
    const train = bills(800)
    const exact = (await findRules(train)).filter(
      ({ exceptions, rule }) => exceptions === 0 && rule.kind !== 'often-equal',
    )
    const sums = exact.filter(({ rule }) => rule.kind === 'sum').map(({ rule }) => describeRule(rule))
    expect(sums.sort()).toEqual(['discount + discounted = amount', 'discounted + vat = due', 'paid + open = due'])
    const model = await withRules(independentColumns()).fit(train, { seed: 1 })
    const kept = exact.filter(({ rule }) => rule.kind !== 'order' && rule.kind !== 'implication')
    for (const { rule } of kept) expect(model.report.rules).toContain(describeRule(rule))
    const rows = await model.sample(400, { seed: 2 })
    for (const { rule } of kept) expect(brokenRows(rule, rows), describeRule(rule)).not.toContain(1)
  })
})
