import type { Table } from '@asdf/contract'
import { createRng, parseCsv } from '@asdf/core'

/** Orders: the plan sets the price and the tier, the tier's name its rank; who pays much stays less often. */
export async function orders(count: number, seed = 7): Promise<Table> {
  const rng = createRng(seed)
  const lines = Array.from({ length: count }, () => {
    const plan = Math.floor(3 * rng.next())
    const price = 10 + 20 * plan + 8 * rng.next()
    const isLoyal = rng.next() < 0.8 - 0.3 * plan
    return [['basic', 'plus', 'pro'][plan], 2 ** plan, price.toFixed(2), Math.floor(4 * rng.next()), isLoyal].join()
  })
  return parseCsv(['plan,seats,price,visits,loyal', ...lines].join('\n'), { target: 'loyal' })
}
