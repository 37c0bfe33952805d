import type { Schema } from '@asdf/contract'
import type { FixedDate, LinearRule, LinearSide, Rule, SumRule, Term } from '@asdf/core/rules'

/** What was read from a file where an object is expected: each member may be anything. */
export type Unread<Whole> = { readonly [Key in keyof Whole]?: unknown }

/** Whether what was read is a rule between columns of the schema, of kinds that it can speak of. */
export function isSoundRule(read: unknown, schema: Schema): read is Rule {
  if (!isObject(read)) return false
  const rule = read as Record<string, unknown>
  const areNumbers = (...names: unknown[]) => names.every((name) => isNumberColumn(name, schema))
  switch (rule['kind']) {
    case 'equal':
    case 'often-equal':
      return areNumbers(rule['left'], rule['right'])
    case 'order':
      return areNumbers(rule['low'], rule['high'])
    case 'sum':
      return areNumbers(rule['column']) && isSum(rule, schema)
    case 'linear':
      return isLinear(rule, schema)
    case 'product': {
      const { divides, squares = false, factor, decimals } = rule
      const isPlain =
        typeof divides === 'boolean' && typeof squares === 'boolean' && isFinite(factor) && isDecimals(decimals)
      return isPlain && areNumbers(rule['column'], rule['left'], rule['right'])
    }
    case 'multiple':
      return (
        areNumbers(rule['column'], rule['source']) &&
        isFull(rule['factors'], isFinite) &&
        isDecimals(rule['decimals']) &&
        (rule['by'] === undefined || isFactorKeys(rule['by'], rule['factors'], schema))
      )
    case 'dependency':
      return isDependency(rule, schema)
    case 'bin': {
      const { cuts, values } = rule
      if (!isFull(cuts, isFinite) || !isFull(values, isCell) || values.length !== cuts.length + 1) return false
      const isAscending = cuts.every((cut, place) => place === 0 || cut > cuts[place - 1]!)
      return isAscending && areNumbers(rule['source']) && isColumn(rule['column'], schema)
    }
    case 'one-of':
      return isFull(rule['columns'], (name): name is string => isFlag(name, schema))
    case 'implication':
      return isState(rule['when'], schema) && isState(rule['then'], schema)
    default:
      return false
  }
}

/** Whether what was read is what a row may have in a column of the schema. */
export function isState(read: unknown, schema: Schema): boolean {
  if (!isObject(read)) return false
  const { column, is, not } = read as Record<string, unknown>
  const isValue = isObject(is) && isCell((is as { readonly value?: unknown }).value)
  return isColumn(column, schema) && typeof not === 'boolean' && (is === 'null' || is === 'zero' || isValue)
}

export function isColumn(name: unknown, { fields }: Schema): name is string {
  return fields.some((field) => field.name === name)
}

export function isNumberColumn(name: unknown, { fields }: Schema): name is string {
  return fields.some((field) => field.name === name && (field.kind === 'numeric' || field.kind === 'datetime'))
}

/** Whether the name is that of a column of 0 and 1, or of false and true. */
export function isFlag(name: unknown, { fields }: Schema): name is string {
  return fields.some((field) => field.name === name && (field.kind === 'numeric' || field.kind === 'boolean'))
}

export function isObject(read: unknown): read is object {
  return typeof read === 'object' && read !== null && !Array.isArray(read)
}

/** Digits to which something is rounded; -1 for none. */
export function isDecimals(read: unknown): boolean {
  return Number.isInteger(read) && Number(read) >= -1 && Number(read) <= 15
}

/** An array of at least one item, each sound. */
export function isFull<Item>(read: unknown, isSound: (item: unknown) => item is Item): read is Item[] {
  return Array.isArray(read) && read.length > 0 && read.every(isSound)
}

function isFinite(read: unknown): read is number {
  return Number.isFinite(read)
}

function isCell(read: unknown): read is string | number | boolean | null {
  return read === null || typeof read === 'string' || typeof read === 'boolean' || Number.isFinite(read)
}

function isSum({ terms, constant, decimals, unit = 1 }: Unread<SumRule>, schema: Schema): boolean {
  const isUnit = isFinite(unit) && unit > 0
  return isUnit && isFull(terms, (term) => isTerm(term, schema)) && isFinite(constant) && isDecimals(decimals)
}

function isTerm(term: unknown, schema: Schema): term is Term {
  if (!isObject(term)) return false
  const { column, factor } = term as Unread<Term>
  return isNumberColumn(column, schema) && isFinite(factor)
}

const relations: readonly unknown[] = ['<=', '<', '>=', '>', '='] satisfies LinearRule['relation'][]

function isLinear({ left, relation, right, slack }: Unread<LinearRule>, schema: Schema): boolean {
  const isFixedDate = (date: unknown): boolean => {
    if (!isObject(date)) return false
    const { time, factor } = date as Unread<FixedDate>
    return isFinite(time) && isFinite(factor)
  }
  const isSide = (side: unknown): side is LinearSide => {
    if (!isObject(side)) return false
    const { terms, constant, dates } = side as Unread<LinearSide>
    if (!Array.isArray(terms) || !terms.every((term) => isTerm(term, schema)) || !Array.isArray(dates)) return false
    return dates.every(isFixedDate) && isFinite(constant)
  }
  return isSide(left) && isSide(right) && relations.includes(relation) && isFinite(slack) && slack >= 0
}

function isDependency(rule: Record<string, unknown>, schema: Schema): boolean {
  const { column, presence } = rule
  if (!isColumn(column, schema) || typeof presence !== 'boolean') return false
  return areCases(rule, schema, presence ? (value) => typeof value === 'boolean' : isCell)
}

/** Whether each combination of keys has one of the factors. */
function isFactorKeys(read: unknown, factors: readonly number[], schema: Schema): boolean {
  return isObject(read) && areCases(read, schema, (value) => factors.includes(value as number))
}

function areCases(
  { keys, cases }: { readonly keys?: unknown; readonly cases?: unknown },
  schema: Schema,
  isValue: (value: unknown) => boolean,
): boolean {
  const isKey = (key: unknown): key is object => {
    if (!isObject(key)) return false
    const one = key as Record<string, unknown>
    return isColumn(one['column'], schema) && typeof one['presence'] === 'boolean'
  }
  if (!isFull(keys, isKey)) return false
  const isCase = (one: unknown): boolean => {
    if (!isObject(one)) return false
    const { keys: cells, value } = one as Record<string, unknown>
    return isFull(cells, isCell) && cells.length === keys.length && isValue(value)
  }
  return Array.isArray(cases) && cases.every(isCase)
}
