import type { Column, Field, Table } from '@asdf/contract'
import type { GapRecipe, MultipleRecipe, PositionRecipe, Recipe } from './recipe.ts'
import { columnOf } from '@asdf/core'
import { multipleOf } from '@asdf/core/rules'
import { boundOf } from './bounds.ts'
import { columnOfCells, emptied, numberColumn, numbersIn } from './cells.ts'
import { hasKnownFactor } from './recipe.ts'

interface Part {
  readonly field: Field
  readonly column: Column
}

/** The table that the model learns: without columns that rules determine, with gaps, positions and flags for others. */
export function encodeRows(table: Table, recipes: readonly Recipe[]): Table {
  const parts = table.schema.fields.flatMap((field, index): readonly Part[] => {
    const own = { field, column: table.columns[index]! }
    const recipe = recipes.find((one) => isMaking(one) && writes(one, field.name))
    return recipe === undefined ? [own] : encode(table, recipe, own)
  })
  return {
    schema: { fields: parts.map(({ field }) => field) },
    rowCount: table.rowCount,
    columns: parts.map(({ column }) => column),
  }
}

/** Whether a recipe changes what the model learns, rather than what it has drawn. */
export function isMaking({ kind }: Recipe): boolean {
  return kind !== 'force' && kind !== 'presence'
}

function writes(recipe: Recipe, name: string): boolean {
  return recipe.kind === 'one-of' ? recipe.columns.includes(name) : recipe.column === name
}

function encode(table: Table, recipe: Recipe, own: Part): readonly Part[] {
  switch (recipe.kind) {
    case 'copy':
    case 'formula':
      return recipe.isModelled ? [own] : []
    case 'multiple':
      return hasKnownFactor(recipe) ? [] : [encodeMultiple(table, recipe, own)]
    case 'gap':
      return [encodeGap(table, recipe, own)]
    case 'position':
      return [encodePosition(table, recipe, own)]
    case 'one-of': {
      if (recipe.asNumbers) return [own]
      return recipe.columns[0] === own.field.name ? [encodeFlags(table, recipe.columns, own)] : []
    }
    case 'equal-or-not': {
      const [values, source] = [numbersIn(table)(recipe.column), numbersIn(table)(recipe.source)]
      const isEqual = Uint8Array.from(values, (value, row) => Number(value === source[row]))
      const field: Field = { name: recipe.flag, kind: 'boolean', role: 'feature', nullable: false }
      const flag: Part = { field, column: { kind: 'boolean', values: isEqual } }
      if (!recipe.hidesEqual) return [flag, own]
      const column = emptied(own.column, table.rowCount, (row) => isEqual[row] === 1)
      return [flag, { field: { ...own.field, nullable: true }, column }]
    }
    default:
      return [own]
  }
}

function encodeMultiple(table: Table, { rule, asNumber }: MultipleRecipe, { field }: Part): Part {
  const numbers = numbersIn(table)
  const [source, values] = [numbers(rule.source), numbers(rule.column)]
  const used = multipleOf(rule, numbers)
  const { name, role, nullable } = field
  const factors = Array.from(used, (place, row) => {
    if (Number.isNaN(values[row]!)) return null
    return rule.factors[place < 0 ? nearest(rule.factors, values[row]! / source[row]!) : place]!
  })
  const stand: Field = asNumber
    ? { name, role, nullable, kind: 'numeric', integer: false }
    : { name, role, nullable, kind: 'categorical', categories: rule.factors.map(String), ordered: false }
  return { field: stand, column: columnOfCells(stand, asNumber ? factors : factors.map((one) => one && String(one))) }
}

/** The place of the number that lies nearest. */
export function nearest(numbers: readonly number[], value: number): number {
  let best = 0
  numbers.forEach((one, place) => {
    if (Math.abs(one - value) < Math.abs(numbers[best]! - value)) best = place
  })
  return best
}

function encodeGap(table: Table, recipe: GapRecipe, { field }: Part): Part {
  const { column, anchors, sign, unit, decimals } = recipe
  const bound = boundOf(table, anchors, sign)
  const values = numbersIn(table)(column).map((value, row) => (sign * (value - bound[row]!)) / unit)
  const digits = decimals < 0 ? {} : { decimals }
  const { name, role, nullable } = field
  const stand: Field = { name, role, nullable, kind: 'numeric', integer: decimals === 0, ...digits }
  const rounded = decimals < 0 ? values : values.map((value) => Number(value.toFixed(decimals)))
  return { field: stand, column: numberColumn('numeric', rounded) }
}

/** Positions have this many digits: more than a column of a table tells apart. */
const positionScale = 1e7

function encodePosition(table: Table, recipe: PositionRecipe, { field }: Part): Part {
  const low = boundOf(table, recipe.lows, 1, recipe.floor ?? Number.NaN)
  const high = boundOf(table, recipe.highs, -1)
  const values = numbersIn(table)(recipe.column).map((value, row) => {
    if (Number.isNaN(value)) return value
    const width = high[row]! - low[row]!
    return width > 0 ? Math.round(((value - low[row]!) / width) * positionScale) / positionScale : 0
  })
  const { name, role, nullable } = field
  return { field: { name, role, nullable, kind: 'numeric', integer: false }, column: numberColumn('numeric', values) }
}

function encodeFlags(table: Table, names: readonly string[], { field }: Part): Part {
  const flags = names.map((name) => (columnOf(table, name) as { readonly values: ArrayLike<number> }).values)
  const { name, role } = field
  const codes = Int32Array.from({ length: table.rowCount }, (_, row) => flags.findIndex((flag) => flag[row] === 1))
  return {
    field: { name, role, nullable: false, kind: 'categorical', categories: names, ordered: false },
    column: { kind: 'categorical', codes },
  }
}
