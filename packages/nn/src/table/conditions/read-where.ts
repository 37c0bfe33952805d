import type { SampleOptions, Schema } from '@asdf/contract'
import type { Condition, TableTransform } from '@asdf/core'
import type { DependentColumn } from '@asdf/core/statistics'
import { classNames, readConditions, unreachable } from '@asdf/core'
import { keptColumns } from '@asdf/core/statistics'

/** What `where` asks of the columns that are made. */
export interface Constraints {
  /** By their places in the table without dependent columns. */
  readonly conditions: readonly Condition[]
  /** Columns of which any of some categories will do, because each of them determines the value that is asked for. */
  readonly oneOf: readonly { readonly column: number; readonly cells: ReadonlySet<number> }[]
}

/**
 * Reads `where`: a condition on a dependent column becomes one on the column that determines it, and where a single
 * category of that has the value, one that is satisfied by construction.
 */
export function readWhere(
  name: string,
  transform: TableTransform,
  schema: Schema,
  dependents: readonly DependentColumn[],
  where: SampleOptions['where'],
): Constraints {
  // Checks names and values of all columns, dependent ones too.
  const asked = readConditions(name, schema, where, () => 0)
  const direct = { ...where }
  const oneOf: { column: number; cells: ReadonlySet<number> }[] = []
  const kept = keptColumns(schema, dependents)
  for (const { column, cell } of asked) {
    const dependent = dependents.find((one) => one.column === column)
    if (dependent === undefined) continue
    const field = schema.fields[column]!.name
    delete direct[field]
    const cells = new Set([...dependent.cells.keys()].filter((code) => dependent.cells[code] === cell))
    if (cells.size === 0) throw unreachable(name, { [field]: where![field]! }, 0)
    const source = schema.fields[dependent.source]!
    const [only, ...others] = cells
    if (others.length === 0 && !Object.hasOwn(direct, source.name)) direct[source.name] = classNames(source)[only!]!
    oneOf.push({ column: kept.indexOf(dependent.source), cells })
  }
  const conditions = transform.conditions(name, direct)
  const isExcluded = ({ column, cell }: Condition) => oneOf.some((one) => one.column === column && !one.cells.has(cell))
  if (conditions.some(isExcluded)) throw unreachable(name, where, 0)
  const isFixed = (column: number) => conditions.some((one) => one.column === column)
  return { conditions, oneOf: oneOf.filter(({ column }) => !isFixed(column)) }
}
