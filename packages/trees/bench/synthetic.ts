import type { Column, Field, Table } from '@asdf/contract'
import { createRng, createTable, standardNormal } from '@asdf/core'

/**
 * Rows of two classes in the manner of scikit-learn's `make_classification`: two normal clusters per class at corners
 * of a cube in `informative` dimensions, mixed by random matrices; the other columns are noise; 1 % of labels flipped.
 */
export function syntheticTable(rowCount: number, columnCount: number, seed: number, informative = 10): Table {
  const rng = createRng(seed)
  const shape = rng.fork('shape')
  const corners = Array.from({ length: 4 }, () =>
    Array.from({ length: informative }, () => (shape.next() < 0.5 ? -1 : 1)),
  )
  const mixes = corners.map(() => Array.from({ length: informative * informative }, () => 2 * shape.next() - 1))
  const values = Array.from({ length: columnCount }, () => new Float64Array(rowCount))
  const target = new Uint8Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    const cluster = row & 3
    target[row] = rng.next() < 0.01 ? 1 - (cluster & 1) : cluster & 1
    const point = Array.from({ length: informative }, () => standardNormal(rng))
    for (let column = 0; column < columnCount; column++) {
      values[column]![row] =
        column < informative
          ? corners[cluster]![column]! +
            point.reduce((sum, part, i) => sum + part * mixes[cluster]![i * informative + column]!, 0)
          : standardNormal(rng)
    }
  }
  const fields: Field[] = values.map((_, i) => ({
    name: `x${i}`,
    kind: 'numeric',
    role: 'feature',
    nullable: false,
    integer: false,
  }))
  const columns: Column[] = values.map((data) => ({ kind: 'numeric', values: data }))
  return createTable({ fields: [...fields, { name: 'y', kind: 'boolean', role: 'target', nullable: false }] }, [
    ...columns,
    { kind: 'boolean', values: target },
  ])
}
