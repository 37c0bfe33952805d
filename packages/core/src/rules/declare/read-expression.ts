import type { Schema } from '@asdf/contract'
import type { Term } from '../rule.ts'
import type { Expression } from './expression.ts'
import type { Fault } from './rule-fault.ts'
import type { Token } from './tokens.ts'
import { datetimeSpelling } from '../../infer/datetime.ts'
import {
  columnExpression,
  constantOf,
  dateExpression,
  divided,
  isConstant,
  isSquare,
  scaled,
  soleTerm,
  SumBuilder,
} from './expression.ts'
import { ruleColumn } from './rule-column.ts'
import { columnFault } from './rule-fault.ts'

/** A place in the tokens of a rule. */
export interface RuleReader {
  readonly text: string
  readonly schema: Schema
  readonly fault: Fault
  peek(): Token
  take(): Token
  /** Takes the next token where it is one of these signs. */
  takeSign(...signs: readonly string[]): Token | undefined
}

const deepest = 100
const linearAdvice =
  'rules add columns times numbers; a product or quotient of two columns can stand alone on one side, as in quantity * price = subtotal'

/** Starts to read a rule. */
export function readerOf(text: string, schema: Schema, tokens: readonly Token[], fault: Fault): RuleReader {
  let place = 0
  const peek = () => tokens[place]!
  const take = () => tokens[place === tokens.length - 1 ? place : place++]!
  const takeSign = (...signs: readonly string[]) => {
    const { kind, text: sign } = peek()
    return kind === 'sign' && signs.includes(sign) ? take() : undefined
  }
  return { text, schema, fault, peek, take, takeSign }
}

/** Reads a sum of products up to a sign that belongs to neither. */
export function readExpression(reader: RuleReader, depth = 0): Expression {
  const first = readProduct(reader, depth)
  if (!isSign(reader.peek(), '+', '-')) return first
  const sum = new SumBuilder()
  let [part, sign]: [Expression, 1 | -1] = [first, 1]
  for (;;) {
    const next = reader.peek()
    if (part.kind === 'product') throw reader.fault(next.at, `a rule adds to a product of columns; ${linearAdvice}`)
    sum.add(part, sign)
    const operator = reader.takeSign('+', '-')
    if (operator === undefined) return sum.finish()
    sign = operator.text === '+' ? 1 : -1
    part = readProduct(reader, depth)
  }
}

function isSign({ kind, text }: Token, ...signs: readonly string[]): boolean {
  return kind === 'sign' && signs.includes(text)
}

function readProduct(reader: RuleReader, depth: number): Expression {
  let product = readSigned(reader, depth)
  for (;;) {
    const operator = reader.takeSign('*', '/')
    if (operator === undefined) return product
    const { at } = reader.peek()
    const factor = readSigned(reader, depth)
    product = operator.text === '*' ? multiply(reader, product, factor, operator) : divide(reader, product, factor, at)
  }
}

function multiply(reader: RuleReader, a: Expression, b: Expression, operator: Token): Expression {
  const { fault, schema } = reader
  const { at } = operator
  if (isConstant(a)) return scaled(b, a.constant)
  if (isConstant(b)) return scaled(a, b.constant)
  if (isSquare(a) && !isSquare(b)) return multiply(reader, b, a, operator)
  const [left, right] = [soleTerm(a), factorOf(b)]
  if (left === undefined || right === undefined) throw fault(at, `a rule is not linear here; ${linearAdvice}`)
  checkFactors(schema, [left.column, right.column], at, fault)
  const factor = left.factor * right.factor
  return { kind: 'product', left: left.column, right: right.column, divides: false, squares: isSquare(b), factor }
}

function divide({ fault, schema }: RuleReader, a: Expression, b: Expression, at: number): Expression {
  if (isConstant(b)) {
    if (b.constant === 0) throw fault(at, 'a rule divides by 0')
    return divided(a, b.constant)
  }
  const [left, right] = [soleTerm(a), factorOf(b)]
  if (left === undefined || right === undefined || right.factor === 0)
    throw fault(at, `a rule divides by this, which is not linear; ${linearAdvice}`)
  checkFactors(schema, [left.column, right.column], at, fault)
  const factor = left.factor / right.factor
  return { kind: 'product', left: left.column, right: right.column, divides: true, squares: isSquare(b), factor }
}

/** The column that another one is multiplied with or divided by: one alone, or one that is squared. */
function factorOf(one: Expression): Term | undefined {
  return isSquare(one) ? { column: one.right, factor: one.factor } : soleTerm(one)
}

/** Dates are added and compared, not multiplied. */
function checkFactors({ fields }: Schema, names: readonly string[], at: number, fault: Fault): void {
  const date = names.find((name) => fields.some((field) => field.name === name && field.kind === 'datetime'))
  if (date !== undefined) throw fault(at, `a rule multiplies column '${date}', which holds dates; multiply numbers`)
}

function readSigned(reader: RuleReader, depth: number): Expression {
  let by = 1
  for (let sign = reader.takeSign('-', '+'); sign !== undefined; sign = reader.takeSign('-', '+')) {
    if (sign.text === '-') by = -by
  }
  const operand = readOperand(reader, depth)
  return by === 1 ? operand : scaled(operand, by)
}

function readOperand(reader: RuleReader, depth: number): Expression {
  const { fault, text, schema } = reader
  const token = reader.take()
  if (token.kind === 'number') return constantOf(token.value)
  if (token.kind === 'date') return dateExpression(readDate(reader, token))
  if (token.kind === 'name') {
    const { kind, name } = ruleColumn(text, token, schema)
    if (kind === 'numeric' || kind === 'datetime') {
      const column = columnExpression(name, kind === 'datetime')
      const square = reader.takeSign('²')
      return square === undefined ? column : multiply(reader, column, column, square)
    }
    const advice = 'compare numbers or dates, or say which columns decide it: a, b -> c'
    throw columnFault(
      text,
      token.at,
      `a rule cannot calculate with column '${name}', which is ${kind}; ${advice}`,
      name,
    )
  }
  if (isSign(token, '(')) {
    if (depth >= deepest) throw fault(token.at, `a rule has parentheses more than ${deepest} deep`)
    const inner = readExpression(reader, depth + 1)
    if (reader.takeSign(')') === undefined) throw fault(token.at, 'a rule has a parenthesis that is never closed')
    return inner
  }
  const found = token.kind === 'end' ? 'ends' : `has '${token.text}'`
  throw fault(token.at, `a rule ${found} where a column, a number or a date in quotes must be`)
}

/** A date in the spelling of a column that the rule names, or as ISO 8601. */
function readDate({ text, schema, fault }: RuleReader, { text: date, at }: Token): number {
  const columns = schema.fields.filter((field) => field.kind === 'datetime' && text.includes(field.name))
  const spellings = columns.length === 0 ? [{}] : columns
  for (const field of spellings) {
    const time = datetimeSpelling(field as Parameters<typeof datetimeSpelling>[0]).read(date)
    if (time !== undefined) return time
  }
  throw fault(
    at,
    "a rule has a text in quotes that is not a date; write dates as '2024-05-31' and column names in backticks",
  )
}
