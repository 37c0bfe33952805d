import { createRng, standardNormal, uniformInteger } from '@asdf/core'
import { smoteNc } from '@asdf/smote'
import { expect, it } from 'vitest'
import { categorical, numeric, tableOf } from './tables.ts'

// Its own file, as the peak is that of the whole process.
it('SMOTE-NC with four columns of 2,000 categories needs a few bytes a cell, not one a category', async () => {
  const count = 12_000
  const rng = createRng(1)
  const categories = Array.from({ length: 2000 }, (_, i) => `category ${i}`)
  const codes = () => Array.from({ length: count }, () => categories[uniformInteger(rng, 2000)]!)
  const x = Array.from({ length: count }, () => standardNormal(rng))
  const label = x.map((_, i) => (i % 3 === 0 ? 'own' : 'other'))
  const train = tableOf(
    numeric('x', x),
    ...['a', 'b', 'c', 'd'].map((name) => categorical(name, codes(), 'feature', categories)),
    categorical('label', label, 'target'),
  )
  const before = process.resourceUsage().maxRSS
  const fitted = await smoteNc().fit(train, { seed: 1 })
  await fitted.sample(4000, { seed: 1 })
  const grownMegabytes = (process.resourceUsage().maxRSS - before) / 1024
  // One-hot encoding would take 12,000 × 8,001 × 8 bytes = 768 MB.
  expect(grownMegabytes).toBeLessThan(64)
})
