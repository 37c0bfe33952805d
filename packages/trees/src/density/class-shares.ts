import type { FittedColumn } from './fitted-column.ts'
import { createRooms } from './kernels/memory.ts'
import { evaluateDigit, placeModel } from './placed-model.ts'
import { chunkParticles } from './sample-tasks.ts'

/** The shares of the codes of a column of one digit in each row, given the other columns: `size` numbers a row. */
export function classShares(fitted: FittedColumn, columnCount: number, codes: readonly Uint8Array[]): Float32Array {
  const { size } = fitted
  const model = placeModel([fitted], chunkParticles, createRooms(), columnCount)
  const { columns, width } = model.digits[0]![0]!
  const { room, stride, shares } = model
  const count = codes[0]!.length
  const out = new Float32Array(count * size)
  for (let from = 0; from < count; from += chunkParticles) {
    const rows = Math.min(chunkParticles, count - from)
    for (const column of columns) room.u8.set(codes[column]!.subarray(from, from + rows), model.codes + column * stride)
    evaluateDigit(model, model.digits[0]![0]!, model.codes, 0, rows)
    for (let row = 0; row < rows; row++) {
      const at = (shares >> 2) + row * width
      let total = 0
      for (let c = 0; c < size; c++) total += room.f32[at + c]!
      for (let c = 0; c < size; c++) out[(from + row) * size + c] = room.f32[at + c]! / total
    }
  }
  return out
}
