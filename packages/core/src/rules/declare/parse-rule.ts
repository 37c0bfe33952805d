import type { Schema } from '@asdf/contract'
import type { DependencyRule, Rule } from '../rule.ts'
import type { RuleReader } from './read-expression.ts'
import type { Token } from './tokens.ts'
import { optionError } from '../../options.ts'
import { comparisonRule } from './comparison.ts'
import { readerOf, readExpression } from './read-expression.ts'
import { ruleColumn } from './rule-column.ts'
import { faultsOf } from './rule-fault.ts'
import { readTokens } from './tokens.ts'

const longestText = 10_000
const relations = ['<=', '<', '>=', '>', '=']

/**
 * Reads rules that a user writes, for columns of `schema`: `start <= end`, `low <= open <= high` (two rules),
 * `subtotal + tax = total`, `discount <= 0.3 * subtotal`, `quantity * price = subtotal`, `weight / height² = bmi`, `end - start <= 30` (days),
 * `start >= '2020-01-01'`, `zip -> region`, `a, b -> c`. Names with blanks or signs go in backticks. Columns are added,
 * subtracted, and multiplied and divided by numbers; a product or quotient of two columns may equal a third.
 * `settleRules` adds what only a table tells: steps that columns are rounded to, and what the keys of `->` decide.
 * Any fault of the text is an `ASDF_OPTION_INVALID`, and a column that is not there or of another kind an
 * `ASDF_SCHEMA_MISMATCH`; both show the text with a caret below the character, whose place is `details.position`.
 */
export function parseRule(text: string, schema: Schema): readonly Rule[] {
  if (typeof text !== 'string') throw optionError('parseRule', 'text', text, 'must be a text')
  if (!Array.isArray((schema as Partial<Schema> | null | undefined)?.fields))
    throw optionError('parseRule', 'schema', schema, 'must be a schema: { fields }')
  const fault = faultsOf(text)
  if (text.length > longestText)
    throw fault(longestText, `a rule has ${text.length} characters; it may have ${longestText}`)
  if (text.trim() === '') throw fault(0, "a rule is empty; write one such as 'start <= end'")
  const tokens = readTokens(text, fault)
  const reader = readerOf(text, schema, tokens, fault)
  const isDependency = tokens.some((token) => token.kind === 'sign' && token.text === '->')
  const rules = isDependency ? [readDependency(reader)] : readComparisons(reader)
  const rest = reader.peek()
  if (rest.kind !== 'end') throw fault(rest.at, surplus(rest))
  return rules
}

function surplus({ kind, text }: Token): string {
  if (kind === 'sign' && text === ')') return 'a rule closes a parenthesis that was never opened'
  if (kind === 'sign') return `a rule has '${text}' where it should end`
  return 'a rule goes on where it should end; put an operator in between, or a column name with blanks in backticks'
}

function readComparisons(reader: RuleReader): readonly Rule[] {
  const { fault } = reader
  const rules: Rule[] = []
  let left = readExpression(reader)
  let way = ''
  for (let sign = reader.takeSign(...relations); sign !== undefined; sign = reader.takeSign(...relations)) {
    const own = sign.text[0]!
    if (way !== '' && own !== '=' && own !== way)
      throw fault(sign.at, 'a rule turns around here; a chain goes one way, as in low <= open <= high')
    if (own !== '=') way = own
    const right = readExpression(reader)
    rules.push(comparisonRule(left, sign, right, fault))
    left = right
  }
  const rest = reader.peek()
  if (rules.length === 0 && rest.kind === 'end')
    throw fault(rest.at, 'a rule compares nothing; use <=, <, >=, >, = or ->')
  return rules
}

function readDependency(reader: RuleReader): DependencyRule {
  const keys = [readKey(reader, 'before')]
  while (reader.takeSign(',') !== undefined) keys.push(readKey(reader, 'before'))
  const arrow = reader.takeSign('->')
  if (arrow === undefined)
    throw reader.fault(
      reader.peek().at,
      "a rule with '->' has only names and commas before it, as in a, b -> c; put names with blanks in backticks",
    )
  const { name: column, at } = readKey(reader, 'after')
  const names = keys.map(({ name }) => name)
  if (names.includes(column)) throw reader.fault(at, `a rule lets '${column}' decide itself; name another column`)
  const twice = keys.find((key, place) => names.indexOf(key.name) < place)
  if (twice !== undefined) throw reader.fault(twice.at, `a rule names '${twice.name}' twice before '->'`)
  return {
    kind: 'dependency',
    keys: names.map((name) => ({ column: name, presence: false })),
    column,
    presence: false,
    cases: [],
  }
}

function readKey(reader: RuleReader, where: 'before' | 'after') {
  const token = reader.take()
  if (token.kind !== 'name')
    throw reader.fault(token.at, `a rule needs the name of a column ${where} '->', as in zip -> region`)
  return { name: ruleColumn(reader.text, token, reader.schema).name, at: token.at }
}
