import { gradientBoosting, randomForest } from '@asdf/trees'
import { expect, test } from 'vitest'
import { mixedTable } from './tables.ts'

test('memory stays bounded over many fits and predictions', async () => {
  const table = mixedTable(5000, 1)
  const probe = mixedTable(10, 2)
  const residentAfter = async (fits: number) => {
    for (let i = 0; i < fits; i++) {
      const threads = 1 + (i % 10 === 0 ? 1 : 0)
      const boosted = await gradientBoosting({ rounds: 2, threads }).fit(table, { seed: i })
      const forest = await randomForest({ trees: 2, maximumDepth: 4, threads }).fit(table, { seed: i })
      await boosted.predictProbability(probe)
      await forest.predictProbability(probe)
    }
    return process.memoryUsage().rss / 2 ** 20
  }
  const early = await residentAfter(50)
  const late = await residentAfter(200)
  // A fit takes more than a megabyte: kept, 200 of them would show.
  expect(late - early).toBeLessThan(150)
})
