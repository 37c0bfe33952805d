import type { Fault } from './rule-fault.ts'
import { plainName } from './rule-name.ts'

/** A piece of the text of a rule, from the character `at` to below `end`. */
export interface Token {
  /** `name`: of a column. `date`: a text in quotes. `sign`: an operator, a parenthesis or a comma. `end`: no more text. */
  readonly kind: 'name' | 'number' | 'date' | 'sign' | 'end'
  /** The name without backticks, the date without quotes, the sign. */
  readonly text: string
  /** Of numbers; NaN otherwise. */
  readonly value: number
  readonly at: number
  readonly end: number
}

const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const sign = /->|<=|>=|[<>=+\-*/(),²]/y
const blank = /\s+/uy

/** Cuts the text of a rule into tokens; the last one is its end. */
export function readTokens(text: string, fault: Fault): readonly Token[] {
  const tokens: Token[] = []
  const matchAt = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  const push = (kind: Token['kind'], at: number, end: number, own: string, value = Number.NaN): number => {
    tokens.push({ kind, text: own, value, at, end })
    return end
  }
  for (let at = 0; at < text.length;) {
    const gap = matchAt(blank, at)
    if (gap !== undefined) {
      at += gap.length
      continue
    }
    const character = text[at]!
    if (character === '`' || character === "'" || character === '"') {
      const { inner, end } = readQuoted(text, at, fault)
      at = push(character === '`' ? 'name' : 'date', at, end, inner)
      continue
    }
    const name = matchAt(plainName, at)
    if (name !== undefined) {
      at = push('name', at, at + name.length, name)
      continue
    }
    const digits = matchAt(number, at)
    if (digits !== undefined) {
      at = push('number', at, at + digits.length, digits, readNumber(digits, at, text, fault))
      continue
    }
    const mark = matchAt(sign, at)
    if (mark === undefined) throw fault(at, unexpected(text, at))
    at = push('sign', at, at + mark.length, mark)
  }
  push('end', text.length, text.length, '')
  return tokens
}

/** What stands between two quotes or backticks; two of them inside stand for one. */
function readQuoted(text: string, at: number, fault: Fault): { readonly inner: string; readonly end: number } {
  const quote = text[at]!
  let end = text.indexOf(quote, at + 1)
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2)
  const what = quote === '`' ? 'backtick' : 'quote'
  if (end < 0)
    throw fault(
      at,
      `a rule has a ${what} that is never closed; close it after the ${what === 'quote' ? 'date' : 'column name'}`,
    )
  const inner = text.slice(at + 1, end).replaceAll(quote + quote, quote)
  if (inner === '') throw fault(at, `a rule has nothing between two ${what}s`)
  return { inner, end: end + 1 }
}

function readNumber(digits: string, at: number, text: string, fault: Fault): number {
  plainName.lastIndex = at + digits.length
  if (plainName.test(text))
    throw fault(
      at,
      'a rule has a name that starts with a digit; put it in backticks, or write * between a number and a column',
    )
  const value = Number(digits)
  if (!Number.isFinite(value)) throw fault(at, 'a rule has a number that is too large')
  return value
}

function unexpected(text: string, at: number): string {
  const character = String.fromCodePoint(text.codePointAt(at)!)
  if (character === '!' && text[at + 1] === '=') return "a rule cannot say '!='; use <=, <, >=, >, = or ->"
  return `a rule cannot hold '${character}' here; put column names with blanks or signs in backticks`
}
