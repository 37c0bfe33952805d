import type { Schema } from '@asdf/core'
import type { Rule } from '@asdf/core/rules'
import { isAsdfError, tableFromRows, withRole } from '@asdf/core'
import { describeRule, parseRule } from '@asdf/core/rules'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const day = new Date('2024-05-01')
const plain = tableFromRows([
  {
    start: day,
    end: day,
    low: 1,
    open: 1.5,
    high: 2,
    a: 1,
    b: 2,
    c: 3,
    zip: 'x',
    region: 'n',
    id: 'k',
    'zip code': 'x',
    'a`b': 1,
    'prix été': 2,
    'marital-status': 1,
  },
  {
    start: day,
    end: day,
    low: 1,
    open: 1.5,
    high: 2,
    a: 1,
    b: 2,
    c: 3,
    zip: 'y',
    region: 's',
    id: 'l',
    'zip code': 'y',
    'a`b': 2,
    'prix été': 3,
    'marital-status': 2,
  },
])
const { schema } = withRole(plain, 'id', 'identifier')

function texts(text: string): string[] {
  return parseRule(text, schema).map(describeRule)
}

/** What is wrong with a text, and the character that the caret is below. */
function faultOf(text: string): { code: string; position: number | undefined; message: string; below: string } {
  try {
    parseRule(text, schema)
  } catch (error) {
    if (!isAsdfError(error)) throw error
    const { position } = error.details as { position?: number }
    const [message = '', shown = '', caret = ''] = error.message.split('\n')
    return { code: error.code, position, message, below: [...shown][caret.indexOf('^')] ?? '' }
  }
  throw new Error(`no fault in ${text}`)
}

describe('parseRule', () => {
  it.each([
    ['start <= end', ['start <= end']],
    ['end>=start', ['start <= end']],
    ['low <= open <= high', ['low <= open', 'open <= high']],
    ['low < open < high', ['low < open', 'open < high']],
    ['a = b', ['a = b']],
    ['a+b=c', ['a + b = c']],
    ['a <= 0.3 * b', ['a <= 0.3 * b']],
    ['a <= b * 3 / 10', ['a <= 0.3 * b']],
    ['(a + b) / 2 < c - 1e-3', ['0.5 * a + 0.5 * b < c - 0.001']],
    ['-(a - b) >= +2', ['-a + b >= 2']],
    ['a * b = c', ['a * b = c']],
    ['c = a / b * 100', ['a / b * 100 = c']],
    ['2 * c = a * b', ['a * b * 0.5 = c']],
    ['a / b² = c', ['a / b² = c']],
    ['c = 10 * a / (b * b)', ['a / b² * 10 = c']],
    ['a² = b', ['a * a = b']],
    ['b² * a / 12 = c', ['a * b² / 12 = c']],
    ['end - start <= 30', ['end - start <= 30']],
    ['end = start + a', ['end = start + a']],
    ["start >= '2020-01-01'", ["start >= '2020-01-01'"]],
    ['start < "2020-01-01 10:30"', ["start < '2020-01-01T10:30:00Z'"]],
    ['zip -> region', ['zip -> region']],
    ['a, `zip code` -> region', ['a, `zip code` -> region']],
    ['`a``b` <= `prix été`', ['`a``b` <= `prix été`']],
    ['a + a - a <= b', ['a <= b']],
  ])('reads %s', (text, expected) => {
    expect(texts(text)).toEqual(expected)
    expect(texts(text).flatMap((one) => parseRule(one, schema))).toEqual(parseRule(text, schema))
  })

  it('gives forms that are also found the same value', () => {
    expect(parseRule('end >= start', schema)).toEqual([{ kind: 'order', low: 'start', high: 'end' }])
    expect(parseRule('a = b', schema)).toEqual([{ kind: 'equal', left: 'a', right: 'b' }])
    const product: Rule = {
      kind: 'product',
      column: 'c',
      left: 'a',
      right: 'b',
      divides: false,
      factor: 1,
      decimals: -1,
    }
    expect(parseRule('a * b = c', schema)).toEqual([product])
  })

  it.each([
    ['strat <= end', 's', /did you mean start\?/],
    ['START <= end', 'S', /did you mean start\?/],
    ['a <= nothing', 'n', /the columns are start, end/],
    ['marital-status < 3', 'm', /did you mean `marital-status`\?/],
    ['zip code -> a', 'c', /names with blanks in backticks/],
    ['zip <= a', 'z', /categorical; compare numbers or dates/],
    ['id -> region', 'i', /identifier/],
    ['a <= id', 'i', /identifier/],
    ['', '', /empty/],
    ['  ', ' ', /empty/],
    ['a', '', /compares nothing/],
    ['a <= ', '', /ends where a column/],
    ['(a <= b', '(', /never closed/],
    ['(a + (b) <= c', '(', /never closed/],
    ['a <= b)', ')', /never opened/],
    ['`zip -> a', '`', /backtick that is never closed/],
    ['`` -> a', '`', /nothing between/],
    ["start < '2020", "'", /quote that is never closed/],
    ["start < 'soon'", "'", /not a date/],
    ['a / 0 < b', '0', /divides by 0/],
    ['a / (1 - 1) < b', '(', /divides by 0/],
    ['a * (b + 1) = c', '*', /not linear/],
    ['a * b * c = low', '*', /not linear/],
    ['a² * b² = c', '*', /not linear/],
    ['a² < b', '<', /can only equal one column/],
    ['start² = c', '²', /holds dates/],
    ['a * b + 1 = c', '+', /adds to a product/],
    ['a / (b - b) = c', '(', /divides by 0/],
    ['a * b < c', '<', /can only equal one column/],
    ['a * b = c + 1', '=', /can only equal one column/],
    ['0 * c = a * b', '=', /can only equal one column/],
    ['a * b = a', '=', /both sides/],
    ['start * a = c', '*', /holds dates/],
    ['start < 3', '<', /dates with numbers/],
    ['start + end < start', '<', /dates with numbers/],
    ['a <= a', '<', /compares nothing/],
    ['a < b > c', '>', /turns around/],
    ['a != b', '!', /cannot say '!='/],
    ['a § b', '§', /cannot hold '§'/],
    ['2nd < a', '2', /starts with a digit/],
    ['a * 1e300 * 1e300 < b', '<', /become too large/],
    ['a < 1e999', '1', /too large/],
    ['-> a', '-', /needs the name of a column before/],
    ['a ->', '', /needs the name of a column after/],
    ['a -> a', 'a', /decide itself/],
    ['a, a -> b', 'a', /twice/],
    ['a + b -> c', '+', /only names and commas/],
    ['a, b', ',', /where it should end/],
    ['a -> b <= c', '<', /where it should end/],
  ])('points at the character of %s', (text, below, message) => {
    const fault = faultOf(text)
    expect(fault.message).toMatch(message)
    expect(fault.below).toBe(below)
    expect(fault.position).toBeGreaterThanOrEqual(0)
    expect(['ASDF_OPTION_INVALID', 'ASDF_SCHEMA_MISMATCH']).toContain(fault.code)
  })

  it('places the caret below the character after letters of two code units, and in long texts', () => {
    const { below, position } = faultOf('`a``b` <= `prix été` + 𝒳')
    expect([below, position]).toEqual(['𝒳', 23])
    expect(faultOf(`${'a + '.repeat(300)}a <= §`).below).toBe('§')
  })

  it('places the caret below letters of double width, and passes over marks', () => {
    const { schema: wide } = tableFromRows([{ 体重: 1, 'e\u0301': 2 }])
    const text = '体重 + e\u0301 <= 3 §'
    expect(() => parseRule(text, wide)).toThrow(`\n  ${text}\n  \u3000\u3000${' '.repeat(10)}^`)
  })

  it('refuses long and deep texts without running out of stack', () => {
    expect(faultOf('a'.repeat(100_000)).message).toMatch(/100000 characters/)
    expect(faultOf('('.repeat(9000)).message).toMatch(/parentheses more than 100 deep/)
    expect(texts(`${'-'.repeat(9000)}a < b`)).toEqual(['a < b'])
  })

  it('takes a name whose accents are written in another way for the name of the column', () => {
    const [rule] = parseRule('`prix e\u0301te\u0301` >= 3', schema)
    expect(describeRule(rule!)).toBe('`prix été` >= 3')
  })

  it('refuses what is not a text, or not a schema', () => {
    expect(() => parseRule('a <= b', null as unknown as Schema)).toThrow(/must be a schema/)
    expect(() => parseRule(7 as unknown as string, schema)).toThrow(/must be a text/)
  })

  it('reads back what it describes', () => {
    fc.assert(
      fc.property(arbitraryRuleText(schema), (text) => {
        let rules: readonly Rule[]
        try {
          rules = parseRule(text, schema)
        } catch (error) {
          return isAsdfError(error)
        }
        expect(rules.map(describeRule).flatMap((one) => parseRule(one, schema))).toEqual(rules)
        return true
      }),
      { numRuns: 500 },
    )
  })

  it('gives a rule or a typed error for any text', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '<=',
      '->',
      '(',
      ')',
      '+',
      '-',
      '*',
      '/',
      '=',
      ',',
      '0',
      '2.5',
      "'2020-01-01'",
      '`',
      '´',
      'start',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join(' ')),
        ),
        (text) => {
          try {
            parseRule(text, schema)
            return true
          } catch (error) {
            return isAsdfError(error)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

function arbitraryRuleText({ fields }: Schema): fc.Arbitrary<string> {
  const names = fields.flatMap(({ name, kind }) => (kind === 'numeric' ? [name] : []))
  const column = fc.constantFrom(...names).map((name) => `\`${name.replaceAll('`', '``')}\``)
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String)
  const term = fc.oneof(
    column,
    number,
    fc.tuple(number, column).map(([by, name]) => `${by} * ${name}`),
  )
  const side = fc.array(term, { minLength: 1, maxLength: 4 }).map((terms) => terms.join(' + '))
  const relation = fc.constantFrom('<=', '<', '=')
  const chain = fc.tuple(side, relation, side, relation, side).map((parts) => parts.join(' '))
  const product = fc.tuple(column, fc.constantFrom('*', '/'), column, number, column)
  return fc.oneof(
    chain,
    fc.tuple(side, fc.constantFrom('<=', '<', '>=', '>', '='), side).map((parts) => parts.join(' ')),
    product.map(([left, sign, right, by, whole]) => `${left} ${sign} ${right} * ${by} = ${whole}`),
  )
}
