import type { Column, Field, Table } from '@asdf/contract'
import type { AdversarialForestOptions } from '../../src/adversarial/options.ts'
import { createRng } from '@asdf/core'
import { checkFitsSchema, mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { adversarialForest } from '../../src/adversarial/adversarial-forest.ts'
import { labels, labelsOf, numbers, tableOf, valuesOf } from './tables.ts'

const small = { trees: 5 }

async function fitAndSample(table: Table, options: Partial<AdversarialForestOptions> = small) {
  const model = await adversarialForest(options).fit(table, { seed: 1 })
  const rows = await model.sample(200, { seed: 2 })
  checkFitsSchema(rows)
  for (const column of rows.columns) {
    if (column.kind === 'numeric') {
      column.values.forEach((value, row) => {
        if (column.valid?.[row] !== 0) expect(value).not.toBeNaN()
      })
    }
  }
  const again = adversarialForest.load(model.save())
  expect(await again.sample(50, { seed: 3 })).toEqual(await model.sample(50, { seed: 3 }))
  return { model, rows }
}

const pick = <T>(rowCount: number, seed: number, values: readonly T[]): T[] => {
  const rng = createRng(seed)
  return Array.from({ length: rowCount }, () => values[Math.floor(rng.next() * values.length)]!)
}

describe('tables that are hardly tables', () => {
  it('refuses one row, and says how many it needs', async () => {
    await expect(adversarialForest().fit(tableOf(numbers('x', [1])), { seed: 1 })).rejects.toMatchObject({
      code: 'ASDF_TOO_FEW_ROWS',
      details: { required: 10, received: 1 },
    })
  })

  it('takes one column', async () => {
    const { rows } = await fitAndSample(tableOf(labels('a', pick(300, 1, ['x', 'x', 'y']))))
    const share = labelsOf(rows, 'a').filter((value) => value === 'x').length / 200
    expect(Math.abs(share - 2 / 3)).toBeLessThan(0.15)
  })

  it('keeps columns constant when all of them are', async () => {
    const constant = tableOf(numbers('x', new Float64Array(60).fill(2.5)), labels('a', new Array<string>(60).fill('x')))
    const { model, rows } = await fitAndSample(constant)
    expect(new Set(valuesOf(rows, 'x'))).toEqual(new Set([2.5]))
    expect(new Set(labelsOf(rows, 'a'))).toEqual(new Set(['x']))
    expect([...model.logLikelihood(constant)]).toEqual(new Array<number>(60).fill(0))
  })

  it('takes a category per row, and warns', async () => {
    const each = Array.from({ length: 300 }, (_, row) => `row ${row}`)
    const { model } = await fitAndSample(tableOf(labels('a', each), labels('b', pick(300, 1, ['x', 'y']))))
    expect(model.report.warnings.join()).toMatch(
      /column 'a' has 300 categories that fewer than 5 rows share, released as 'other'/,
    )
  })

  it('takes a target with a class of one row, which it never gives out', async () => {
    const outcome = pick(300, 1, ['yes', 'no'])
    outcome[7] = 'maybe'
    const { model, rows } = await fitAndSample(
      tableOf(labels('outcome', outcome, 'target'), numbers('x', pick(300, 2, [1, 2, 3]))),
    )
    expect(labelsOf(rows, 'outcome')).not.toContain('maybe')
    expect(model.report.warnings.join()).toMatch(/outcome/)
  })

  it('takes 2,000 columns', async () => {
    const columns = Array.from({ length: 2000 }, (_, index) => {
      return index % 2 === 0
        ? numbers(`c${index}`, Array.from(createRngValues(60, index)))
        : labels(`c${index}`, pick(60, index, ['x', 'y', 'z']))
    })
    const { rows } = await fitAndSample(tableOf(...columns), { trees: 2, maximumRounds: 2 })
    expect(rows.columns.length).toBe(2000)
  }, 60_000)

  it('takes nulls everywhere, and columns of nothing else', async () => {
    const empty: [Field, Column] = [
      { name: 'empty', kind: 'numeric', role: 'feature', nullable: true, integer: false },
      { kind: 'numeric', values: new Float64Array(200), valid: new Uint8Array(200) },
    ]
    const { model, rows } = await fitAndSample(
      tableOf(empty, labels('a', pick(200, 1, ['', '', 'x'])), labels('b', pick(200, 2, ['', 'y']))),
    )
    expect(rows.columns[0]!.valid).toEqual(new Uint8Array(200))
    expect(labelsOf(rows, 'a').filter((value) => value === '').length).toBeGreaterThan(100)
    const filled = await model.impute(rows, { seed: 1 })
    expect(filled.columns[0]!.valid).toEqual(new Uint8Array(200))
    expect(new Set(labelsOf(filled, 'a'))).toEqual(new Set(['x']))
  })

  it('takes a table of text and identifiers alone', async () => {
    const text: [Field, Column] = [
      { name: 'note', kind: 'text', role: 'feature', nullable: false },
      { kind: 'text', values: Array.from({ length: 20 }, (_, row) => `note ${row}`) },
    ]
    const { model } = await fitAndSample(tableOf(text))
    expect(model.report.warnings.join()).toMatch(/column 'note' is free text/)
  })

  it('warns when there are too few rows for a split', async () => {
    const { model } = await fitAndSample(mixedTable(30, 1))
    expect(model.report.warnings.join()).toMatch(/no tree found a split among 30 rows/)
  })

  it('warns when the rounds end while forests can still tell', async () => {
    const { model } = await fitAndSample(mixedTable(300, 1), { trees: 5, maximumRounds: 1 })
    expect(model.report.warnings.join()).toMatch(/the last of 1 forests still told \d+\.\d % of the rows right/)
  })
})

describe('options', () => {
  it.each([
    ['minimumRows', 3],
    ['minimumRows', 20.5],
    ['trees', 0],
    ['maximumRounds', 0],
    ['tolerance', -0.1],
    ['tolerance', 0.6],
    ['columnsPerSplit', 0],
    ['bins', 1],
    ['bins', 201],
    ['pseudoCount', -1],
    ['pseudoCount', Number.NaN],
    ['bandwidth', 0.6],
  ])('refuse %s = %s by name', (option, value) => {
    expect(() => adversarialForest({ [option]: value })).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID', details: { option, received: value } }) as Error,
    )
  })

  it('change what they say they change', async () => {
    const train = mixedTable(400, 1)
    const fit = (options: Partial<AdversarialForestOptions>) => adversarialForest(options).fit(train, { seed: 1 })
    expect((await fit({ trees: 5, maximumRounds: 1 })).accuracies.length).toBe(1)
    expect((await fit({ trees: 5, tolerance: 0.5 })).accuracies.length).toBe(1)
    expect((await fit({ trees: 7 })).save().arrays['roots']!.data.length).toBe(7)
    const [one, all] = [await fit({ trees: 5, columnsPerSplit: 1 }), await fit({ trees: 5, columnsPerSplit: 99 })]
    expect(one.save().arrays).not.toEqual(all.save().arrays)
  })
})

describe('a damaged artifact', () => {
  it.each([
    ['next', 0, 0],
    ['next', 0, 1e9],
    ['column', 0, 77],
    ['setAt', 0, 1e9],
    ['roots', 1, 0],
    ['leafRows', 0, 1],
    ['entryStarts', 1, 1e6],
    ['entryCodes', 0, 254],
    ['entryCounts', 0, 0],
  ] as const)('is refused: %s[%i] = %i', async (name, at, value) => {
    const artifact = structuredClone((await adversarialForest(small).fit(mixedTable(200, 1), { seed: 1 })).save())
    artifact.arrays[name]!.data[at] = value
    expect(() => adversarialForest.load(artifact)).toThrow(
      expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID' }) as Error,
    )
  })
})

function createRngValues(count: number, seed: number): Float64Array {
  const rng = createRng(seed)
  return Float64Array.from({ length: count }, () => rng.next())
}

it('refuses a model whose places of entries lead far beyond them, without walking there', async () => {
  const artifact = (await adversarialForest({ trees: 2 }).fit(mixedTable(100, 1), { seed: 1 })).save()
  const starts = artifact.arrays['entryStarts']!.data.slice() as Int32Array
  starts[5] = 2 ** 31 - 1
  const arrays = { ...artifact.arrays, entryStarts: { dtype: 'i32' as const, shape: [starts.length], data: starts } }
  expect(() => adversarialForest.load({ ...artifact, arrays })).toThrow(/entryStarts/)
})
