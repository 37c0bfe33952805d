import type { Rng } from '@asdf/contract'
import { createRng, standardNormal } from '@asdf/core'
import { writePreparedTable } from '../prepared-table.ts'

const factors = 5
const categories = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

export interface MixedColumnsOptions {
  readonly rows: number
  readonly columns: number
  readonly seed: number
}

/**
 * Two parts of one distribution, `train` and `synthetic`: columns of five common factors and noise, of every five three of numbers
 * and two of eight categories, and two classes.
 */
export function prepareMixedColumns(folder: string, { rows, columns, seed }: MixedColumnsOptions): void {
  const rng = createRng(seed)
  const loadings = normals(columns * factors, rng.fork('loadings'))
  const isCategory = (column: number) => column % 5 >= 3
  const part = (own: Rng) => {
    const features = new Float64Array(rows * columns)
    const target = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      const common = normals(factors, own)
      for (let column = 0; column < columns; column++) {
        let value = standardNormal(own)
        for (let f = 0; f < factors; f++) value += common[f]! * loadings[column * factors + f]!
        features[row * columns + column] = isCategory(column) ? categoryOf(value) : value
      }
      target[row] = common[0]! > 0.5 ? 1 : 0
    }
    return { features, target }
  }
  writePreparedTable(folder, {
    columns: Array.from({ length: columns }, (_, column) => ({
      name: `x${column + 1}`,
      categories: isCategory(column) ? categories : null,
    })),
    classes: ['no', 'yes'],
    parts: { train: part(rng.fork('train')), synthetic: part(rng.fork('synthetic')) },
  })
}

function categoryOf(value: number): number {
  return Math.max(0, Math.min(categories.length - 1, Math.floor(value / 1.5) + categories.length / 2))
}

function normals(count: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: count }, () => standardNormal(rng))
}
