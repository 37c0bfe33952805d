import type { Column, Field, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { cellsOf, classCodes, classCounts, classNames, isPresent, takeRows } from '@asdf/core'

/** Where the target is, or an error that says how to name it. */
export function requireTarget(table: Table, purpose: string): number {
  const index = table.schema.fields.findIndex((field) => field.role === 'target')
  const names = table.schema.fields.map((field) => field.name).join(', ')
  if (index < 0) throw usage('--target', undefined, `is needed ${purpose}: name the column to predict, one of ${names}`)
  checkTargetValues(table)
  const field = table.schema.fields[index]!
  if (field.kind === 'categorical' || field.kind === 'boolean') return index
  const distinct = distinctValues(table.columns[index]!, table.rowCount)
  const fault =
    `must have a few different values, its classes; '${field.name}' is ${field.kind} and has ${distinct}` +
    (field.kind === 'numeric' || field.kind === 'text' ? `; --kind '${field.name}=categorical' makes each a class` : '')
  throw usage('--target', field.name, fault)
}

/** Refuses a target of which no row has a value. */
export function checkTargetValues({ schema, columns, rowCount }: Table): void {
  const index = schema.fields.findIndex((field) => field.role === 'target')
  const valid = index < 0 ? undefined : columns[index]!.valid
  if (valid === undefined || rowCount === 0 || valid.includes(1)) return
  const { name } = schema.fields[index]!
  const fault = `must have values, its classes; '${name}' has no value in any row: name another column, or correct the file`
  throw usage('--target', name, fault)
}

/** Rows whose target is known, their places in the table, and how many are not. */
export function dropUnlabelled(
  table: Table,
  target: number,
): { readonly table: Table; readonly rows: Uint32Array; readonly dropped: number } {
  const { valid } = table.columns[target]!
  const all = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  if (valid === undefined || !valid.includes(0)) return { table, rows: all, dropped: 0 }
  const rows = all.filter((row) => valid[row] === 1)
  return { table: takeRows(table, rows), rows, dropped: table.rowCount - rows.length }
}

/** The table without the rows of classes that have fewer than `minimum`, and the names of those classes. */
export function dropRareClasses(
  table: Table,
  target: number,
  minimum: number,
): { readonly table: Table; readonly dropped: readonly string[] } {
  const field = table.schema.fields[target]!
  const counts = classCounts(field, table.columns[target]!)
  const names = classNames(field)
  const dropped = names.filter((_, code) => counts[code]! < minimum)
  if (dropped.length === 0 || field.kind !== 'categorical') return { table, dropped: [] }
  const codes = classCodes(table.columns[target]!)
  const kept = takeRows(
    table,
    Uint32Array.from(codes.keys()).filter((row) => counts[codes[row]!]! >= minimum),
  )
  const order = [...names.keys()].filter((code) => counts[code]! >= minimum)
  return { table: withClassOrder(kept, target, order), dropped }
}

/** Refuses a class that is too small to be in every part of a split. */
export function checkClassSizes(table: Table, target: number, required: number): void {
  const field = table.schema.fields[target]!
  const counts = classCounts(field, table.columns[target]!)
  const present = classNames(field).filter((_, code) => counts[code]! > 0)
  if (present.length === 1) {
    const message =
      `column '${field.name}' has the class '${present[0]!}' in every row; a model needs two classes to tell apart, ` +
      'so choose another --target'
    throw new AsdfError('ASDF_DATA_INVALID', message, { column: field.name, row: 0 })
  }
  classNames(field).forEach((name, code) => {
    const received = counts[code]!
    if (received >= required) return
    const parts = required === 3 ? 'train, validation and test' : 'train, controller, validation and test'
    const message =
      `column '${field.name}': class '${name}' has ${received} of the ${required} rows that it takes to be in ${parts}; ` +
      `leave such classes out with --minimum-class-rows ${required}`
    throw new AsdfError('ASDF_TOO_FEW_ROWS', message, { required, received })
  })
}

/**
 * The table with the positive one of two classes in second place, which is where metrics look for it: the one that is
 * named, or the rarer. Tables of more classes stay as they are.
 */
export function withPositiveClass(
  table: Table,
  target: number,
  name: string | undefined,
): { readonly table: Table; readonly positive?: string } {
  const field = table.schema.fields[target]!
  const names = classNames(field)
  if (name !== undefined && !names.includes(name)) {
    throw usage('--positive', name, `must be a class of '${field.name}': ${names.join(', ')}`)
  }
  if (names.length !== 2) {
    if (name === undefined) return { table }
    throw usage('--positive', name, `is for two classes; '${field.name}' has ${names.length}`)
  }
  const [first, second] = classCounts(field, table.columns[target]!) as unknown as [number, number]
  const positive = name ?? (first < second ? names[0]! : names[1]!)
  return { table: positive === names[1] ? table : withClassOrder(table, target, [1, 0]), positive }
}

/** The target with its classes in this order, given by their codes; every class that occurs must be in it. */
function withClassOrder(table: Table, target: number, order: readonly number[]): Table {
  const field = table.schema.fields[target]!
  const names = classNames(field)
  const categories = order.map((code) => names[code]!)
  const codes = classCodes(table.columns[target]!).map((code) => Math.max(0, order.indexOf(code)))
  const { valid } = table.columns[target]!
  const column: Column = { kind: 'categorical', codes, ...(valid === undefined ? {} : { valid }) }
  const { name, role, nullable, nullText } = field
  const spelled = nullText === undefined ? {} : { nullText }
  const renamed: Field = { name, role, nullable, ...spelled, kind: 'categorical', categories, ordered: false }
  return {
    schema: { fields: table.schema.fields.map((other, index) => (index === target ? renamed : other)) },
    rowCount: table.rowCount,
    columns: table.columns.map((other, index) => (index === target ? column : other)),
  }
}

function distinctValues(column: Column, rowCount: number): number {
  const cells: ArrayLike<number | string> = cellsOf(column)
  const distinct = new Set<number | string>()
  for (let row = 0; row < rowCount; row++) if (isPresent(column, row)) distinct.add(cells[row]!)
  return distinct.size
}

function usage(option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `${option} ${fault}`, { option, received })
}
