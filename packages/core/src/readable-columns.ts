import type { Table } from '@asdf/contract'

/** Which columns a classifier of tables can read. */
export interface ReadableColumns {
  readonly columns: readonly number[]
  /** The others, each with why not. */
  readonly unmeasured: Readonly<Record<string, string>>
}

/** Columns of numbers, dates, categories and booleans; texts, images and series are left out. */
export function readableColumns({ schema }: Table): ReadableColumns {
  const unmeasured: Record<string, string> = {}
  const columns = schema.fields.flatMap(({ name, kind }, index) => {
    if (kind !== 'text' && kind !== 'image' && kind !== 'series') return [index]
    unmeasured[name] = `a classifier cannot read values of kind ${kind}`
    return []
  })
  return { columns, unmeasured }
}
