import type { Column, DatetimeColumn, NumericColumn, Rng } from '@asdf/contract'
import type { CodeLayout } from '../coder.ts'
import type { CellModel } from './cell-model.ts'
import { standardNormal } from '@asdf/core'
import { unknownCode } from '../coder.ts'
import { cellCount } from './cell-model.ts'

/** A column of codes beside those of the table: in which cell the numbers of a row lie. */
export function cellLayout(model: CellModel): CodeLayout {
  const size = cellCount(model)
  return { size, ordered: true, atoms: new Uint8Array(size), nullCode: undefined, logWidth: () => 0 }
}

/** The code of each row's cell; `unknownCode` where one of its numbers is missing. */
export function encodeCells(model: CellModel, columns: readonly Column[]): Uint8Array {
  const { columns: own, means, deviations, directions, thresholds, children, codes } = model
  const width = own.length
  const given = own.map((index) => columns[index]! as NumericColumn | DatetimeColumn)
  const point = new Float64Array(width)
  const out = new Uint8Array(given[0]!.values.length)
  for (let row = 0; row < out.length; row++) {
    if (given.some(({ valid }) => valid?.[row] === 0)) {
      out[row] = unknownCode
      continue
    }
    for (let i = 0; i < width; i++) point[i] = (given[i]!.values[row]! - means[i]!) / deviations[i]!
    let node = thresholds.length === 0 ? -1 : 0
    while (node >= 0) {
      let place = 0
      for (let i = 0; i < width; i++) place += directions[node * width + i]! * point[i]!
      node = children[2 * node + (place < thresholds[node]! ? 0 : 1)]!
    }
    out[row] = codes[-1 - node]!
  }
  return out
}

/** Numbers for each of the model's columns, drawn in the cells of these codes. */
export function drawInCells(model: CellModel, cells: Uint8Array, rng: Rng): Float64Array[] {
  const { columns, means, deviations, codes, shares, centers, factors } = model
  const width = columns.length
  const firsts = Int32Array.from({ length: cellCount(model) + 1 }, (_, code) => codes.findIndex((one) => one >= code))
  firsts[firsts.length - 1] = codes.length
  const out = columns.map(() => new Float64Array(cells.length))
  const normals = new Float64Array(width)
  for (let row = 0; row < cells.length; row++) {
    let leaf = firsts[cells[row]!]!
    const end = firsts[cells[row]! + 1]!
    for (let left = rng.next() - shares[leaf]!; left >= 0 && leaf + 1 < end; left -= shares[leaf]!) leaf++
    for (let i = 0; i < width; i++) {
      normals[i] = standardNormal(rng)
      let value = centers[leaf * width + i]!
      for (let j = 0; j <= i; j++) value += factors[(leaf * width + i) * width + j]! * normals[j]!
      out[i]![row] = means[i]! + deviations[i]! * value
    }
  }
  return out
}
