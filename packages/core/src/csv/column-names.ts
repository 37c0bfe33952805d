import type { CsvErrors } from './csv-errors.ts'
import type { CsvOptions } from './csv-options.ts'

/** Names for all columns of a file. */
export interface ColumnNames {
  readonly names: readonly string[]
  /** Columns that the file does not name. */
  readonly unnamed: readonly number[]
}

/**
 * Gives columns without a name one that says their place, `column1`, `column2` …, and refuses a name that two columns
 * share, or numbers the later ones: `age`, `age_2`. Without a header the names are those of a schema that is given.
 */
export function nameColumns(
  header: readonly string[],
  line: number,
  { schema, header: hasHeader, duplicates = 'error' }: CsvOptions,
  errors: CsvErrors,
): ColumnNames {
  const given = header.filter((name) => name !== '')
  if (hasHeader === false && schema?.fields.length === header.length)
    return { names: schema.fields.map(({ name }) => name), unnamed: [] }
  const taken = new Set(given)
  const used = new Map<string, number>()
  const unnamed: number[] = []
  const names = header.map((name, index) => {
    if (name === '') {
      unnamed.push(index)
      return freeName(`column${index + 1}`, taken)
    }
    const earlier = used.get(name)
    if (earlier === undefined) {
      used.set(name, index)
      return name
    }
    if (duplicates === 'error') throw errors.sameName(line, name, earlier, index)
    return freeName(`${name}_2`, taken, (count) => `${name}_${count}`)
  })
  return { names, unnamed }
}

/** The name, or the next like it that no column has; it is taken then. */
function freeName(name: string, taken: Set<string>, next = (count: number) => `${name}_${count}`): string {
  let free = name
  for (let count = 2; taken.has(free); count++) free = next(count)
  taken.add(free)
  return free
}
