import type { AnyTensor, Artifact } from '@asdf/contract'
import type { Engine } from '@asdf/nn'
import { AsdfError } from '@asdf/contract'
import { createTable, decodeArtifact, encodeArtifact, headRows, parseCsv } from '@asdf/core'
import { adaptive, ctgan, gan, wganGp } from '@asdf/gan'
import { onnxEngine } from '@asdf/nn/onnx'
import { checkFitsSchema } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

const options = { ...smallNetworks, epochs: 2 }
// Each with the options that it is tried with here.
const all = [
  ['gan', (more: object = {}) => gan({ ...options, ...more }), gan.load],
  ['wganGp', (more: object = {}) => wganGp({ ...options, ...more }), wganGp.load],
  ['ctgan', (more: object = {}) => ctgan({ ...options, pack: 2, ...more }), ctgan.load],
  ['adaptive', (more: object = {}) => adaptive({ ...options, pack: 2, ...more }), adaptive.load],
] as const

describe.each(all)('%s', (name, configure, load) => {
  const synthesizer = configure()

  it('refuses a null in the target, naming column and row', async () => {
    const { columns, ...table } = await orders(60)
    const valid = new Uint8Array(60).fill(1)
    valid[16] = 0
    const broken = { ...table, columns: columns.map((column, i) => (i === 4 ? { ...column, valid } : column)) }
    await expect(synthesizer.fit(broken, { seed: 1 })).rejects.toMatchObject({
      code: 'ASDF_DATA_INVALID',
      details: { column: 'loyal', row: 17 },
    })
  })

  it('refuses a category in where that no row has, listing those there are', async () => {
    const model = await synthesizer.fit(await orders(60), { seed: 1 })
    const failed = model.sample(1, { seed: 1, where: { plan: 'premium' } })
    await expect(failed).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID', details: { option: 'where.plan' } })
    await expect(failed).rejects.toThrow(`${name}.sample`)
    await expect(failed).rejects.toThrow('basic, plus, pro')
  })

  it('takes 50 rows, and batches larger than the table, and says so', async () => {
    const model = await synthesizer.fit(headRows(await orders(60), 50), { seed: 1 })
    expect(model.report.warnings.filter((warning) => warning.includes('larger than'))).toEqual([])
    const wide = await configure({ batchSize: 64 }).fit(headRows(await orders(60), 50), { seed: 1 })
    expect(wide.report.warnings).toContain('batches of 64 are larger than the 50 rows, which repeat in them')
    checkFitsSchema(await wide.sample(20, { seed: 1 }))
  })

  it('loads no artifact that is of another version or algorithm, cut off, or changed', async () => {
    const model = await synthesizer.fit(await orders(60), { seed: 1 })
    const saved = model.save()
    const refuses = (artifact: Artifact, problem: string) => {
      try {
        load(artifact)
      } catch (error) {
        expect(error).toMatchObject({ code: 'ASDF_ARTIFACT_INVALID', details: { problem } })
        return
      }
      expect.fail(`an artifact with a wrong ${problem} was loaded`)
    }
    refuses({ ...saved, stateVersion: 99 }, 'version')
    refuses({ ...saved, writer: '@stranger/gan' }, 'writer')
    refuses(
      { ...saved, state: { ...saved.state, networks: { ...(saved.state['networks'] as object), noiseSize: 5 } } },
      'content',
    )
    refuses({ ...saved, state: { ...saved.state, target: 9 } }, 'content')
    for (const array of ['generator', 'counts', 'statistic.variance1']) {
      const tensor = saved.arrays[array]!
      const data = tensor.data.map((value, i) => (i === 1 ? Number.NaN : value))
      refuses({ ...saved, arrays: { ...saved.arrays, [array]: { ...tensor, data } as AnyTensor } }, 'content')
    }
    const bytes = encodeArtifact(saved)
    expect(() => decodeArtifact(bytes.slice(0, bytes.length - 100))).toThrow(AsdfError)
    expect(load(decodeArtifact(bytes)).save()).toEqual(saved)
  })
})

describe('a column of 100,000 different texts', () => {
  it('does not keep adaptive from looking at held-back rows, even twice', async () => {
    const tokens = Array.from({ length: 100_000 }, (_, i) => `token-${i}`)
    const { fields } = schemaOf(tokens)
    const codes = (step: number) => Int32Array.from({ length: 200 }, (_, row) => (row * step) % 100_000)
    const table = createTable({ fields: [fields[0], { ...fields[0], name: 'other' }] }, [
      { kind: 'categorical', codes: codes(7) },
      { kind: 'categorical', codes: codes(11) },
    ])
    const earlyStopping = { every: 1, patience: 5, share: 0.3 }
    const model = await adaptive({ ...options, epochs: 1, pack: 2, earlyStopping }).fit(table, {
      seed: 1,
      schema: 'training',
    })
    expect(model.report.losses['validation']).toBeGreaterThan(0)
  })

  it('does not become 100,000 numbers a row', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `token-${i},${i % 7},${i % 3 === 0 ? 'yes' : 'no'}`)
    const text = ['word,count,bought', ...lines].join('\n')
    const table = await parseCsv(text, { schema: schemaOf(lines) })
    const model = await ctgan({ ...options, epochs: 1, batchSize: 1000, pack: 2 }).fit(table, { seed: 1 })
    expect(model.model.plan.layout.width).toBeLessThan(300)
    expect(model.report.warnings.join()).toContain("'word'")
    checkFitsSchema(await model.sample(100, { seed: 1 }))
  }, 120_000)
})

function schemaOf(lines: readonly string[]) {
  const word = { name: 'word', kind: 'categorical', role: 'feature', nullable: false, ordered: false } as const
  return {
    fields: [
      { ...word, categories: lines.map((line) => line.split(',')[0]!) },
      { name: 'count', kind: 'numeric', role: 'feature', nullable: false, integer: true },
      { ...word, name: 'bought', role: 'target', categories: ['no', 'yes'] },
    ],
  } as const
}

describe('what runs the networks', () => {
  it('says how to install ONNX Runtime where it is missing', async () => {
    const engine: Engine = {
      id: 'none',
      compile: async () => {
        const details = { engine: '@asdf/nn/onnx', package: 'onnxruntime-node' }
        throw new AsdfError(
          'ASDF_ENGINE_MISSING',
          'onnxEngine: … npm install --ignore-scripts onnxruntime-node',
          details,
        )
      },
      close: async () => {},
    }
    const fit = ctgan({ ...options, pack: 2, engine }).fit(await orders(60), { seed: 1 })
    await expect(fit).rejects.toMatchObject({ code: 'ASDF_ENGINE_MISSING' })
  })

  it('is any engine, which stays open, and a loaded model may have another', async () => {
    const engine = onnxEngine({ threads: 1 })
    const model = await ctgan({ ...options, pack: 2, engine }).fit(await orders(60), { seed: 1 })
    const rows = await model.sample(10, { seed: 2 })
    expect(await ctgan.load(model.save(), { engine }).sample(10, { seed: 2 })).toEqual(rows)
    expect(await ctgan.load(model.save()).sample(10, { seed: 2 })).toEqual(rows)
    await engine.close()
  })

  it.each([
    [{ batchSize: 15, pack: 10 }, 'batchSize'],
    [{ epochs: 0 }, 'epochs'],
    [{ generatorSizes: [0] }, 'generatorSizes'],
    [{ criticSizes: 3 }, 'criticSizes'],
    [{ dropout: 1 }, 'dropout'],
    [{ temperature: 0 }, 'temperature'],
    [{ earlyStopping: { every: 1, patience: 1, share: 0.9 } }, 'earlyStopping.share'],
    [{ earlyStopping: 5 }, 'earlyStopping'],
    [{ penalty: -1 }, 'penalty'],
    [{ logFrequency: 1 }, 'logFrequency'],
    [{ engine: {} }, 'engine'],
  ])('is told by options that are checked: %j', (given, option) => {
    expect(() => ctgan(given as object)).toThrow(
      expect.objectContaining({
        code: 'ASDF_OPTION_INVALID',
        details: expect.objectContaining({ option }) as unknown,
      }) as Error,
    )
  })
})

it('refuses a model with a variance below 0', async () => {
  const artifact = (await gan(options).fit(await orders(60), { seed: 1 })).save()
  const tensor = artifact.arrays['statistic.variance1'] as AnyTensor
  const arrays = {
    ...artifact.arrays,
    'statistic.variance1': { ...tensor, data: tensor.data.slice().fill(-1) } as AnyTensor,
  }
  expect(() => gan.load({ ...artifact, arrays })).toThrow(/variance1/)
})
