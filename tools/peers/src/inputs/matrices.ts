import type { Rng } from '@asdf/contract'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createRng, standardNormal } from '@asdf/core'
import { writeNpy } from '../npy.ts'
import { writePreparedTable } from '../prepared-table.ts'

export interface MatrixOptions {
  readonly rows: number
  readonly columns: number
  readonly seed: number
}

/** Two sets of as many rows, all standard normal: `data.npy` to search in, `queries.npy` to search for. */
export function prepareNeighbors(folder: string, { rows, columns, seed }: MatrixOptions): void {
  mkdirSync(folder, { recursive: true })
  const rng = createRng(seed)
  const shape = [rows, columns]
  writeNpy(join(folder, 'data.npy'), { shape, data: normals(rows * columns, rng.fork('data')) })
  writeNpy(join(folder, 'queries.npy'), { shape, data: normals(rows * columns, rng.fork('queries')) })
}

export interface WideOptions extends MatrixOptions {
  /** The numbers of a column are times this, and whole; or as they are drawn. By turns, column by column. */
  readonly scales?: readonly (number | null)[]
}

/** A table of normal columns that tell nothing of one another, with two classes. */
export function prepareWide(folder: string, { rows, columns, seed, scales = [null] }: WideOptions): void {
  const features = normals(rows * columns, createRng(seed)).map((value, i) => {
    const scale = scales[(i % columns) % scales.length] ?? null
    return scale === null ? value : Math.round(value * scale)
  })
  writePreparedTable(folder, {
    columns: Array.from({ length: columns }, (_, index) => ({ name: `x${index + 1}`, categories: null })),
    classes: ['no', 'yes'],
    parts: {
      train: {
        features,
        target: Int32Array.from({ length: rows }, (_, row) => row % 2),
      },
    },
  })
}

const factors = 4
const noiseShare = 0.3
const maskedShare = 0.1

/**
 * Correlated columns, each a mixture of four common factors and noise, whole in `truth.npy`; `mask.npy` has a 1 for
 * each of the 10 % of the cells, chosen at random, that the imputers do not see.
 */
export function prepareMasked(folder: string, { rows, columns, seed }: MatrixOptions): void {
  mkdirSync(folder, { recursive: true })
  const rng = createRng(seed)
  const loadings = normals(columns * factors, rng.fork('loadings'))
  const common = normals(rows * factors, rng.fork('factors'))
  const data = normals(rows * columns, rng.fork('noise'))
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / columns)
    let sum = noiseShare * data[i]!
    for (let f = 0; f < factors; f++) sum += common[row * factors + f]! * loadings[(i % columns) * factors + f]!
    data[i] = sum
  }
  const draws = rng.fork('mask')
  const mask = Int32Array.from({ length: rows * columns }, () => (draws.next() < maskedShare ? 1 : 0))
  writeNpy(join(folder, 'truth.npy'), { shape: [rows, columns], data })
  writeNpy(join(folder, 'mask.npy'), { shape: [rows, columns], data: mask })
}

function normals(count: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: count }, () => standardNormal(rng))
}
