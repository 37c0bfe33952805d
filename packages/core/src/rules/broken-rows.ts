import type { Column, Table } from '@asdf/contract'
import type { BinRule, CellState, CellValue, DependencyRule, Rule } from './rule.ts'
import { aTable, checkForms } from '../argument-forms.ts'
import { columnOf, fieldIndex } from '../fields.ts'
import { isPresent } from '../table.ts'
import { brokenLinear } from './broken-linear.ts'
import { fits, fitsSum, multipleOf, rawProductOf, rawSumOf } from './evaluate.ts'
import { KeyMap } from './key-map.ts'
import { cellValue, isClose, ruleNumbers } from './rule-columns.ts'
import { aCellState, aLookUp, aRule } from './rule-form.ts'

/** One byte for each row, 1 where the row breaks the rule. A row that the rule does not speak of, for want of a value, keeps it. */
export function brokenRows(rule: Rule, table: Table): Uint8Array {
  checkForms('brokenRows', { rule: [rule, aRule], table: [table, aTable] })
  const numbers = (name: string) => ruleNumbers(columnOf(table, name))
  const { rowCount } = table
  switch (rule.kind) {
    case 'equal':
      return pairs(table, rule.left, rule.right, (a, b, isSame) => !isSame(a, b))
    case 'often-equal':
      return new Uint8Array(rowCount)
    case 'order':
      return pairs(table, rule.low, rule.high, (low, high, isSame) => low > high && !isSame(low, high))
    case 'sum':
      return differing(rawSumOf(rule, numbers), numbers(rule.column), (a, b) => fitsSum(rule, a, b))
    case 'linear':
      return brokenLinear(rule, table)
    case 'product':
      return differing(rawProductOf(rule, numbers), numbers(rule.column), (a, b) => fits(rule, 1, a, b))
    case 'multiple': {
      const [used, source, column] = [multipleOf(rule, numbers), numbers(rule.source), numbers(rule.column)]
      const factorOf = rule.by === undefined ? undefined : dependencyLookUp(rule.by, table)
      return bytes(rowCount, (row) => {
        if (Number.isNaN(source[row]!) || Number.isNaN(column[row]!)) return false
        const factor = factorOf?.(row)
        return factor === undefined ? used[row]! < 0 : !fits(rule, Number(factor), source[row]!, column[row]!)
      })
    }
    case 'dependency':
      return brokenDependency(rule, table)
    case 'bin':
      return brokenBin(rule, table)
    case 'one-of': {
      const flags = rule.columns.map((name) => columnOf(table, name)) as { values: ArrayLike<number> }[]
      return bytes(rowCount, (row) => flags.reduce((sum, { values }) => sum + values[row]!, 0) !== 1)
    }
    case 'implication': {
      const [when, then] = [stateTest(rule.when, table), stateTest(rule.then, table)]
      return bytes(rowCount, (row) => when(row) && !then(row))
    }
  }
}

/** Gives whether a row of the table is in a state. */
export function stateTest(state: CellState, table: Table): (row: number) => boolean {
  checkForms('stateTest', { state: [state, aCellState], table: [table, aTable] })
  const { column, is, not } = state
  const index = fieldIndex(table.schema, column)
  const [field, cells] = [table.schema.fields[index]!, table.columns[index]!]
  if (is === 'null') return (row) => isPresent(cells, row) === not
  const value = is === 'zero' ? 0 : is.value
  return (row) => (cellValue(field, cells, row) === value) !== not
}

/** Gives what the rule says of a row; `undefined` where it says nothing. */
export function dependencyLookUp(
  rule: Pick<DependencyRule, 'keys' | 'cases'>,
  table: Table,
): (row: number) => CellValue | undefined {
  checkForms('dependencyLookUp', { rule: [rule, aLookUp], table: [table, aTable] })
  const known = new KeyMap<CellValue>(rule.keys.length)
  for (const { keys, value } of rule.cases) known.set(keys, value)
  const keys = rule.keys.map(({ column, presence }) => {
    const index = fieldIndex(table.schema, column)
    const [field, cells] = [table.schema.fields[index]!, table.columns[index]!]
    return presence ? (row: number) => isPresent(cells, row) : (row: number) => cellValue(field, cells, row)
  })
  return (row) => known.get(keys, row)
}

/** The place of the interval of a number. */
export function binOf(cuts: readonly number[], value: number): number {
  let place = 0
  while (place < cuts.length && value >= cuts[place]!) place++
  return place
}

type IsSame = (a: number, b: number) => boolean

function pairs(
  table: Table,
  left: string,
  right: string,
  isBroken: (a: number, b: number, isSame: IsSame) => boolean,
): Uint8Array {
  const columns = [columnOf(table, left), columnOf(table, right)]
  const [a, b] = columns.map(ruleNumbers) as [Float64Array, Float64Array]
  // Datetimes are exact. Doubles as large as milliseconds since 1970 would be close over more than a second.
  const isSame: IsSame = columns.some(({ kind }) => kind === 'datetime') ? (x, y) => x === y : isClose
  return bytes(table.rowCount, (row) => {
    return !Number.isNaN(a[row]!) && !Number.isNaN(b[row]!) && isBroken(a[row]!, b[row]!, isSame)
  })
}

function differing(a: Float64Array, b: Float64Array, isSame: (a: number, b: number) => boolean): Uint8Array {
  return bytes(a.length, (row) => !Number.isNaN(a[row]!) && !Number.isNaN(b[row]!) && !isSame(a[row]!, b[row]!))
}

function brokenDependency(rule: DependencyRule, table: Table): Uint8Array {
  const lookUp = dependencyLookUp(rule, table)
  const index = fieldIndex(table.schema, rule.column)
  const [field, column] = [table.schema.fields[index]!, table.columns[index]!]
  const received = rule.presence
    ? (row: number) => isPresent(column, row)
    : (row: number) => cellValue(field, column, row)
  return bytes(table.rowCount, (row) => {
    const expected = lookUp(row)
    return expected !== undefined && expected !== received(row)
  })
}

function brokenBin({ source, column, cuts, values }: BinRule, table: Table): Uint8Array {
  const numbers = ruleNumbers(columnOf(table, source))
  const index = fieldIndex(table.schema, column)
  const [field, cells]: [(typeof table.schema.fields)[number], Column] = [
    table.schema.fields[index]!,
    table.columns[index]!,
  ]
  return bytes(table.rowCount, (row) => {
    if (Number.isNaN(numbers[row]!) || !isPresent(cells, row)) return false
    return cellValue(field, cells, row) !== values[binOf(cuts, numbers[row]!)]
  })
}

function bytes(rowCount: number, isBroken: (row: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: rowCount }, (_, row) => Number(isBroken(row)))
}
