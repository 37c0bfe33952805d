import type { JsonObject, JsonValue, Rng } from '@asdf/contract'

/**
 * Which cells of a row are null, drawn before the flow, which then sees them as missing from its first step, as it saw
 * them in training. Patterns that enough training rows share are drawn as they were. The other rows' nulls are drawn
 * column by column, with those rows' shares, so that no row's own pattern is given out.
 */
export interface NullPatterns {
  /** Columns of the table that may be null. */
  readonly columns: readonly number[]
  /** Shared patterns: for each, how many rows have it and which of `columns` are null. */
  readonly shared: readonly { readonly rows: number; readonly nulls: readonly number[] }[]
  /** Rows without a shared pattern, and for each of `columns` the share of them in which it is null. */
  readonly rest: { readonly rows: number; readonly shares: readonly number[] }
}

/** Learns from the cells of `rows`; `isNull` tells whether a row is null in a column. */
export function fitNullPatterns(
  columns: readonly number[],
  rows: Uint32Array,
  isNull: (column: number, row: number) => boolean,
  minimumRows: number,
): NullPatterns {
  const found = new Map<string, number>()
  for (const row of rows) {
    const pattern = columns.flatMap((column, index) => (isNull(column, row) ? [index] : [])).join(' ')
    found.set(pattern, (found.get(pattern) ?? 0) + 1)
  }
  const shared = []
  const counts = new Float64Array(columns.length)
  let rest = 0
  for (const [pattern, count] of [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const nulls = pattern === '' ? [] : pattern.split(' ').map(Number)
    if (count >= minimumRows) {
      shared.push({ rows: count, nulls })
      continue
    }
    rest += count
    for (const index of nulls) counts[index]! += count
  }
  return { columns, shared, rest: { rows: rest, shares: Array.from(counts, (count) => (rest > 0 ? count / rest : 0)) } }
}

/** For each of the patterns' columns, `count` bytes: 1 where the cell is null. */
export function drawNulls({ columns, shared, rest }: NullPatterns, count: number, rng: Rng): readonly Uint8Array[] {
  const out = columns.map(() => new Uint8Array(count))
  if (columns.length === 0) return out
  const total = shared.reduce((sum, { rows }) => sum + rows, rest.rows)
  for (let row = 0; row < count; row++) {
    let left = rng.next() * total
    const pattern = shared.find(({ rows }) => (left -= rows) < 0)
    if (pattern !== undefined) for (const index of pattern.nulls) out[index]![row] = 1
    else rest.shares.forEach((share, index) => (out[index]![row] = rng.next() < share ? 1 : 0))
  }
  return out
}

/** Patterns as JSON; `columns` are saved apart. */
export function patternsToJson({ shared, rest }: NullPatterns): JsonObject {
  return {
    shared: shared.map(({ rows, nulls }) => ({ rows, nulls: [...nulls] })),
    rest: { rows: rest.rows, shares: [...rest.shares] },
  }
}

/** Reads what `patternsToJson` wrote, or nothing when it is damaged. */
export function patternsFromJson(value: JsonValue | undefined, columns: readonly number[]): NullPatterns | undefined {
  const { shared, rest } = (value ?? {}) as JsonObject
  const isIndex = (index: unknown) =>
    Number.isInteger(index) && (index as number) >= 0 && (index as number) < columns.length
  const isShared = (one: JsonValue) => {
    const { rows, nulls } = (one ?? {}) as JsonObject
    return Number.isInteger(rows) && Array.isArray(nulls) && nulls.every(isIndex)
  }
  const { rows, shares } = (rest ?? {}) as JsonObject
  if (!Array.isArray(shared) || !shared.every(isShared)) return undefined
  if (!Number.isInteger(rows) || !Array.isArray(shares) || shares.length !== columns.length) return undefined
  if (!shares.every((share) => typeof share === 'number' && share >= 0 && share <= 1)) return undefined
  return { columns, shared: shared as unknown as NullPatterns['shared'], rest: rest as unknown as NullPatterns['rest'] }
}
