import type { Table } from '@asdf/core'
import { isAsdfError, tableFromColumns, tableFromRows, withRole } from '@asdf/core'
import { brokenDeclared, coversRule, declareRules, describeRule, parseRule } from '@asdf/core/rules'
import { describe, expect, it } from 'vitest'

const where = 'test'

function errorOf(
  rules: readonly string[],
  table: Table,
  options: object = {},
): { code: string; message: string; row: unknown } {
  try {
    declareRules(rules, table, { where, ...options })
  } catch (error) {
    if (!isAsdfError(error)) throw error
    return { code: error.code, message: error.message, row: (error.details as { row?: number }).row }
  }
  throw new Error('no error')
}

function brokenAt(text: string, table: Table): number[] {
  const [rule] = declareRules([text], table, { where, violations: 'keep' }).rules
  const broken = brokenDeclared(rule!, table)
  return [...broken.keys()].filter((row) => broken[row] === 1)
}

const date = (text: string) => new Date(`${text}T00:00:00Z`)
const stays = tableFromRows(
  Array.from({ length: 40 }, (_, row) => ({
    start: date(`2024-01-${String(1 + (row % 20)).padStart(2, '0')}`),
    end: row === 7 ? date('2023-12-31') : row === 9 ? null : date(`2024-02-${String(1 + (row % 20)).padStart(2, '0')}`),
    nights: row === 11 ? 5 : 31,
    price: 10 + row / 4,
    fee: row === 3 ? 99 : Number((0.077 * (10 + row / 4)).toFixed(2)),
    zip: `z${row % 4}`,
    city: row === 5 ? 'elsewhere' : `c${row % 2}`,
    key: row % 30,
    empty: row < 20 ? row : null,
    other: row < 20 ? null : row,
  })),
)

describe('declareRules', () => {
  it('names the rows that break a rule as a reader of the file counts them', () => {
    expect(errorOf(['start <= end'], stays)).toMatchObject({
      code: 'ASDF_DATA_INVALID',
      row: 8,
      message: expect.stringMatching(/1 of 40 rows breaks the rule 'start <= end': row 8; .*'drop'/) as string,
    })
    expect(errorOf(['price > 12'], stays).message).toMatch(/9 of 40 rows break .*: rows 1, 2, 3, 4, 5 …;/)
    expect(errorOf(['price > 12'], stays, { advice: 'do this' }).message).toMatch(/; do this$/)
  })

  it('names other rules that rows break', () => {
    const { message } = errorOf(['start <= end', 'price >= 0', 'price > 12', 'zip -> city'], stays)
    expect(message).toMatch(/'start <= end': row 8, and others break 'price > 12' \(9\), 'zip -> city' \(1\); correct/)
  })

  it('tells no value of a key that fewer than five rows agree on', () => {
    const rows = Array.from({ length: 60 }, (_, row) => ({
      key: row % 4,
      value: row % 4 === 3 ? Math.floor(row / 16) : row % 4,
    }))
    const [rule] = declareRules(['key -> value'], tableFromRows(rows), { where, violations: 'keep' }).rules
    expect(rule?.kind === 'dependency' && rule.cases.map(({ keys }) => keys)).toEqual([[0], [1], [2]])
  })

  it('tells what keys decide in the order of the keys, not of the rows', () => {
    const rows = Array.from({ length: 60 }, (_, row) => ({
      key: ['t2', 't10', 't1'][row % 3],
      value: row % 3 === 0 ? ['b', 'a'][(row / 3) % 2] : `v${row % 3}`,
    }))
    const [rule] = declareRules(['key -> value'], tableFromRows(rows), { where, violations: 'keep' }).rules
    expect(rule).toMatchObject({
      cases: [
        { keys: ['t1'], value: 'v2' },
        { keys: ['t10'], value: 'v1' },
        { keys: ['t2'], value: 'a' },
      ],
    })
  })

  it('takes a key of more values than a call has arguments', () => {
    const values = Float64Array.from({ length: 300_000 }, (_, row) => (row < 6 ? 0 : row + 0.5))
    const table = tableFromColumns({ key: values.map((_, row) => 2 + (row % 2)), value: values })
    const [rule] = declareRules(['key -> value'], table, { where, violations: 'keep' }).rules
    expect(rule).toMatchObject({ cases: [] })
  })

  it('leaves out or keeps rows that break a rule, when told', () => {
    const rules = ['start <= end', 'zip -> city']
    const dropped = declareRules(rules, stays, { where, violations: 'drop' })
    expect([dropped.table.rowCount, dropped.broken]).toEqual([38, 2])
    const kept = declareRules(rules, stays, { where, violations: 'keep' })
    expect([kept.table, kept.broken]).toEqual([stays, 2])
    expect(() => declareRules(rules, stays, { where, violations: 'maybe' as 'keep' })).toThrow(/must be one of 'error'/)
  })

  it('is not broken by a row without a value in one of the columns', () => {
    expect(brokenAt('start <= end', stays)).toEqual([7])
    expect(brokenAt('start < end', stays)).toEqual([7])
    expect(brokenAt('empty < 3', stays)).toEqual(Array.from({ length: 17 }, (_, row) => row + 3))
  })

  it('counts the time between dates in days', () => {
    expect(brokenAt('end - start = nights', stays)).toEqual([7, 11])
    expect(brokenAt('end - start <= 30.5', stays)).toHaveLength(38)
    expect(brokenAt("start <= '2024-01-19'", stays)).toEqual([19, 39])
  })

  it('tells datetimes apart that are a second from one another', () => {
    const times = tableFromRows([
      { a: new Date(1_700_000_001_000), b: new Date(1_700_000_000_000) },
      { a: new Date(1_700_000_000_000), b: new Date(1_700_000_000_000) },
    ])
    expect(brokenAt('a <= b', times)).toEqual([0])
    expect(brokenAt('a = b', times)).toEqual([0])
    expect(brokenAt('b - a >= 0', times)).toEqual([0])
  })

  it('allows for the rounding of the column that a sum gives', () => {
    expect(brokenAt('fee = 0.077 * price', stays)).toEqual([3])
    expect(brokenAt('0.077 * price - fee = 0', stays)).toEqual([3])
  })

  it('allows for coarse steps where rows show that a column is rounded to them, and nowhere else', () => {
    const rows = Array.from({ length: 60 }, (_, row) => {
      const asking = 100_000 + 7341 * row
      const loan = Math.round((0.8 * asking) / 1000) * 1000
      return {
        asking,
        loan,
        fee: Math.round((0.0123 * loan) / 5) * 5,
        gross: 4 * row,
        extra: row % 3,
        total: 4 * row + (row % 3),
      }
    })
    const table = tableFromRows(rows)
    expect(brokenAt('loan = 0.8 * asking', table)).toEqual([])
    expect(brokenAt('fee = loan * 1.23 / 100', table)).toEqual([])
    const slack = (text: string) => (declareRules([text], table, { where }).rules[0] as { slack: number }).slack
    expect(slack('loan = 0.8 * asking')).toBe(500)
    expect(slack('loan <= 0.8 * asking')).toBe(500)
    expect(slack('fee <= 0.0123 * loan + 3')).toBe(0)
    expect(slack('total - extra = gross')).toBe(0.5)
    // All of gross are multiples of 4, which does not make it rounded.
    expect(brokenAt('gross < total', table)).toHaveLength(20)
    expect(brokenAt('gross + extra < total + 1', table)).toEqual([])
  })

  it('takes halves that are rounded either way for the product that they are', () => {
    const table = tableFromRows([
      { a: 0.5, b: 0.25, c: 0.13, d: 0.12 },
      { a: 1.5, b: 0.25, c: 0.38, d: 0.37 },
      { a: 1, b: 2.25, c: 2.25, d: 2.25 },
    ])
    for (const rule of ['a * b = c', 'a * b = d']) expect(brokenAt(rule, table)).toEqual([])
  })

  it('takes what most rows of a key say, and does not know other keys', () => {
    const [rule] = declareRules(['zip -> city'], stays, { where, violations: 'keep' }).rules
    expect(rule).toMatchObject({ cases: expect.arrayContaining([{ keys: ['z1'], value: 'c1' }]) as unknown })
    const others = tableFromRows([
      { zip: 'z1', city: 'c1' },
      { zip: 'z1', city: 'c0' },
      { zip: 'new', city: 'c0' },
      { zip: null, city: 'c0' },
      { zip: 'z1', city: null },
    ])
    expect(Array.from(brokenDeclared(rule!, others))).toEqual([0, 1, 1, 0, 0])
  })

  it('refuses a dependency on a column of which few rows share a value: it would be a copy', () => {
    const clean = tableFromRows(Array.from({ length: 40 }, (_, row) => ({ key: row % 30, city: `c${row % 2}` })))
    expect(errorOf(['key -> city'], clean)).toMatchObject({
      code: 'ASDF_OPTION_INVALID',
      message: expect.stringMatching(
        /'key -> city' is refused: 40 rows hold 30 different values of key.*copy of the table/,
      ) as string,
    })
  })

  it('refuses rules that contradict one another, whatever is to be done about rows', () => {
    const table = tableFromRows([
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ])
    for (const violations of ['error', 'drop', 'keep']) {
      expect(errorOf(['a <= b', 'b < a'], table, { violations }).message).toMatch(
        /no row keeps both of the rules 'a <= b' and 'b < a'/,
      )
    }
    const three = tableFromRows([
      { a: 1, b: 2, c: 0 },
      { a: 2, b: 1, c: 3 },
      { a: 1, b: 2, c: 3 },
    ])
    expect(errorOf(['a < b', 'b < c', 'c < a + 2'], three, { violations: 'drop' }).message).toMatch(
      /no row keeps all 3|both/,
    )
  })

  it('refuses a rule that no row keeps, and one that speaks of no row', () => {
    for (const violations of ['error', 'drop', 'keep']) {
      expect(errorOf(['price < 3'], stays, { violations })).toMatchObject({
        code: 'ASDF_DATA_INVALID',
        message: expect.stringMatching(/no row keeps the rule 'price < 3'/) as string,
      })
      expect(errorOf(['empty <= other'], stays, { violations }).message).toMatch(
        /says nothing: no row has a value in all/,
      )
    }
  })

  it('refuses rules on identifiers, given as values too', () => {
    const table = withRole(stays, 'key', 'identifier')
    expect(errorOf(['key -> city'], table)).toMatchObject({ code: 'ASDF_SCHEMA_MISMATCH' })
    const rules = parseRule('key -> city', stays.schema)
    expect(() => declareRules(rules, table, { where })).toThrow(/identifier/)
    expect(() => declareRules([{ kind: 'order', low: 'price', high: 'gone' }], table, { where })).toThrow(/not there/)
  })

  it('lists a rule once', () => {
    const { rules } = declareRules(['price >= 10', 'price >= 10'], stays, { where })
    expect(rules.map(describeRule)).toEqual(['price >= 10'])
    expect(declareRules([], stays, { where })).toEqual({ rules: [], table: stays, broken: 0 })
  })
})

describe('coversRule', () => {
  it('knows the time between two dates by its days and by its milliseconds', () => {
    const [linear] = parseRule('start + nights = end', stays.schema)
    const terms = [
      { column: 'end', factor: 1 / 86_400_000 },
      { column: 'start', factor: -1 / 86_400_000 },
    ]
    const sum = { kind: 'sum', column: 'nights', terms, constant: 0, decimals: 0 } as const
    expect(coversRule(linear!, sum, stays.schema)).toBe(true)
    expect(coversRule(linear!, { ...sum, constant: 1 }, stays.schema)).toBe(false)
  })

  it.each([
    ['a + b = c', 'c - b = a', true],
    ['2 * a = b', '0.5 * b = a', true],
    ['a < b', 'b >= a', true],
    ['a <= b', 'a < b', false],
    ['a <= b', 'b <= a', false],
    ['a = b', 'a <= b', false],
    ['a * b = c', 'b * a = c', true],
    ['a / b = c', 'a / b² = c', false],
    ['a, b -> c', 'b, a -> c', true],
    ['a -> c', 'b -> c', false],
  ])('says whether %s makes %s superfluous', (declared, other, expected) => {
    const { schema } = tableFromRows([{ a: 1.5, b: 2.5, c: 3.5 }])
    expect(coversRule(parseRule(declared, schema)[0]!, parseRule(other, schema)[0]!, schema)).toBe(expected)
  })
})
