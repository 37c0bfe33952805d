import type { CategoricalColumn } from '@asdf/contract'
import { createRng, parseCsv } from '@asdf/core'
import { ctgan } from '@asdf/gan'
import { expect, it } from 'vitest'

// Training draws rare categories much more often than they come: what is normalized by such batches must be sampled so.
it('common categories stay common, although training by sampling draws rare ones as often', async () => {
  const rng = createRng(5)
  const cell = () => (rng.next() < 0.92 ? 'usual' : `rare ${Math.floor(8 * rng.next())}`)
  const lines = Array.from({ length: 2000 }, () => Array.from({ length: 8 }, cell).join(','))
  const train = await parseCsv(['a,b,c,d,e,f,g,h', ...lines].join('\n'))
  const sizes = { generatorSizes: [64, 64], criticSizes: [64, 64] }
  const model = await ctgan({ calibrate: false, epochs: 80, batchSize: 100, pack: 1, ...sizes }).fit(train, { seed: 1 })
  const rows = await model.sample(2000, { seed: 2 })
  const shares = rows.columns.map((column, index) => {
    const field = rows.schema.fields[index]!
    const usual = field.kind === 'categorical' ? field.categories.indexOf('usual') : -1
    return (column as CategoricalColumn).codes.filter((code) => code === usual).length / rows.rowCount
  })
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  expect(mean).toBeGreaterThan(0.85)
  expect(mean).toBeLessThan(0.99)
}, 120_000)
