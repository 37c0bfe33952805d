import type { ColumnKind, Table } from '@asdf/contract'
import { createRng, tableFromRows } from '@asdf/core'

const rowCount = 400
const day = 86_400_000

/**
 * 400 rows in which every column but the target hangs together with others, of the given kinds: `net + tax = total`, `low <= high`,
 * `town -> region`, `start <= end`, one of three flags. With `nulls`, `shipped` is null where `state` is open.
 */
export function ruledTable(kinds: readonly ColumnKind[], nulls: boolean): Table {
  const rng = createRng(31)
  const draw = () => rng.next()
  const cents = (value: number) => Math.round(100 * value) / 100
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const [net, low, town, way] = [cents(5 + 90 * draw()), cents(40 * draw()), Math.floor(8 * draw()), row % 3]
    const start = Date.UTC(2024, 0, 1) + day * Math.floor(500 * draw())
    const state = draw() < 0.3 ? 'open' : 'sent'
    const tax = cents(3 + 9 * draw())
    return {
      ...(kinds.includes('numeric') && { net, tax, total: cents(net + tax), low, high: cents(low + 30 * draw()) }),
      ...(kinds.includes('categorical') && { town: `t${town}`, region: `r${town % 3}`, state }),
      ...(kinds.includes('boolean') && { post: way === 0, courier: way === 1, pickup: way === 2 }),
      ...(kinds.includes('datetime') && {
        start: new Date(start),
        end: new Date(start + day * Math.ceil(60 * draw())),
        ...(nulls && kinds.includes('categorical') && { shipped: state === 'open' ? null : new Date(start + day) }),
      }),
      outcome: draw() < 0.35 ? 'yes' : 'no',
    }
  })
  return tableFromRows(rows, { target: 'outcome' })
}
