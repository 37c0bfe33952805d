import type { Synthesizer, Table } from '@asdf/contract'
import { decodeArtifact, encodeArtifact, minMaxEncoder } from '@asdf/core'
import { loadDataset } from '@asdf/datasets'
import { averagePrecisionMetric, f1Scores, predictedClasses, rocAucMetric } from '@asdf/metrics'
import { adapt, formatLogEntry, scaling, thresholdPolicy } from '@asdf/pipeline'
import { smote, smoteNc } from '@asdf/smote'
import { gradientBoosting } from '@asdf/trees'
import { describe, expect, it } from 'vitest'

async function loop(table: Table, synthesizer: Synthesizer, threads: number, epochs = 5) {
  const lines: string[] = []
  const result = await adapt(
    table,
    {
      classifier: gradientBoosting({ roundsPerEpoch: 4, threads }),
      synthesizer,
      policy: thresholdPolicy({ threshold: 0.9 }),
      classScores: (given) => f1Scores(given.truth, predictedClasses(given), given.classes.length),
      metrics: [averagePrecisionMetric],
      preparations: [scaling(minMaxEncoder())],
      epochs,
      log: (entry) => void lines.push(formatLogEntry(entry)),
    },
    { seed: 1 },
  )
  return { result, log: lines.join('') }
}

describe('the loop with boosted trees and SMOTE', () => {
  it('finds the rare class of mammography, oversampling it while it fails', async () => {
    const { table } = await loadDataset('mammography')
    const { result, log } = await loop(table, smote(), 1, 8)
    expect(rocAucMetric.compute(result.test)).toBeGreaterThan(0.9)
    expect(log).toMatch(/"kind":"sample","epoch":2,"class":"1"/)
    expect(log).not.toMatch(/"kind":"sample","epoch":\d+,"class":"0"/)
  })

  it('writes the same log and the same model on one thread and on two', async () => {
    const { table } = await loadDataset('pima-diabetes')
    const [one, two] = [await loop(table, smote(), 1), await loop(table, smote(), 2)]
    const settled = (log: string) => log.replace(/"threads":\d/, '')
    expect(settled(two.log)).toBe(settled(one.log))
    expect(two.result.test.probability.data).toEqual(one.result.test.probability.data)
  })

  it('runs on a table of categories and numbers, and its model predicts new rows once prepared and reloaded', async () => {
    const { table } = await loadDataset('german-credit')
    const { result } = await loop(table, smoteNc(), 1, 3)
    const ready = await result.prepare(table, { seed: 1 })
    const reloaded = gradientBoosting.load(decodeArtifact(encodeArtifact(result.classifier.save())))
    expect(await reloaded.predictProbability(ready)).toEqual(await result.classifier.predictProbability(ready))
  })
})
