import type { CodedColumn, CodeModel, DensityOptions } from '@asdf/trees/density'
import { createRng } from '@asdf/core'
import { fitCodes, restoreCodes } from '@asdf/trees/density'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mixedCodes, shareDistance } from './columns.ts'

const columns = mixedCodes(6000, 1)
const codesOf = (some: readonly CodedColumn[]) => some.map(({ codes }) => codes)
const quick: Partial<DensityOptions> = { maximumRounds: 20 }

async function sampled(model: CodeModel, count: number, seed = 7) {
  return (await model.sample(count, {}, { seed })).columns
}

describe('a model', () => {
  test('draws the shares of every column, and what hangs together', async () => {
    const model = await fitCodes(columns, {}, { seed: 3 })
    const rows = await sampled(model, 6000)
    // Two samples of this size are about as far apart.
    const others = codesOf(mixedCodes(6000, 2))
    expect(shareDistance(rows, codesOf(columns))).toBeLessThan(1.5 * shareDistance(others, codesOf(columns)) + 0.05)
    const [kind, level, fine, isHigh] = rows
    let wrong = 0
    for (let i = 0; i < 6000; i++) {
      if (Number(fine![i]! > 40) !== isHigh![i]!) wrong++
      if (level![i]! < 6 * kind![i]! || level![i]! > 6 * kind![i]! + 8) wrong++
      if (fine![i]! > 0 && (fine![i]! < 4 * level![i]! || fine![i]! > 4 * level![i]! + 13)) wrong++
    }
    expect(wrong / 6000).toBeLessThan(0.06)
  })

  test('finds the entropy that is left of each column', async () => {
    const { figures } = await fitCodes(columns, {}, { seed: 3 })
    const losses = figures.map(({ logLikelihood }) => -logLikelihood)
    // What generated the rows: 3 kinds; 8 levels; a spike or about 12 codes; a function; 5 values of noise.
    const spiked = -0.2 * Math.log(0.2) - 0.8 * Math.log(0.8)
    const exact = [Math.log(3), Math.log(8), spiked + 0.8 * Math.log(12), 0, Math.log(5)]
    exact.forEach((entropy, column) => {
      expect(losses[column]).toBeGreaterThan(entropy - 0.08)
      expect(losses[column]).toBeLessThan(entropy + 0.14)
    })
    expect(figures[0]!.rounds).toEqual([0])
    expect(figures[2]!.rounds).toHaveLength(2)
    expect(figures[4]!.logLikelihood).toBeCloseTo(figures[4]!.marginalLogLikelihood, 2)
    // A function of the column before it needs few trees.
    expect(figures[3]!.rounds[0]).toBeLessThan(40)
  })

  test('scores rows it was not fitted on as it scored those it held back', async () => {
    const model = await fitCodes(columns, {}, { seed: 3 })
    const fresh = model.logProbability(codesOf(mixedCodes(3000, 9)))
    const expected = model.figures.reduce((sum, { logLikelihood }) => sum + logLikelihood, 0)
    expect(fresh.reduce((sum, one) => sum + one, 0) / 3000).toBeCloseTo(expected, 0)
    expect(fresh.every((one) => one < 0)).toBe(true)
  })

  test('gives probabilities that sum to one over all that can happen', async () => {
    const some = [columns[0]!, { ...columns[1]! }, columns[3]!]
    const model = await fitCodes(some, { ...quick, groups: 4 }, { seed: 1 })
    const cells = 3 * 20 * 2
    const grid = [40, 2, 1].map((step, column) =>
      Uint8Array.from({ length: cells }, (_, i) => Math.floor(i / step) % [3, 20, 2][column]!),
    )
    const total = model.logProbability(grid).reduce((sum, one) => sum + Math.exp(one), 0)
    expect(total).toBeCloseTo(1, 4)
    // And draws cells as often as it says.
    const [a, b, c] = await sampled(model, 40_000)
    const counts = new Float64Array(cells)
    for (let i = 0; i < 40_000; i++) counts[40 * a![i]! + 2 * b![i]! + c![i]!]! += 1 / 40_000
    model
      .logProbability(grid)
      .forEach((one, cell) => expect(Math.abs(counts[cell]! - Math.exp(one))).toBeLessThan(0.005))
  })
})

describe('the same seed gives the same', () => {
  const settings: readonly Partial<DensityOptions>[] = [
    quick,
    { ...quick, honest: true, featureShare: 0.5 },
    { ...quick, splits: 'random' },
    { ...quick, rowShare: 0.4, maximumStructureRows: 1000, heldBackShare: 0, featureBins: 10 },
  ]
  test.each(settings)('model and rows for any number of threads, with %o', async (options) => {
    const one = await fitCodes(columns, options, { seed: 5, threads: 1 })
    const rows = await one.sample(5000, {}, { seed: 6, threads: 1 })
    for (const threads of [2, 3]) {
      const other = await fitCodes(columns, options, { seed: 5, threads })
      expect(other.state).toEqual(one.state)
      expect(await other.sample(5000, {}, { seed: 6, threads })).toEqual(rows)
    }
    expect((await fitCodes(columns, options, { seed: 6, threads: 1 })).state).not.toEqual(one.state)
    expect(await sampled(one, 500, 1)).not.toEqual(await sampled(one, 500, 2))
  })
})

test('every option leaves a model that learns', async () => {
  const settings: readonly Partial<DensityOptions>[] = [
    { honest: true },
    { splits: 'random', leaves: 31 },
    { heldBackShare: 0, maximumRounds: 15 },
    { featureShare: 0.3 },
    { featureBins: 6 },
    { smooth: 0 },
    { groups: 2 },
    { leaves: 255, minimumLeafRows: 1 },
    { learningRate: 1 },
    { rowShare: 0.2 },
    { maximumStructureRows: 500 },
  ]
  for (const options of settings) {
    const { figures } = await fitCodes(columns, { ...quick, ...options }, { seed: 2 })
    const gained = figures.map(({ logLikelihood, marginalLogLikelihood }) => logLikelihood - marginalLogLikelihood)
    expect(gained[1], JSON.stringify(options)).toBeGreaterThan(0.4)
    expect(gained[2], JSON.stringify(options)).toBeGreaterThan(0.4)
    expect(gained[3], JSON.stringify(options)).toBeGreaterThan(0.4)
  }
})

test('honest leaves and random splits give less likelihood than the best ones', async () => {
  const loss = async (options: Partial<DensityOptions>) => {
    const { figures } = await fitCodes(columns, { maximumRounds: 60, ...options }, { seed: 2 })
    return figures.reduce((sum, { logLikelihood }) => sum - logLikelihood, 0)
  }
  const best = await loss({})
  expect(await loss({ splits: 'random' })).toBeGreaterThan(best)
  expect(await loss({ honest: true })).toBeGreaterThan(best - 0.05)
})

test('without trees columns are drawn by their shares, one by one', async () => {
  const model = await fitCodes(columns, { maximumRounds: 0 }, { seed: 2 })
  expect(model.figures.every(({ rounds }) => rounds.every((count) => count === 0))).toBe(true)
  const rows = await sampled(model, 20_000)
  expect(shareDistance(rows, codesOf(columns))).toBeLessThan(0.25)
})

describe('odd tables', () => {
  const flat = (size: number, rows: number): CodedColumn => ({ codes: new Uint8Array(rows), size, ordered: false })

  test('one row', async () => {
    const model = await fitCodes(mixedCodes(1, 3), {}, { seed: 1 })
    const rows = await sampled(model, 50)
    expect(rows.map((column) => column.length)).toEqual([50, 50, 50, 50, 50])
    expect([...model.logProbability(codesOf(mixedCodes(4, 4)))].every(Number.isFinite)).toBe(true)
  })

  test('one column', async () => {
    const model = await fitCodes([columns[2]!], {}, { seed: 1 })
    expect(shareDistance(await sampled(model, 20_000), [columns[2]!.codes])).toBeLessThan(0.15)
  })

  test('columns of a single value', async () => {
    const model = await fitCodes(
      [flat(1, 100), flat(3, 100), columns[1]!].map((c) => ({ ...c, codes: c.codes.slice(0, 100) })),
      {},
      { seed: 1 },
    )
    const [first, second] = await sampled(model, 1000)
    expect(first!.every((code) => code === 0)).toBe(true)
    expect(second!.filter((code) => code > 0).length).toBeLessThan(10)
  })

  test('255 codes, a row each, ordered or not', async () => {
    const codes = Uint8Array.from({ length: 255 }, (_, i) => i)
    for (const ordered of [false, true]) {
      const model = await fitCodes(
        [
          { codes, size: 255, ordered },
          { codes, size: 255, ordered },
        ],
        { minimumLeafRows: 1 },
        { seed: 1 },
      )
      const rows = await sampled(model, 3000)
      expect(new Set(rows[0]).size).toBeGreaterThan(240)
      expect(rows[1]!.every((code) => code < 255)).toBe(true)
    }
  })

  test('2,000 columns of which each is the one before it or noise', async () => {
    const rng = createRng(4)
    const rowCount = 300
    const many: CodedColumn[] = []
    for (let j = 0; j < 2000; j++) {
      const codes = Uint8Array.from({ length: rowCount }, (_, i) =>
        j % 2 === 1 ? many[j - 1]!.codes[i]! : Math.floor(rng.next() * 4),
      )
      many.push({ codes, size: 4, ordered: j % 4 < 2 })
    }
    const model = await fitCodes(many, { maximumRounds: 10, learningRate: 1 }, { seed: 1 })
    const rows = await sampled(model, 100)
    let same = 0
    for (let j = 1; j < 2000; j += 2) rows[j]!.forEach((code, i) => (same += Number(code === rows[j - 1]![i]!)))
    expect(same / 100_000).toBeGreaterThan(0.9)
  })

  test('any small table gives rows of its codes and finite scores', async () => {
    const table = fc
      .tuple(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()), { minLength: 1, maxLength: 5 }),
      )
      .chain(([rows, shapes]) =>
        fc.tuple(
          ...shapes.map(([size, ordered]) =>
            fc
              .uint8Array({ minLength: rows, maxLength: rows, max: size - 1 })
              .map((codes): CodedColumn => ({ codes, size, ordered })),
          ),
        ),
      )
    const options = { minimumLeafRows: 2, maximumRounds: 5, groups: 4, pseudoCount: 0.01, learningRate: 1 }
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (some: readonly CodedColumn[], honest) => {
        const model = await fitCodes(some, { ...options, honest }, { seed: 1, threads: 1 })
        const rows = await sampled(model, 20)
        rows.forEach((codes, j) => expect(Math.max(...codes)).toBeLessThan(some[j]!.size))
        expect([...model.logProbability(codesOf(some))].every((one) => one <= 1e-6 && one > -100)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

describe('what cannot be fitted is refused:', () => {
  const good = columns[0]!
  const refused: readonly (readonly [string, readonly CodedColumn[], Partial<DensityOptions>, string])[] = [
    ['no columns', [], {}, 'ASDF_TOO_FEW_ROWS'],
    ['no rows', [{ ...good, codes: new Uint8Array(0) }], {}, 'ASDF_TOO_FEW_ROWS'],
    ['unequal lengths', [good, { ...good, codes: new Uint8Array(3) }], {}, 'ASDF_SHAPE_MISMATCH'],
    ['a size of none', [{ ...good, size: 0 }], {}, 'ASDF_SHAPE_MISMATCH'],
    ['a size of 256', [{ ...good, size: 256 }], {}, 'ASDF_SHAPE_MISMATCH'],
    ['atoms of another size', [{ ...good, atoms: new Uint8Array(2) }], {}, 'ASDF_SHAPE_MISMATCH'],
    ['a code beyond the size', [{ ...good, size: 2 }], {}, 'ASDF_DATA_INVALID'],
    ['a misspelt option', [good], { leafs: 3 } as object, 'ASDF_OPTION_INVALID'],
    ['no learning rate', [good], { learningRate: 0 }, 'ASDF_OPTION_INVALID'],
    ['one leaf', [good], { leaves: 1 }, 'ASDF_OPTION_INVALID'],
    ['256 leaves', [good], { leaves: 256 }, 'ASDF_OPTION_INVALID'],
    ['most rows held back', [good], { heldBackShare: 0.6 }, 'ASDF_OPTION_INVALID'],
    ['no pseudocount', [good], { pseudoCount: 0 }, 'ASDF_OPTION_INVALID'],
    ['unknown splits', [good], { splits: 'worst' as 'best' }, 'ASDF_OPTION_INVALID'],
  ]
  test.each(refused)('%s', async (_, some, options, code) => {
    await expect(fitCodes(some, options, { seed: 1 })).rejects.toMatchObject({ code })
  })

  test('bad seeds and threads', async () => {
    await expect(fitCodes(columns, {}, { seed: 0.5 })).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
    await expect(fitCodes(columns, {}, { seed: 1, threads: 0 })).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
  })
})

describe.each([1, 2])('on %i threads', (threads) => {
  test('progress counts the columns', async () => {
    const steps: number[] = []
    await fitCodes(columns, quick, {
      seed: 1,
      threads,
      onProgress: ({ step, totalSteps }) => steps.push(step / totalSteps),
    })
    expect(steps).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  })

  test('an abort ends the fit with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 60)
    const endless = { maximumRounds: 10_000, heldBackShare: 0 }
    await expect(fitCodes(columns, endless, { seed: 1, threads, signal: controller.signal })).rejects.toBe(reason)
    await expect(fitCodes(columns, {}, { seed: 1, threads, signal: controller.signal })).rejects.toBe(reason)
  })

  test('what a progress listener throws comes out', async () => {
    const reason = new Error('no more')
    const onProgress = () => {
      throw reason
    }
    await expect(fitCodes(columns, quick, { seed: 1, threads, onProgress })).rejects.toBe(reason)
    const model = await fitCodes(columns, quick, { seed: 1 })
    await expect(model.sample(9000, {}, { seed: 1, threads, onProgress })).rejects.toBe(reason)
  })
})

test('columns that are given are left as they were', async () => {
  const before = columns.map(({ codes }) => codes.slice())
  await fitCodes(columns, quick, { seed: 1, threads: 2 })
  expect(codesOf(columns)).toEqual(before)
})

describe('a saved model', () => {
  test('draws and scores as before', async () => {
    const model = await fitCodes(columns, quick, { seed: 1 })
    const { json, arrays } = model.state
    const restored = restoreCodes({ json: JSON.parse(JSON.stringify(json)) as typeof json, arrays })
    expect(restored.state).toEqual(model.state)
    expect(restored.figures).toEqual(model.figures)
    expect(await sampled(restored, 3000)).toEqual(await sampled(model, 3000))
    expect(restored.logProbability(codesOf(columns))).toEqual(model.logProbability(codesOf(columns)))
  })

  test('is refused when any part of it is damaged', async () => {
    const { json, arrays } = (await fitCodes(columns, quick, { seed: 1 })).state
    const refused = (state: { json: typeof json; arrays: typeof arrays }) =>
      expect(() => restoreCodes(state)).toThrowError(expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }))
    refused({ json: {}, arrays })
    for (const name of Object.keys(arrays)) {
      const tensor = arrays[name]!
      refused({ json, arrays: { ...arrays, [name]: undefined as never } })
      const cut = { ...tensor, shape: [tensor.data.length - 1], data: tensor.data.slice(1) } as typeof tensor
      refused({ json, arrays: { ...arrays, [name]: cut } })
      const data = tensor.data.slice()
      data.fill(name === 'tables' ? Number.NaN : name === 'sets' ? 0 : 254)
      if (name !== 'sets' && name !== 'factors')
        refused({ json, arrays: { ...arrays, [name]: { ...tensor, data } as typeof tensor } })
    }
    const nan = arrays['factors']!.data.slice()
    nan[3] = Number.NaN
    refused({ json, arrays: { ...arrays, factors: { ...arrays['factors']!, data: nan } as never } })
    const list = json['columns'] as readonly Record<string, never>[]
    for (const part of ['size', 'ordered', 'starts', 'digits', 'figures']) {
      refused({ json: { columns: list.map((column) => ({ ...column, [part]: 'x' })) }, arrays })
    }
  })
})
