import type { Table } from '@asdf/contract'
import { createRng, tableFromRows } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import { describe, expect, it } from 'vitest'

const cents = (value: number) => Math.round(100 * value + 1e-9) / 100
const rates: Readonly<Record<string, number>> = { a: 0.08, b: 0.13, c: 0.21, d: 0.27 }

/** Wages with a tax whose rate `rateOf` gives. */
function wages(rateOf: (grade: string, isMarried: boolean, draw: () => number) => number, count = 800): Table {
  const rng = createRng(5)
  const rows = Array.from({ length: count }, () => {
    const grade = 'abcd'[Math.floor(4 * rng.next())]!
    const isMarried = rng.next() < 0.5
    const gross = cents(2000 + 6000 * rng.next())
    return { grade, isMarried, gross, tax: cents(gross * rateOf(grade, isMarried, () => rng.next())) }
  })
  return tableFromRows(rows)
}

async function taxRule(table: Table) {
  return (await findRules(table)).find(({ rule }) => rule.kind === 'multiple')?.rule
}

describe('the factor of a multiple', () => {
  it('goes by the column that decides it, or by two together', async () => {
    const one = await taxRule(wages((grade) => rates[grade]!))
    expect(describeRule(one!)).toMatch(/^tax = gross \* one of (0\.\d+, ){3}0\.\d+ by grade$/)
    const two = await taxRule(wages((grade, isMarried) => (isMarried && grade < 'c' ? 0.05 : rates[grade]!)))
    expect(describeRule(two!)).toMatch(/ by grade, isMarried$/)
  })

  it('goes by nothing where chance, or a single row, would decide it', async () => {
    const chance = await taxRule(wages((_, __, draw) => (draw() < 0.3 ? 0.05 : 0.1)))
    expect(describeRule(chance!)).toBe('tax = gross * one of 0.1, 0.05')
    let seen = 0
    const odd = await taxRule(wages((grade) => (grade === 'a' && ++seen === 7 ? 0.27 : rates[grade]!)))
    expect(describeRule(odd!)).not.toMatch(/ by /)
  })

  it.each([
    [4, false],
    [5, true],
  ])('is told of keys that %i rows have: %s', async (rows, isTold) => {
    const rng = createRng(5)
    const made = Array.from({ length: 800 }, (_, row) => {
      const grade = row < rows ? 'rare' : 'abcd'[row % 4]!
      const gross = cents(2000 + 6000 * rng.next())
      return { grade, gross, tax: cents(gross * (rates[grade] ?? 0.13)) }
    })
    expect(describeRule((await taxRule(tableFromRows(made)))!).endsWith(' by grade')).toBe(isTold)
  })

  it('is broken by a row with the factor of another key', async () => {
    const rule = await taxRule(wages((grade) => rates[grade]!))
    const shifted = wages((grade) => rates[String.fromCharCode(97 + ((grade.charCodeAt(0) - 96) % 4))]!)
    expect(brokenRows(rule!, shifted).every((one) => one === 1)).toBe(true)
    expect(
      brokenRows(
        rule!,
        wages((grade) => rates[grade]!),
      ).includes(1),
    ).toBe(false)
  })
})
