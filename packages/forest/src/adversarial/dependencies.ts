/** A column of codes. */
export interface CodedColumn {
  readonly codes: Uint8Array
  readonly size: number
  readonly ordered: boolean
}

/** A column whose code another column's code determines. */
export interface Dependency {
  readonly source: number
  /** The code for each code of the source. */
  readonly codes: Uint8Array
}

/** Training rows for each code of the source, on average, below which a dependency may be chance. */
const rowsPerCode = 10

/**
 * The columns that another one determines in every row, such as a code and its name: independence within leaves would
 * tear them apart. Sources are never determined themselves. One entry a column, `undefined` where nothing determines it.
 */
export function findDependencies(columns: readonly CodedColumn[], rowCount: number): (Dependency | undefined)[] {
  const found: (Dependency | undefined)[] = columns.map(() => undefined)
  const bySize = columns.map((_, column) => column).sort((a, b) => columns[b]!.size - columns[a]!.size || a - b)
  const sources: number[] = []
  for (const column of bySize) {
    const { size } = columns[column]!
    if (size < 2) continue
    found[column] = dependencyOn(sources, columns, column)
    if (found[column] === undefined && rowCount >= rowsPerCode * size) sources.push(column)
  }
  return found
}

function dependencyOn(
  sources: readonly number[],
  columns: readonly CodedColumn[],
  column: number,
): Dependency | undefined {
  for (const source of sources) {
    const codes = mappingOf(columns[source]!, columns[column]!)
    if (codes !== undefined) return { source, codes }
  }
  return undefined
}

const unseen = 256

/** Which code goes with each code of `from`, or nothing when one goes with two. Most pairs are done after a few rows. */
function mappingOf(from: CodedColumn, to: CodedColumn): Uint8Array | undefined {
  const codes = new Uint16Array(from.size).fill(unseen)
  for (let row = 0; row < from.codes.length; row++) {
    const code = from.codes[row]!
    const other = to.codes[row]!
    if (codes[code] === unseen) codes[code] = other
    else if (codes[code] !== other) return undefined
  }
  return Uint8Array.from(codes, (code) => (code === unseen ? 0 : code))
}
