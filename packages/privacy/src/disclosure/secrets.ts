import type { Field, Table } from '@asdf/contract'
import { fieldIndex, optionError } from '@asdf/core'

/** Fails with `ASDF_OPTION_INVALID` unless it is absent or a list of column names. */
export function checkNames(where: string, option: string, received: unknown): void {
  if (received === undefined) return
  if (Array.isArray(received) && received.length > 0 && received.every((name) => typeof name === 'string')) return
  throw optionError(where, option, received, 'must be a list of column names')
}

/** The secrets that are named, else the columns with the role `sensitive`, else all that `isMeant` takes. */
export function secretsOf(
  table: Table,
  named: readonly string[] | undefined,
  isMeant: (field: Field) => boolean = () => true,
): string[] {
  const { fields } = table.schema
  if (named !== undefined) return named.map((name) => fields[fieldIndex(table.schema, name)]!.name)
  const sensitive = fields.filter((field) => field.role === 'sensitive' && isMeant(field))
  return (sensitive.length > 0 ? sensitive : fields.filter(isMeant)).map(({ name }) => name)
}
