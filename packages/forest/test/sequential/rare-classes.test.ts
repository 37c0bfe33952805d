import type { Artifact, JsonObject, Table } from '@asdf/contract'
import { createRng, decodeArtifact, encodeArtifact, standardNormal, takeRows } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { randomForest } from '@asdf/trees'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepShares, rankOfScore, scoreEdges } from '../../src/sequential/rare-classes/score-bins.ts'
import { categories, cellsOf, numbers, pick, rows, tableOf } from './tables.ts'

const features = rows(10)

/** Ten numbers around a shared level; in the rare class half of them are higher, each by a different amount in every row. */
function payments(count: number, seed: number): Table {
  const rng = createRng(seed)
  const labels = rows(count).map(() => (rng.next() < 0.04 ? 'fraud' : 'normal'))
  const sites = rows(count).map(() => ['web', 'shop', 'phone'][pick(rng, [0.5, 0.3, 0.2])]!)
  const values = labels.map((label) => {
    const level = 2 * standardNormal(rng)
    const rise = label === 'fraud' ? 3 + standardNormal(rng) : 0
    return features.map((feature) => level + (feature < 5 ? rise : 0) + 0.7 * standardNormal(rng))
  })
  const columns = features.map((feature) => numbers(`v${feature}`, values.map((row) => row[feature]!))) // prettier-ignore
  return tableOf(categories('label', labels, { role: 'target' }), categories('site', sites), ...columns)
}

function fraudsOf(table: Table): Table {
  const labels = cellsOf(table, 'label')
  return takeRows(table, Uint32Array.from(rows(table.rowCount)).filter((row) => labels[row] === 'fraud')) // prettier-ignore
}

const train = payments(5000, 1)
const holdout = payments(5000, 2)
const fitted = sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })

describe('rows of a rare class', () => {
  it('are classified as their class about as often as real rows are', async () => {
    const judge = await randomForest({ threads: 1 }).fit(holdout, { seed: 1 })
    const share = async (table: Table) => {
      const { data } = await judge.predictProbability(table)
      return rows(table.rowCount).filter((row) => data[2 * row]! > 0.5).length / table.rowCount
    }
    const model = await fitted
    const asked = await model.sample(1000, { seed: 2, where: { label: 'fraud' } })
    const natural = fraudsOf(await model.sample(20_000, { seed: 3 }))
    const real = await share(fraudsOf(train))
    expect(await share(asked)).toBeGreaterThan(real - 0.05)
    expect(await share(natural)).toBeGreaterThan(real - 0.05)
    // What is matched is left out of this model: without it, the rows are far from typical.
    const artifact = model.save()
    const without = sequentialTrees.load({ ...artifact, state: { ...artifact.state, rareClasses: null } })
    expect(await share(await without.sample(1000, { seed: 2, where: { label: 'fraud' } }))).toBeLessThan(real - 0.2)
  })

  it('keep their number and what else they are asked for', async () => {
    const model = await fitted
    const counts = cellsOf(await model.sample(1000, { seed: 4 }), 'label').filter((label) => label === 'fraud').length
    const share = fraudsOf(train).rowCount / train.rowCount
    expect(Math.abs(counts - 1000 * share)).toBeLessThanOrEqual(1)
    const where = { label: 'fraud', site: 'phone' }
    const asked = await model.sample(200, { seed: 5, where })
    expect(new Set(cellsOf(asked, 'site'))).toEqual(new Set(['phone']))
    expect(new Set(cellsOf(asked, 'label'))).toEqual(new Set(['fraud']))
  })

  it('are the same for the same seed, after a trip through bytes, and for any number of threads', async () => {
    const model = await fitted
    const copy = sequentialTrees.load(decodeArtifact(encodeArtifact(model.save())))
    expect(await copy.sample(500, { seed: 6 })).toEqual(await model.sample(500, { seed: 6 }))
    const parallel = await sequentialTrees({ threads: 2 }).fit(train, { seed: 1 })
    expect(await parallel.sample(500, { seed: 6 })).toEqual(await model.sample(500, { seed: 6 }))
  })

  it('stop being drawn on an abort', async () => {
    const reason = new Error('stop')
    const signal = AbortSignal.abort(reason)
    await expect((await fitted).sample(10, { seed: 1, signal, where: { label: 'fraud' } })).rejects.toBe(reason)
  })
})

describe('a table without rare classes, or with too few rows of one', () => {
  it('is sampled as it was modelled', async () => {
    const common = payments(300, 3)
    const model = await sequentialTrees({ threads: 1 }).fit(common, { seed: 1 })
    expect(fraudsOf(common).rowCount).toBeLessThan(40)
    expect(model.save().state['rareClasses']).toBeNull()
  })
})

describe('a saved model with rare classes', () => {
  it('is refused when what is known of them is damaged', async () => {
    const artifact = (await fitted).save()
    const known = artifact.state['rareClasses'] as JsonObject
    const [first] = known['classes'] as readonly JsonObject[]
    const { state } = known['classifier'] as { state: JsonObject }
    const withClass = (change: JsonObject) => ({ ...known, classes: [{ ...first, ...change }] })
    const broken: Record<string, JsonObject> = {
      'no classes': { classifier: known['classifier']! },
      'a class that is not there': withClass({ code: 2 }),
      'edges that descend': withClass({ edges: [1, 0], keep: [1, 1, 1] }),
      'a probability of nothing': withClass({ keep: (first!['keep'] as number[]).map(() => 0) }),
      'too few probabilities': withClass({ keep: [1] }),
      'no classifier': { classes: known['classes']! },
      'a classifier of other columns': {
        ...known,
        classifier: {
          stateVersion: 1,
          state: { ...state, features: [...(state['features'] as JsonObject[])].reverse() },
        },
      },
    }
    for (const [name, rareClasses] of Object.entries(broken)) {
      const changed: Artifact = { ...artifact, state: { ...artifact.state, rareClasses } }
      expect(() => sequentialTrees.load(changed), name).toThrow(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }),
      )
    }
  })
})

describe('bins of scores', () => {
  const scores = fc.float64Array({ min: -15, max: 15, noNaN: true, minLength: 1, maxLength: 400 })

  it('ascend and hold at least as many rows as asked for, but for ties', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 60 }), (real, minimumRows) => {
        const edges = scoreEdges(real, minimumRows)
        expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b))
        expect(edges.length).toBeLessThanOrEqual(Math.max(0, Math.floor(real.length / minimumRows) - 1))
      }),
    )
  })

  it('keep every row somewhere, and make the shares of generated scores those of real ones', () => {
    fc.assert(
      fc.property(scores, scores, (real, generated) => {
        const edges = scoreEdges(real, 10)
        const keep = keepShares(edges, real, generated)
        expect(Math.max(...keep)).toBe(1)
        expect(Math.min(...keep)).toBeGreaterThan(0)
      }),
    )
    const rng = createRng(1)
    const real = Float64Array.from(rows(4000), () => standardNormal(rng) + 1)
    const generated = Float64Array.from(rows(4000), () => standardNormal(rng))
    const edges = scoreEdges(real, 20)
    const keep = keepShares(edges, real, generated)
    const kept = generated.filter((score) => rng.next() < keep[rankOfScore(edges, score)]!)
    const mean = (all: Float64Array) => all.reduce((sum, one) => sum + one, 0) / all.length
    expect(Math.abs(mean(kept) - mean(real))).toBeLessThan(0.15)
  })
})
