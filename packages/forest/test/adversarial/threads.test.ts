import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { adversarialForest } from '../../src/adversarial/adversarial-forest.ts'

describe('threads', () => {
  const train = mixedTable(400, 1, { nulls: 0.1 })

  it('do not show in the model', async () => {
    const fit = (threads: number) => adversarialForest({ trees: 12, threads }).fit(train, { seed: 7 })
    const [one, three] = [await fit(1), await fit(3)]
    expect(three.save()).toEqual(one.save())
    expect(three.accuracies).toEqual(one.accuracies)
  })

  it('are stopped by an abort, and by an exception of onProgress', async () => {
    const reason = new Error('stop')
    const controller = new AbortController()
    const model = adversarialForest({ trees: 200, threads: 3 })
    const aborted = model.fit(train, { seed: 1, signal: controller.signal, onProgress: () => controller.abort(reason) })
    await expect(aborted).rejects.toBe(reason)
    const thrown = model.fit(train, {
      seed: 1,
      onProgress: () => {
        throw reason
      },
    })
    await expect(thrown).rejects.toBe(reason)
  })
})
