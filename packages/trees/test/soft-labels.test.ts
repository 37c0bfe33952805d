import { createRng, softLabels, tableFromRows } from '@asdf/core'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { expect, it } from 'vitest'

it.each([gradientBoosting(), randomForest({ minimumRowsPerLeaf: 20 })])(
  '$id learns soft labels as weights',
  async (classifier) => {
    const rows = Array.from({ length: 400 }, (_, row) => ({ x: 10 * (row % 2) + row / 400, y: row % 4 < 2 }))
    const table = tableFromRows(rows, { target: 'y' })
    const share = (row: number) => (row % 2 === 0 ? 0.3 : 0.8)
    const data = Float64Array.from({ length: 800 }, (_, i) => {
      return i % 2 === 1 ? share((i - 1) / 2) : 1 - share(i / 2)
    })
    const probability = { dtype: 'f64', shape: [400, 2], data } as const
    const soft = softLabels(table, probability, { takesWeights: classifier.takesWeights === true, rng: createRng(1) })
    expect(soft.labels).toBe('weighted')
    // A leaf must hold enough rows to have a share.
    const model = await classifier.fit(soft.table, { seed: 1 })
    const predicted = (await model.predictProbability(table)).data
    const mean = (parity: number) =>
      rows.reduce((sum, _, row) => sum + (row % 2 === parity ? predicted[2 * row + 1]! : 0), 0) / 200
    expect(mean(0)).toBeCloseTo(0.3, 1)
    expect(mean(1)).toBeCloseTo(0.8, 1)
  },
)
