import type { Artifact, Table } from '@asdf/contract'
import { parseCsv } from '@asdf/core'
import { adaptive, ctgan, gan, lossPlot } from '@asdf/gan'
import { findCollapse } from '@asdf/nn/table'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

const options = { ...smallNetworks, epochs: 1 }

describe('a fit', () => {
  it.each(['generatorSizes', 'criticSizes'])('refuses networks without layers in %s', (option) => {
    expect(() => adaptive({ ...options, [option]: [] })).toThrow(refusal(option))
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %d epochs between checkpoints', async (checkpointEvery) => {
    const fit = ctgan(options).fit(await orders(60), { seed: 1, checkpointEvery })
    await expect(fit).rejects.toEqual(refusal('checkpointEvery'))
  })

  it('warns where too few rows can be held back for training to stop by itself', async () => {
    const { report } = await adaptive(options).fit(await orders(60), { seed: 1 })
    expect(report.warnings.filter((one) => one.includes('does not stop by itself'))).toHaveLength(1)
    const earlyStopping = { every: 1, patience: 1, share: 0.5 }
    const looks = await adaptive({ ...options, earlyStopping }).fit(await orders(100), { seed: 1 })
    expect(looks.report.warnings.join()).not.toContain('does not stop by itself')
    const never = await adaptive({ ...options, earlyStopping: null }).fit(await orders(60), { seed: 1 })
    expect(never.report.warnings.join()).not.toContain('does not stop by itself')
  })

  it('warns in its report of categories and booleans that are never made', async () => {
    const train = await orders(400)
    const always = {
      ...train,
      columns: train.columns.map((one) => (one.kind === 'boolean' ? { ...one, values: new Uint8Array(400) } : one)),
    }
    expect(findCollapse(train, always).join()).toContain('it lacks loyal=true')
    expect(findCollapse(train, train)).toEqual([])
    // Such steps leave the generator with one town.
    const { report } = await gan({ ...options, batchSize: 100, generatorLearningRate: 5 }).fit(await towns(), {
      seed: 1,
    })
    expect(report.warnings.join()).toMatch(/the generator makes \d+ of the \d+ categories .* it lacks .*town=/)
  })

  it('draws the losses of 100,000 epochs', () => {
    const history = Array.from({ length: 100_000 }, (_, i) => ({ epoch: i + 1, critic: -i, generator: i }))
    const svg = lossPlot({ history, bestEpoch: 7 })
    expect(svg.match(/<text [^>]*>-?\d+<\/text>/g)!.map((label) => label.replace(/<[^>]*>/g, ''))).toEqual([
      '100000',
      '-100000',
    ])
  })

  it('goes on to more epochs as if it had never stopped, or says why it cannot', async () => {
    const table = await orders(200)
    const configure = (epochs: number, share = 0.3) =>
      adaptive({ ...options, epochs, candidates: 1, earlyStopping: { every: 2, patience: 9, share } })
    const checkpoints: Artifact[] = []
    const onCheckpoint = (checkpoint: Artifact) => checkpoints.push(checkpoint)
    const run = { seed: 1, checkpointEvery: 1, onCheckpoint }
    await configure(3).fit(table, run)
    const [, second, third] = checkpoints
    const whole = await configure(4).fit(table, { seed: 1 })
    expect((await configure(4).fit(table, { seed: 1, resume: second! })).save()).toEqual(whole.save())
    await expect(configure(4).fit(table, { seed: 1, resume: third! })).rejects.toEqual(refusal('epochs'))
    await expect(configure(2).fit(table, { seed: 1, resume: third! })).rejects.toEqual(refusal('epochs'))
    expect((await configure(3).fit(table, { seed: 1, resume: third! })).report.history).toHaveLength(3)
  })
})

describe('a session', () => {
  it.each([
    [['true', 'perhaps'], [0.1, 0.2], 'classes'],
    [['true', 'false'], [0.1], 'errors'],
    [['true', 'false'], [0.1, Number.NaN], "errors of 'false'"],
    [['true', 'false'], [-0.1, 0.2], "errors of 'true'"],
  ])('refuses errors %j of %j', async (classes, errors, option) => {
    const session = await adaptive(options).start(await orders(60), { seed: 1 })
    const train = session.train(1, { classes, errors: Float64Array.from(errors) })
    await expect(train).rejects.toEqual(refusal(option))
    await session.close()
  })

  it.each(['price', undefined])('has no classes where the target is %s', async (target) => {
    const { schema, ...rest } = await orders(60)
    const fields = schema.fields.map(
      (field) => ({ ...field, role: field.name === target ? 'target' : 'feature' }) as const,
    )
    const session = await adaptive(options).start({ ...rest, schema: { fields } }, { seed: 1 })
    const train = session.train(1, { classes: ['true'], errors: Float64Array.of(1) })
    await expect(train).rejects.toEqual(refusal('classes'))
    await session.train(1, { classes: [], errors: new Float64Array(0) })
    expect((await session.sample(7, { seed: 2 })).rowCount).toBe(7)
    await session.close()
  })

  it('keeps its calibration and its choice of rows where it trains no step', async () => {
    const session = await adaptive(options).start(await orders(100), { seed: 1 })
    await session.train(2, { classes: ['true', 'false'], errors: Float64Array.of(0.1, 0.2) })
    const before = session.finish().model
    await session.train(0, { classes: ['true', 'false'], errors: Float64Array.of(0.5, 0.25) })
    const after = session.finish().model
    expect(after.acceptance).toBe(before.acceptance)
    expect(after.bias).toBe(before.bias)
    expect([...after.numbers.context]).toEqual([0.25, 0.5])
    await session.close()
  })
})

function refusal(option: string): Error {
  const details = expect.objectContaining({ option }) as unknown
  return expect.objectContaining({ code: 'ASDF_OPTION_INVALID', details }) as Error
}

/** 400 rows, 20 of each of 20 towns. */
function towns(): Promise<Table> {
  const lines = Array.from({ length: 400 }, (_, row) => `t${row % 20},${row % 3}`)
  return parseCsv(['town,visits', ...lines].join('\n'), {})
}
