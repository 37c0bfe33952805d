import { adversarialForest } from '@asdf/forest/adversarial'
import { forestFlow } from '@asdf/forest/flow'
import { sequentialTrees } from '@asdf/forest/sequential'
import { gradientBoosting, randomForest } from '@asdf/trees'
import { describe, expect, it } from 'vitest'

describe('threads', () => {
  const factories: Readonly<Record<string, (options: { threads: number }) => unknown>> = {
    adversarialForest,
    forestFlow,
    sequentialTrees,
    gradientBoosting,
    randomForest,
  }
  it.each(Object.entries(factories))('of %s are no more than a machine could run', (_, create) => {
    expect(() => create({ threads: 1e9 })).toThrow(/'threads' must be a whole number .*at most 1024/)
    expect(() => create({ threads: 1024 })).not.toThrow()
  })
})
