import type { Column, Field, Rng, Schema, Table } from '@asdf/contract'
import type { CellValue } from '@asdf/core/rules'
import type {
  CopyRecipe,
  ForceRecipe,
  FormulaRecipe,
  GapRecipe,
  MultipleRecipe,
  PositionRecipe,
  Recipe,
} from './recipe.ts'
import { columnOf, fieldIndex, isPresent, sampleWithoutReplacement } from '@asdf/core'
import { binOf, cellValue, dependencyLookUp, productOf, roundTo, stateTest, sumOf } from '@asdf/core/rules'
import { boundOf } from './bounds.ts'
import { cellValues, columnOfCells, emptied, numberColumn, numbersIn } from './cells.ts'
import { nearest } from './encode-rows.ts'

/** Restored rows, and which of them no rule could complete. */
export interface DecodedRows {
  readonly table: Table
  /** One byte a row, 1 where a column could not be given a value. */
  readonly incomplete: Uint8Array
}

/** Turns rows of the model into rows of the table, recipe after recipe: each reads only columns that are restored. */
export function decodeRows(drawn: Table, recipes: readonly Recipe[], schema: Schema, rng: Rng): DecodedRows {
  const { rowCount } = drawn
  const columns = schema.fields.map((field): Column | undefined => {
    const index = drawn.schema.fields.findIndex(({ name }) => name === field.name)
    return index < 0 ? undefined : drawn.columns[index]
  })
  const incomplete = new Uint8Array(rowCount)
  const view = (): Table => {
    const known = [...columns.keys()].filter((index) => columns[index] !== undefined)
    const fields = known.map((index) => schema.fields[index]!)
    return { schema: { fields }, rowCount, columns: known.map((index) => columns[index]!) }
  }
  for (const [place, recipe] of recipes.entries()) {
    const context = { drawn, view: view(), schema, incomplete, rng: rng.fork(place) }
    for (const [name, column] of decode(recipe, context)) columns[fieldIndex(schema, name)] = column
  }
  return { table: { schema, rowCount, columns: columns as Column[] }, incomplete }
}

interface Context {
  readonly drawn: Table
  readonly view: Table
  readonly schema: Schema
  readonly incomplete: Uint8Array
  readonly rng: Rng
}

function decode(recipe: Recipe, context: Context): [name: string, column: Column][] {
  const { drawn, view } = context
  switch (recipe.kind) {
    case 'copy':
    case 'formula':
      return [[recipe.column, decodeComputed(recipe, context)]]
    case 'multiple':
      return [[recipe.column, decodeMultiple(recipe, context)]]
    case 'gap':
      return [[recipe.column, decodeGap(recipe, context)]]
    case 'position':
      return [[recipe.column, decodePosition(recipe, context)]]
    case 'one-of':
      return decodeFlags(recipe.columns, recipe.asNumbers, context)
    case 'equal-or-not': {
      const [flags, own, source] = [
        columnOf(drawn, recipe.flag),
        columnOf(drawn, recipe.column),
        numbersIn(view)(recipe.source),
      ]
      const isEqual = (flags as { readonly values: Uint8Array }).values
      const kind = own.kind as 'numeric' | 'datetime'
      const values = numbersIn(drawn)(recipe.column).map((value, row) => (isEqual[row] === 1 ? source[row]! : value))
      return [[recipe.column, numberColumn(kind, values)]]
    }
    case 'force':
      return [[recipe.column, decodeForce(recipe, context)]]
    case 'presence': {
      const lookUp = dependencyLookUp(recipe.rule, view)
      return [[recipe.column, emptied(columnOf(view, recipe.column), view.rowCount, (row) => lookUp(row) === false)]]
    }
  }
}

function fieldOf({ schema }: Context, name: string): Field {
  return schema.fields[fieldIndex(schema, name)]!
}

function decodeComputed(recipe: CopyRecipe | FormulaRecipe, context: Context): Column {
  const { drawn, rng } = context
  const field = fieldOf(context, recipe.column)
  const computed = recipe.kind === 'copy' ? copyOf(recipe.source, context) : compute(recipe, field, context)
  const own = recipe.isModelled ? cellValues(field, columnOf(drawn, recipe.column), drawn.rowCount) : undefined
  const cells = computed.map((cell, row): CellValue => {
    if (own === undefined) {
      if (cell !== undefined) return cell
      context.incomplete[row] = 1
      return null
    }
    if (recipe.keepsNulls && own[row] === null) return null
    return cell === undefined || (cell === null && recipe.kind !== 'formula') ? own[row]! : cell
  })
  swap(cells, recipe.brokenShare, rng)
  return columnOfCells(field, cells)
}

function copyOf(source: string, context: Context): CellValue[] {
  return cellValues(fieldOf(context, source), columnOf(context.view, source), context.view.rowCount)
}

/** What the rule says of each row; `undefined` where it says nothing. */
function compute({ rule, isModelled }: FormulaRecipe, field: Field, { view }: Context): (CellValue | undefined)[] {
  if (rule.kind === 'dependency') {
    const lookUp = dependencyLookUp(rule, view)
    return Array.from({ length: view.rowCount }, (_, row) => lookUp(row))
  }
  if (rule.kind === 'bin') {
    return Array.from(numbersIn(view)(rule.source), (value) =>
      Number.isNaN(value) ? null : rule.values[binOf(rule.cuts, value)]!,
    )
  }
  const numbers = numbersIn(view)
  const computed = rule.kind === 'sum' ? sumOf(rule, numbers) : productOf(rule, numbers)
  const isWhole = field.kind === 'numeric' && field.integer
  return Array.from(computed, (value) => {
    if (Number.isNaN(value)) return isModelled ? undefined : null
    return isWhole ? Math.round(value) : value
  })
}

/** Lets the rule be broken in the share of rows in which training rows break it: those exchange their values. */
function swap(cells: CellValue[], share: number, rng: Rng): void {
  if (share === 0 || cells.length < 2) return
  const wanted = share * cells.length
  const count = Math.floor(wanted) + Number(rng.next() < wanted - Math.floor(wanted))
  const rows = sampleWithoutReplacement(cells.length, Math.min(cells.length, count), rng)
  const values = Array.from(rows, () => cells[Math.floor(rng.next() * cells.length)]!)
  rows.forEach((row, place) => (cells[row] = values[place]!))
}

function decodeMultiple({ column, rule, asNumber }: MultipleRecipe, context: Context): Column {
  const { drawn, view } = context
  const source = numbersIn(view)(rule.source)
  const [only, ...others] = rule.factors
  const byKeys = rule.by === undefined ? undefined : dependencyLookUp(rule.by, view)
  const factorOf = (row: number): number => {
    if (byKeys !== undefined) {
      const factor = byKeys(row)
      // No training row tells of these keys together.
      if (factor === undefined) context.incomplete[row] = 1
      return Number(factor ?? Number.NaN)
    }
    if (others.length === 0) return only!
    const cells = columnOf(drawn, column)
    if (!isPresent(cells, row)) return Number.NaN
    if (cells.kind === 'categorical') {
      const field = drawn.schema.fields[fieldIndex(drawn.schema, column)]!
      return Number(cellValue(field, cells, row))
    }
    const value = (cells as { readonly values: Float64Array }).values[row]!
    return asNumber ? rule.factors[nearest(rule.factors, value)]! : value
  }
  return numberColumn(
    'numeric',
    source.map((value, row) => roundTo(value * factorOf(row), rule.decimals)),
  )
}

function decodeGap({ column, anchors, sign, unit, decimals, isStrict }: GapRecipe, context: Context): Column {
  const { drawn, view } = context
  const bound = boundOf(view, anchors, sign)
  const kind = fieldOf(context, column).kind as 'numeric' | 'datetime'
  const values = numbersIn(drawn)(column).map((gap, row) => {
    const value = bound[row]! + sign * unit * (isStrict ? Math.max(0, gap) : gap)
    return kind === 'datetime' ? value : roundTo(value, decimals)
  })
  return numberColumn(kind, values)
}

function decodePosition({ column, lows, highs, floor, decimals }: PositionRecipe, context: Context): Column {
  const { drawn, view } = context
  const [low, high] = [boundOf(view, lows, 1, floor ?? Number.NaN), boundOf(view, highs, -1)]
  const kind = fieldOf(context, column).kind as 'numeric' | 'datetime'
  const values = numbersIn(drawn)(column).map((position, row) => {
    const value = roundTo(low[row]! + position * (high[row]! - low[row]!), kind === 'datetime' ? 0 : decimals)
    // Not Math.max, which would hide NaN from what follows.
    if (value < low[row]!) return low[row]!
    return value > high[row]! ? high[row]! : value
  })
  return numberColumn(kind, values)
}

function decodeFlags(names: readonly string[], asNumbers: boolean, context: Context): [string, Column][] {
  const { drawn } = context
  const flags = asNumbers ? names.map((name) => numbersIn(drawn)(name)) : []
  const stand = asNumbers ? undefined : columnOf(drawn, names[0]!)
  const field = drawn.schema.fields[fieldIndex(drawn.schema, names[0]!)]!
  const places = Int32Array.from({ length: drawn.rowCount }, (_, row) => {
    if (stand !== undefined) return names.indexOf(String(cellValue(field, stand, row)))
    return flags.reduce((best, flag, place) => (flag[row]! > flags[best]![row]! ? place : best), 0)
  })
  places.forEach((place, row) => {
    if (place < 0) context.incomplete[row] = 1
  })
  return names.map((name, place) => {
    const values = places.map((one) => Number(one === place))
    const { kind } = fieldOf(context, name)
    return [
      name,
      kind === 'boolean'
        ? { kind, values: Uint8Array.from(values) }
        : { kind: 'numeric', values: Float64Array.from(values) },
    ]
  })
}

function decodeForce({ column, when, then }: ForceRecipe, context: Context): Column {
  const { view } = context
  const holds = stateTest(when, view)
  const own = columnOf(view, column)
  if (then.is === 'null') return emptied(own, view.rowCount, holds)
  const field = fieldOf(context, column)
  const value = then.is === 'zero' ? 0 : then.is.value
  const cells = cellValues(field, own, view.rowCount)
  return columnOfCells(
    field,
    cells.map((cell, row) => (holds(row) ? value : cell)),
  )
}
