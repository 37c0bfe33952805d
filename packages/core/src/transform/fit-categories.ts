import type { BooleanField, CategoricalField, Column } from '@asdf/contract'
import type { CategoryPlan } from './plans.ts'
import { classCodes, classNames } from '../fields.ts'
import { codeFault, nullFault } from './faults.ts'

/** A place of its own is given, in columns of too many categories, only to those that so many rows share. */
const fewestRows = 10

export interface FittedCategories {
  readonly plan: CategoryPlan
  readonly warnings: readonly string[]
}

/**
 * Learns the places of categories. Up to `limit` of them, and null, have one each. Beyond that three quarters of the places
 * go to the most frequent, and the others share the rest, in groups of about equally many rows: a network learns little
 * about a category of few rows, and a one-hot of thousands would be most of its weights. A shared place is decoded
 * as one of its categories, drawn by their shares in training.
 */
export function fitCategories(field: CategoricalField | BooleanField, column: Column, limit: number): FittedCategories {
  const names = classNames(field)
  const counts = new Float64Array(names.length)
  let nulls = 0
  classCodes(column).forEach((code, row) => {
    if (code >= names.length || (code < 0 && column.valid?.[row] !== 0)) throw codeFault(field.name, row, code)
    if (code >= 0) counts[code]!++
    else if (field.nullable) nulls++
    else throw nullFault(field.name, row)
  })
  const seen = Array.from(counts.keys()).filter((category) => counts[category]! > 0)
  if (seen.length <= limit) {
    const groups = seen.map((category) => [category])
    return { plan: assemble(field, groups, counts, nulls), warnings: [] }
  }
  const groups = groupRare(seen, counts, limit)
  const own = groups.filter((group) => group.length === 1).length
  const warning =
    `column '${field.name}' has ${seen.length} categories: ${own} have a place of their own, the others share ` +
    `${groups.length - own} and are told apart by their shares only; merge categories, or read it as an identifier or text`
  return { plan: assemble(field, groups, counts, nulls), warnings: [warning] }
}

/** The most frequent categories, in their order, and then groups of the others. */
function groupRare(seen: readonly number[], counts: Float64Array, limit: number): number[][] {
  const byCount = [...seen].sort((a, b) => counts[b]! - counts[a]! || a - b)
  const own = byCount.slice(0, Math.floor(limit * 0.75)).filter((category) => counts[category]! >= fewestRows)
  const others = byCount.slice(own.length)
  const groups: number[][] = Array.from({ length: Math.ceil(limit / 4) }, () => [])
  const rows = groups.map(() => 0)
  // From the most frequent down, each goes to the group with the fewest rows so far.
  for (const category of others) {
    const smallest = rows.indexOf(Math.min(...rows))
    groups[smallest]!.push(category)
    rows[smallest]! += counts[category]!
  }
  const filled = groups.filter((group) => group.length > 0).map((group) => group.sort((a, b) => a - b))
  return [...own.sort((a, b) => a - b).map((category) => [category]), ...filled]
}

function assemble(
  field: CategoricalField | BooleanField,
  groups: readonly (readonly number[])[],
  counts: Float64Array,
  nulls: number,
): CategoryPlan {
  const codeOfCategory = new Int32Array(counts.length).fill(-1)
  const memberStarts = new Int32Array(groups.length + 1)
  const members: number[] = []
  const memberShares: number[] = []
  const rows: number[] = []
  groups.forEach((group, code) => {
    const total = group.reduce((sum, category) => sum + counts[category]!, 0)
    let sum = 0
    for (const category of group) {
      codeOfCategory[category] = code
      sum += counts[category]!
      members.push(category)
      memberShares.push(sum / total)
    }
    memberStarts[code + 1] = members.length
    rows.push(total)
  })
  if (nulls > 0) rows.push(nulls)
  const all = rows.reduce((sum, count) => sum + count, 0)
  return {
    kind: 'categories',
    field,
    hasNull: nulls > 0,
    codeOfCategory,
    memberStarts,
    members: Int32Array.from(members),
    memberShares: Float64Array.from(memberShares),
    shares: Float64Array.from(rows, (count) => count / all),
  }
}
