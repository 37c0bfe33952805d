import type { AnyTensor, Artifact, JsonObject, JsonValue } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { createRng, decodeArtifact, encodeArtifact, standardNormal } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { checkFitsSchema } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { booleans, categories, datetimes, numbers, numbersOf, rows, tableOf, texts } from './tables.ts'

const day = 86_400_000
const rng = createRng(17)
const x = rows(400).map(() => standardNormal(rng) * 1000)
const train = tableOf(
  numbers('x', x),
  numbers('y', x.map((value) => (value > 0 ? value + standardNormal(rng) : null))), // prettier-ignore
  categories('c', x.map((value) => (value > 300 ? 'up' : value < -300 ? 'down' : 'flat'))), // prettier-ignore
  booleans('b', x.map((_, row) => row % 3 === 0)), // prettier-ignore
  datetimes('d', x.map((value) => day * Math.round(18_000 + value / 10))), // prettier-ignore
  texts('id', x.map((_, row) => `customer ${row * 7919}`), { role: 'identifier' }), // prettier-ignore
  numbers('key', x.map((_, row) => 100_003 + row * 101), { role: 'identifier', integer: true }), // prettier-ignore
  categories('class', x.map((value) => (value > 500 ? 'rare' : 'common')), { role: 'target' }), // prettier-ignore
)
const fitted = sequentialTrees({ threads: 1 }).fit(train, { seed: 1 })

describe('a saved model of sequential trees', () => {
  it('draws the same rows, fills the same cells and scores the same after a trip through bytes', async () => {
    const model = await fitted
    const copy = sequentialTrees.load(decodeArtifact(encodeArtifact(model.save())))
    expect(await copy.sample(500, { seed: 3 })).toEqual(await model.sample(500, { seed: 3 }))
    const where = { c: 'up', b: true }
    expect(await copy.sample(50, { seed: 3, where })).toEqual(await model.sample(50, { seed: 3, where }))
    expect(await copy.impute(train, { seed: 4 })).toEqual(await model.impute(train, { seed: 4 }))
    expect(copy.logLikelihood(train)).toEqual(model.logLikelihood(train))
    expect(encodeArtifact(copy.save())).toEqual(encodeArtifact(model.save()))
    expect(copy.report).toEqual(model.report)
  })

  it('holds no value of a training row', async () => {
    const { arrays, state } = (await fitted).save()
    const kept = new Set(Object.values(arrays).flatMap(({ data }) => Array.from<number>(data)))
    expect(x.filter((value) => kept.has(value))).toEqual([])
    const text = JSON.stringify({ ...state, arrays: undefined })
    for (const [row, value] of x.entries()) {
      expect(text.includes(String(value))).toBe(false)
      expect(text.includes(`customer ${row * 7919}`)).toBe(false)
      expect(text.includes(String(100_003 + row * 101))).toBe(false)
    }
    // The search would find them: they do stand in a table's arrays.
    expect(x.filter((value) => new Set(numbersOf(train, 'x')).has(value))).toHaveLength(400)
  })

  it('gives identifiers that no training row has and that tell none', async () => {
    const { columns } = await (await fitted).sample(20, { seed: 1 })
    expect(columns[5]).toMatchObject({ values: rows(20).map((row) => `synthetic-${row + 1}`) })
    expect(columns[6]).toMatchObject({ values: Float64Array.from(rows(20), (row) => 1_000_000 + row) })
  })

  it('is refused when a part of it is gone or of another kind, or else still makes sound rows', async () => {
    const artifact = decodeArtifact(encodeArtifact((await fitted).save()))
    let refused = 0
    for (const path of pathsOf(artifact.state)) {
      for (const value of [undefined, null, 'x', -1, 1e9, [], {}] as (JsonValue | undefined)[]) {
        refused += (await isRefused({ ...artifact, state: replaced(artifact.state, path, value) }, path.join('.'))) ? 1 : 0 // prettier-ignore
      }
    }
    expect(refused).toBeGreaterThan(300)
  }, 120_000)

  it('is refused when its numbers are damaged, or else still makes sound rows', async () => {
    const artifact = (await fitted).save()
    const damages = createRng(5)
    let refused = 0
    for (const [name, tensor] of Object.entries(artifact.arrays)) {
      for (const value of [Number.NaN, Infinity, -1, 0, 300, 1e9]) {
        const data = tensor.data.slice()
        if (data.length === 0) continue
        data[Math.floor(damages.next() * data.length)] = value
        const arrays = { ...artifact.arrays, [name]: { ...tensor, data } as AnyTensor }
        refused += (await isRefused({ ...artifact, arrays }, `${name} with ${value}`)) ? 1 : 0
      }
    }
    expect(refused).toBeGreaterThan(80)
  }, 120_000)

  it('is refused when its codes may lead out of their group', async () => {
    const artifact = (await fitted).save()
    const tables = artifact.arrays['density.tables'] as AnyTensor
    const arrays = {
      ...artifact.arrays,
      'density.tables': { ...tables, data: tables.data.slice().fill(1) } as AnyTensor,
    }
    expect(() => sequentialTrees.load({ ...artifact, arrays })).toThrow(/tables/)
  })

  it('is refused when it belongs to other columns', async () => {
    const artifact = (await fitted).save()
    const { state, arrays } = artifact
    const shares = arrays['targetShares'] as { data: Float64Array }
    const broken: Record<string, Artifact> = {
      'no class shares': { ...artifact, arrays: without(arrays, 'targetShares') },
      'class shares that are too many': { ...artifact, arrays: { ...arrays, targetShares: { dtype: 'f64', shape: [3], data: Float64Array.of(0.5, 0.25, 0.25) } } }, // prettier-ignore
      'class shares of another sum': { ...artifact, arrays: { ...arrays, targetShares: { dtype: 'f64', shape: [2], data: shares.data.map((one) => one / 2) } } }, // prettier-ignore
      'no trees': { ...artifact, state: { ...state, density: null } },
      'an order with a column twice': { ...artifact, state: { ...state, order: [7, 0, 0, 1, 2, 3] } },
      'an order of another number': { ...artifact, state: { ...state, order: [7, 0] } },
      'an order with an identifier': { ...artifact, state: { ...state, order: [7, 0, 1, 2, 3, 5] } },
      'columns in another order than their trees': { ...artifact, state: { ...state, order: [...(state['order'] as number[])].reverse() } }, // prettier-ignore
    }
    for (const [name, changed] of Object.entries(broken)) {
      expect(() => sequentialTrees.load(changed), name).toThrow(
        expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID', details: { problem: 'content' } }),
      )
    }
  })
})

/** Whether loading fails, with the right code; what loads must give rows that fit the schema. */
async function isRefused(artifact: Artifact, what: string): Promise<boolean> {
  try {
    const model = sequentialTrees.load(artifact)
    checkFitsSchema(await model.sample(40, { seed: 1 }))
    return false
  } catch (error) {
    if (isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) return true
    throw new Error(`${what}: ${String(error)}`, { cause: error })
  }
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  const { [name]: _, ...rest } = record
  return rest
}

/** Every place in a state, but only the first few of long lists. */
function pathsOf(value: JsonValue, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).slice(0, Array.isArray(value) ? 3 : undefined)
  return [...(path.length > 0 ? [path] : []), ...inner.flatMap(([key, one]) => pathsOf(one, [...path, key]))]
}

function replaced(state: JsonObject, path: readonly string[], value: JsonValue | undefined): JsonObject {
  const copy = structuredClone(state)
  const parent = path.slice(0, -1).reduce<JsonObject>((one, key) => one[key] as JsonObject, copy)
  const open = parent as Record<string, JsonValue | undefined>
  if (value === undefined) delete open[path.at(-1)!]
  else open[path.at(-1)!] = value
  return copy
}
