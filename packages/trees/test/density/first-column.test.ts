import { createRng } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { fitCodes } from '../../src/density/index.ts'

describe('startWithFirstColumn', () => {
  it('learns what a rare class tells of a column in full, where boosting that stops early would learn a part of it', async () => {
    const shares = { with: await rareShare(true), without: await rareShare(false) }
    expect(shares.with).toBeGreaterThan(0.87)
    expect(shares.without).toBeLessThan(shares.with)
  })
})

/** The share of code 1 among rows of the rare class, 0.9 in the 3,000 rows, after a single round. */
async function rareShare(startWithFirstColumn: boolean): Promise<number> {
  const rng = createRng(5)
  const classes = Uint8Array.from({ length: 3000 }, (_, row) => (row % 20 === 0 ? 1 : 0))
  const values = classes.map((one) => (rng.next() < (one === 1 ? 0.9 : 0.2) ? 1 : 0))
  const columns = [classes, values].map((codes) => ({ codes, size: 2, ordered: false }))
  const options = { startWithFirstColumn, maximumRounds: 1, heldBackShare: 0, pseudoCount: 0.1 }
  const model = await fitCodes(columns, options, { seed: 1, threads: 1 })
  const fixed = [new Uint8Array(4000).fill(1), undefined]
  const sample = await model.sample(4000, { fixed }, { seed: 2, threads: 1 })
  return sample.columns[1]!.reduce((sum, one) => sum + one, 0) / 4000
}
