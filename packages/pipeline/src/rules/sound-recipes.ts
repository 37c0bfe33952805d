import type { ColumnKind, Schema } from '@asdf/contract'
import type { Recipe } from './recipe.ts'
import { isMaking } from './encode-rows.ts'
import { hasKnownFactor, readBy, writtenBy } from './recipe.ts'
import { isColumn, isDecimals, isFlag, isFull, isNumberColumn, isObject, isSoundRule, isState } from './sound-rules.ts'

/**
 * Whether what was read are recipes that make rows of `schema` from rows of `base`: each is of a known form, finds the
 * columns that it needs, and reads none that is restored after it.
 */
export function isSoundModel(read: unknown, base: Schema, schema: Schema): read is Recipe[] {
  if (!Array.isArray(read) || !read.every((one) => isSoundRecipe(one, schema))) return false
  const recipes: readonly Recipe[] = read
  const making = recipes.filter(isMaking)
  const kindOf = (name: string) => base.fields.find((field) => field.name === name)?.kind
  const isMade = (name: string) => making.some((one) => writtenBy(one).includes(name))
  const isComplete = schema.fields.every(({ name, kind }) => isMade(name) || kindOf(name) === kind)
  const isFed = making.every((one) => drawnFor(one, schema).every(({ name, kinds }) => kinds.includes(kindOf(name)!)))
  const isOrdered = making.every((one, place) => {
    return making.slice(place).every((other) => !readBy(one).some((name) => writtenBy(other).includes(name)))
  })
  const isOnce = new Set(making.flatMap(writtenBy)).size === making.flatMap(writtenBy).length
  return isComplete && isFed && isOrdered && isOnce
}

function isSoundRecipe(read: unknown, schema: Schema): boolean {
  if (!isObject(read)) return false
  const { kind, column, rule, ...rest } = read as Record<string, unknown>
  const isOwnRule = (...kinds: string[]) =>
    isSoundRule(rule, schema) && kinds.includes(rule.kind) && (rule as { column?: unknown }).column === column
  switch (kind) {
    case 'copy':
      return isColumn(column, schema) && isColumn(rest['source'], schema) && isComputed(rest)
    case 'formula':
      return isOwnRule('sum', 'product', 'dependency', 'bin') && isComputed(rest)
    case 'multiple':
      return isOwnRule('multiple') && typeof rest['asNumber'] === 'boolean'
    case 'gap': {
      const { anchors, sign, unit, decimals, isStrict } = rest
      const isCounted = (sign === 1 || sign === -1) && Number.isFinite(unit) && Number(unit) > 0
      return (
        isNumberColumn(column, schema) &&
        areNumbers(anchors, schema) &&
        isCounted &&
        isDecimals(decimals) &&
        typeof isStrict === 'boolean'
      )
    }
    case 'position': {
      const { lows, highs, floor, decimals } = rest
      const isBounded = areNumbers(lows, schema) || (Number.isFinite(floor) && Array.isArray(lows) && lows.length === 0)
      const isFloor = floor === null || Number.isFinite(floor)
      return isNumberColumn(column, schema) && areNumbers(highs, schema) && isBounded && isFloor && isDecimals(decimals)
    }
    case 'one-of':
      return (
        isFull(rest['columns'], (name): name is string => isFlag(name, schema)) &&
        typeof rest['asNumbers'] === 'boolean'
      )
    case 'equal-or-not':
      return (
        isNumberColumn(column, schema) && isNumberColumn(rest['source'], schema) && typeof rest['flag'] === 'string'
      )
    case 'force':
      return isColumn(column, schema) && isState(rest['when'], schema) && isState(rest['then'], schema)
    case 'presence':
      return isOwnRule('dependency') && (rule as { presence?: unknown }).presence === true
    default:
      return false
  }
}

function isComputed({ isModelled, keepsNulls, brokenShare }: Record<string, unknown>): boolean {
  return (
    typeof isModelled === 'boolean' &&
    typeof keepsNulls === 'boolean' &&
    Number.isFinite(brokenShare) &&
    Number(brokenShare) >= 0 &&
    Number(brokenShare) <= 1
  )
}

function areNumbers(read: unknown, schema: Schema): boolean {
  return isFull(read, (name): name is string => isNumberColumn(name, schema))
}

interface Drawn {
  readonly name: string
  readonly kinds: readonly ColumnKind[]
}

/** What the wrapped model must draw for a recipe. */
function drawnFor(recipe: Recipe, { fields }: Schema): readonly Drawn[] {
  const own = (name: string): Drawn => ({ name, kinds: fields.flatMap((one) => (one.name === name ? [one.kind] : [])) })
  switch (recipe.kind) {
    case 'copy':
    case 'formula':
      return recipe.isModelled ? [own(recipe.column)] : []
    case 'multiple':
      if (hasKnownFactor(recipe)) return []
      return [{ name: recipe.column, kinds: [recipe.asNumber ? 'numeric' : 'categorical'] }]
    case 'gap':
    case 'position':
      return [{ name: recipe.column, kinds: ['numeric'] }]
    case 'equal-or-not':
      return [{ name: recipe.flag, kinds: ['boolean'] }, own(recipe.column)]
    case 'one-of':
      return recipe.asNumbers ? recipe.columns.map(own) : [{ name: recipe.columns[0]!, kinds: ['categorical'] }]
    default:
      return []
  }
}
