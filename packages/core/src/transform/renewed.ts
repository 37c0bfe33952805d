import type { Place } from '../encoders/encoder.ts'
import type { ColumnCells } from './cells.ts'
import type { RenewedPlan } from './plans.ts'
import { withNulls } from '../null-cells.ts'
import { largest } from './cells.ts'
import { notNumbers } from './faults.ts'
import { oneHotWidth } from './plans.ts'

/** What encodes and decodes identifiers and free texts: where they are null, if that differs from row to row. */
export function renewedCells(plan: RenewedPlan, { offset, stride }: Place): ColumnCells {
  const { renewed, shares } = plan
  const width = oneHotWidth(plan)
  return {
    encoder({ column: { valid } }) {
      return (out, from, to) => {
        for (let row = from; width > 0 && row < to; row++) out[offset + row * stride + (valid?.[row] === 0 ? 1 : 0)] = 1
      }
    },
    decoder(count) {
      const valid = new Uint8Array(count).fill(shares[0] === 0 ? 0 : 1)
      return {
        read(rows, from, to) {
          for (let row = from; width > 0 && row < to; row++) {
            const at = offset + row * stride
            const code = largest(rows, at, width)
            if (Number.isNaN(rows[at + code])) throw notNumbers(renewed.field.name, row)
            valid[row] = code === 0 ? 1 : 0
          }
        },
        column: () => withNulls(renewed.make(count), valid),
      }
    },
    codeOf: () => undefined,
  }
}
