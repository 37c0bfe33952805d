import type { Table } from '@asdf/contract'
import { createRng, tableFromRows } from '@asdf/core'

const hour = 3_600_000
const cents = (value: number) => Math.round(100 * value) / 100

/** Invented orders whose columns hang together as those of a shop do. */
export function orders(count: number, seed = 1): Table {
  const rng = createRng(seed)
  const draw = () => rng.next()
  const rows = Array.from({ length: count }, () => {
    const town = Math.floor(12 * draw() ** 2)
    const [quantity, price] = [1 + Math.floor(5 * draw()), cents(2 + 90 * draw())]
    const subtotal = cents(quantity * price)
    const tax = cents(subtotal * (town % 3 === 0 ? 0.025 : 0.081))
    const way = Math.floor(3 * draw())
    const total = cents(subtotal + tax)
    const ordered = new Date(Date.UTC(2024, 0, 1) + Math.floor(4000 * draw()) * hour)
    const state = ['sent', 'sent', 'open'][Math.floor(3 * draw())]!
    const sent = state === 'open' ? null : new Date(+ordered + Math.ceil(60 * draw()) * hour)
    return {
      town: `t${town}`,
      region: ['north', 'south', 'west'][town % 3],
      quantity,
      price,
      subtotal,
      tax,
      total,
      paid: draw() < 0.8 ? total : cents(total * draw()),
      ordered,
      sent,
      state,
      post: way === 0,
      courier: way === 1,
      pickup: way === 2,
      size: quantity < 3 ? 'small' : 'large',
      returned: state === 'sent' && draw() < 0.2,
    }
  })
  return tableFromRows(rows)
}
