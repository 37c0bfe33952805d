import type { Artifact, Table } from '@asdf/contract'
import { classCounts, columnOf, createRng, parseCsv } from '@asdf/core'
import { ctgan, gan, wganGp } from '@asdf/gan'
import { describe, expect, it } from 'vitest'

// Two epochs leave the shares of categories about where the first weights had them.
const options = { epochs: 2, batchSize: 100, generatorSizes: [32, 32], criticSizes: [32, 32], noiseSize: 16 }
const plainOptions = { ...options, calibrate: false }

type Chosen = typeof options & { readonly calibrate?: boolean }

describe.each([
  ['gan', (chosen: Chosen) => gan(chosen)] as const,
  ['wganGp', (chosen: Chosen) => wganGp(chosen)] as const,
])('the calibration of %s', (_, factory) => {
  it('gives categories, modes and nulls their shares of the training rows', async () => {
    const train = await visits()
    const rows = await (await factory(options).fit(train, { seed: 1 })).sample(4000, { seed: 2 })
    const plain = await (await factory(plainOptions).fit(train, { seed: 1 })).sample(4000, { seed: 2 })
    let far = 0
    for (const share of [buyers, phones, halfMinutes, unknownAges]) {
      expect(Math.abs(share(rows) - share(train))).toBeLessThan(0.05)
      if (Math.abs(share(plain) - share(train)) > 0.08) far++
    }
    expect(far).toBeGreaterThan(1)
  })
})

describe('the calibration of ctgan', () => {
  it('makes classes, categories and modes come as often as in training', async () => {
    const train = await visits()
    const rows = await (await ctgan(options).fit(train, { seed: 1 })).sample(4000, { seed: 2 })
    const plain = await (await ctgan(plainOptions).fit(train, { seed: 1 })).sample(4000, { seed: 2 })
    for (const share of [buyers, phones, halfMinutes]) {
      expect(Math.abs(share(rows) - share(train))).toBeLessThan(0.04)
      expect(Math.abs(share(plain) - share(train))).toBeGreaterThan(0.08)
    }
  })

  it('changes no step of training, so that checkpoints serve with and without it', async () => {
    const train = await visits()
    const checkpoints: Artifact[] = []
    const onCheckpoint = (checkpoint: Artifact) => void checkpoints.push(checkpoint)
    const { model: plain } = await ctgan(plainOptions).fit(train, { seed: 1, checkpointEvery: 1, onCheckpoint })
    const { model } = await ctgan(options).fit(train, { seed: 1 })
    expect(plain.bias.length).toBe(0)
    expect(model.numbers).toEqual(plain.numbers)
    const resumed = await ctgan(options).fit(train, { seed: 1, resume: checkpoints[0]! })
    expect(resumed.model.bias).toEqual(model.bias)
  })

  it('is loaded with the model, or refused where it has another length', async () => {
    const model = await ctgan(options).fit(await visits(), { seed: 1 })
    expect(model.model.bias.length).toBe(model.model.plan.layout.scalarStart)
    const saved = model.save()
    expect(await ctgan.load(saved).sample(50, { seed: 3 })).toEqual(await model.sample(50, { seed: 3 }))
    // As if there were one for each class.
    const { data } = saved.arrays['bias']!
    const twice = Float32Array.from([...data, ...data] as number[])
    const arrays = { ...saved.arrays, bias: { dtype: 'f32' as const, shape: [twice.length], data: twice } }
    expect(() => ctgan.load({ ...saved, arrays })).toThrow(expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }))
  })
})

const buyers = (table: Table) => shareOf('yes', 'bought', table)
const phones = (table: Table) => shareOf('phone', 'device', table)

function shareOf(category: string, name: string, table: Table): number {
  const field = table.schema.fields.find((one) => one.name === name)!
  const names = field.kind === 'boolean' ? (field.labels ?? []) : field.kind === 'categorical' ? field.categories : []
  return classCounts(field, columnOf(table, name))[names.indexOf(category)]! / table.rowCount
}

/** The share of the one value that many rows have, which is a mode of its own. */
function halfMinutes(table: Table): number {
  const column = columnOf(table, 'minutes')
  return column.kind === 'numeric' ? column.values.filter((value) => value === 0.5).length / table.rowCount : Number.NaN
}

function unknownAges(table: Table): number {
  const { valid } = columnOf(table, 'age')
  return valid === undefined ? 0 : valid.filter((present) => present === 0).length / table.rowCount
}

/** A fifth of the visitors bought, most came with a phone, and three of ten left after half a minute. */
function visits(): Promise<Table> {
  const rng = createRng(4)
  const lines = Array.from({ length: 1500 }, () => {
    const bought = rng.next() < 0.2
    const device = rng.next() < (bought ? 0.5 : 0.85) ? 'phone' : rng.next() < 0.8 ? 'laptop' : 'tablet'
    const minutes = rng.next() < 0.3 ? 0.5 : (bought ? 5 : 2) + 3 * rng.next()
    return `${device},${minutes.toFixed(2)},${bought ? 'yes' : 'no'}`
  })
  const ages = createRng(5)
  const withAges = lines.map((line) => `${ages.next() < 0.15 ? '' : Math.floor(20 + 50 * ages.next())},${line}`)
  return parseCsv(['age,device,minutes,bought', ...withAges].join('\n'), { target: 'bought' })
}
