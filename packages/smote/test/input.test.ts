import type { ErrorCode, Synthesizer, SynthesizerFactory, TextColumn } from '@asdf/contract'
import type { Part } from './tables.ts'
import { isAsdfError } from '@asdf/contract'
import { classCodes, classCounts, columnOf } from '@asdf/core'
import { adasyn, borderlineSmote, kMeansSmote, randomOversampling, smote, smoteN, smoteNc, svmSmote } from '@asdf/smote'
import { describe, expect, it } from 'vitest'
import { boolean, categorical, datetime, numeric, tableOf, text, withNulls } from './tables.ts'

const labels = Array.from({ length: 40 }, (_, i) => (i < 6 ? 'rare' : i < 16 ? 'middling' : 'common'))
const target = categorical('label', labels, 'target')
const values = labels.map((_, i) => Math.sin(i) * 10 + (i < 6 ? 3 : 0))
const plain = tableOf(numeric('x', values), numeric('y', values.toReversed()), target)

const numericMethods: Record<string, (options?: object) => Synthesizer> = {
  smote,
  borderlineSmote,
  adasyn,
  svmSmote,
  kMeansSmote,
  smoteNc,
}

for (const [name, method] of Object.entries(numericMethods)) {
  describe(name, () => {
    it('refuses a target with one class', async () => {
      const single = tableOf(numeric('x', [1, 2, 3]), categorical('label', ['a', 'a', 'a'], 'target', ['a', 'b']))
      const error = await failure(method().fit(single, { seed: 1 }), 'ASDF_DATA_INVALID')
      expect(error.details).toEqual({ column: 'label', row: 0 })
      expect(error.message).toContain("one class, 'a'")
    })

    it('leaves a class with one row as it is, balances the others, and says so', async () => {
      const train = tableOf(numeric('x', [...values, 5]), categorical('label', [...labels, 'lone'], 'target'))
      const fitted = await method().fit(train, { seed: 1 })
      expect(fitted.report.warnings.join()).toContain("class 'lone' of 'label' needs at least 2 rows, got 1")
      const rows = await fitted.sample(100, { seed: 1 })
      expect([...classCounts(rows.schema.fields[1]!, columnOf(rows, 'label'))]).toEqual([56, 44, 0, 0])
      const asked = fitted.sample(1, { seed: 1, where: { label: 'lone' } })
      expect((await failure(asked, 'ASDF_TOO_FEW_ROWS')).details).toEqual({ required: 2, received: 1 })
      await failure(method({ ratio: { lone: 0.5 } }).fit(train, { seed: 1 }), 'ASDF_TOO_FEW_ROWS')
      await method({ ratio: { rare: 0.5 } }).fit(train, { seed: 1 })
    })

    it('fails when every class that could be made has one row', async () => {
      const train = tableOf(numeric('x', [1, 2]), categorical('label', ['a', 'b'], 'target'))
      await failure(method().fit(train, { seed: 1 }), 'ASDF_TOO_FEW_ROWS')
    })

    it('makes rows of a class with fewer rows than neighbors, and of two equal rows', async () => {
      const x = [1, 1, 9, 8, 7, 6, 5]
      const train = tableOf(
        numeric('x', x),
        categorical(
          'label',
          x.map((v) => (v === 1 ? 'a' : 'b')),
          'target',
        ),
      )
      const rows = await (await method().fit(train, { seed: 1 })).sample(10, { seed: 1, where: { label: 'a' } })
      expect([...(columnOf(rows, 'x') as { values: Float64Array }).values]).toEqual(Array(10).fill(1))
    })

    it('refuses a target without a value, naming column and row and what to do', async () => {
      const train = tableOf(numeric('x', values), withNulls(target, [2]))
      const error = await failure(method().fit(train, { seed: 1 }), 'ASDF_DATA_INVALID')
      expect(error.details).toEqual({ column: 'label', row: 3 })
      expect(error.message).toContain('leave out the rows without a target')
    })

    it('refuses infinite and NaN values, naming column and row', async () => {
      for (const bad of [Infinity, -Infinity, NaN]) {
        const train = tableOf(numeric('x', values.with(4, bad)), target)
        const error = await failure(method().fit(train, { seed: 1 }), 'ASDF_DATA_INVALID')
        expect(error.details).toEqual({ column: 'x', row: 5 })
      }
    })

    it('takes columns that never change, and numbers at the ends of what a double holds', async () => {
      const huge = values.map((value) => (value / 20) * Number.MAX_VALUE)
      const train = tableOf(
        numeric(
          'x',
          values.map(() => 3),
        ),
        numeric('big', huge),
        target,
      )
      const rows = await (await method().fit(train, { seed: 1 })).sample(30, { seed: 1 })
      expect(new Set((columnOf(rows, 'x') as { values: Float64Array }).values)).toEqual(new Set([3]))
      expect((columnOf(rows, 'big') as { values: Float64Array }).values.every(Number.isFinite)).toBe(true)
    })

    it('copies text from the base row, with a warning', async () => {
      const notes = labels.map((label, i) => `${label} ${i}`)
      const fitted = await method().fit(tableOf(numeric('x', values), text('note', notes), target), { seed: 1 })
      expect(fitted.report.warnings.join()).toContain("'note' is text")
      const rows = await fitted.sample(20, { seed: 1, where: { label: 'rare' } })
      const made = (columnOf(rows, 'note') as TextColumn).values
      expect(made.every((note) => notes.slice(0, 6).includes(note))).toBe(true)
    })

    it('needs a target, and one that has classes', async () => {
      await failure(method().fit(tableOf(numeric('x', values)), { seed: 1 }), 'ASDF_SCHEMA_MISMATCH')
      const numbers = tableOf(numeric('x', values), numeric('y', values, 'target'))
      const numeral = await failure(method().fit(numbers, { seed: 1 }), 'ASDF_SCHEMA_MISMATCH')
      expect(numeral.message).toContain(`kinds: { "y": 'categorical' }`)
      const [field, column] = target
      for (const [valid, advice] of [
        [new Uint8Array(values.length), 'no value in any row; name another target'],
        [Uint8Array.from(values, (_, row) => Number(row !== 2)), 'row 3 has no value; leave out the rows'],
      ] as const) {
        const codes = classCodes(column).map((code, row) => (valid[row] === 1 ? code : -1))
        const gaps: Part = [
          { ...field, nullable: true },
          { kind: 'categorical', codes, valid },
        ]
        const table = tableOf(numeric('x', values), gaps)
        expect((await failure(method().fit(table, { seed: 1 }), 'ASDF_DATA_INVALID')).message).toContain(advice)
      }
      await failure(method().fit(tableOf(target), { seed: 1 }), 'ASDF_SCHEMA_MISMATCH')
    })

    it('refuses options that make no sense', () => {
      const bad = [{ neighbors: 0 }, { neighbors: 2.5 }, { neighbors: '5' }, { scale: 'log' }, { ratio: 'all' }]
      for (const options of [...bad, { ratio: {} }, { ratio: { rare: -1 } }, { ratio: { rare: NaN } }, { k: 5 }]) {
        expect(() => method(options)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
      }
    })

    it('refuses a ratio for a class that is not there', async () => {
      await failure(method({ ratio: { scarce: 1 } }).fit(plain, { seed: 1 }), 'ASDF_OPTION_INVALID')
    })

    it('makes rows of any class on demand, the largest too, the same before and after saving', async () => {
      const fitted = await method().fit(plain, { seed: 1 })
      const saved = fitted.save()
      const run = { seed: 5, where: { label: 'common' } }
      const rows = await fitted.sample(25, run)
      expect(classCodes(columnOf(rows, 'label')).every((code) => code === 2)).toBe(true)
      expect(fitted.save()).toEqual(saved)
      const factory = method as unknown as SynthesizerFactory<unknown>
      expect(await factory.load(saved).sample(25, run)).toEqual(rows)
    })

    it('stops in the middle of a fit when told to', async () => {
      const count = 6000
      const many = Array.from({ length: count }, (_, i) => Math.sin(i * i))
      const classes = many.map((_, i) => (i % 3 === 0 ? 'a' : 'b'))
      const train = tableOf(numeric('x', many), numeric('y', many.toReversed()), categorical('c', classes, 'target'))
      const controller = new AbortController()
      const reason = new Error('enough')
      const onProgress = () => controller.abort(reason)
      await expect(method().fit(train, { seed: 1, signal: controller.signal, onProgress })).rejects.toBe(reason)
    })
  })
}

it('methods for numbers send tables with categories to smoteNc', async () => {
  for (const extra of [
    categorical('city', labels),
    boolean(
      'member',
      labels.map((label) => label === 'rare'),
    ),
  ]) {
    for (const method of [smote, borderlineSmote, adasyn, svmSmote, kMeansSmote]) {
      const error = await failure(
        method().fit(tableOf(numeric('x', values), extra, target), { seed: 1 }),
        'ASDF_UNSUPPORTED',
      )
      expect(error.message).toContain('smoteNc')
      expect(error.message).toContain(extra[0].name)
    }
  }
  const error = await failure(smoteN().fit(plain, { seed: 1 }), 'ASDF_UNSUPPORTED')
  expect(error.message).toContain('smoteNc')
})

it('each method refuses its own bad options', () => {
  const bad = [
    () => borderlineSmote({ variant: 3 as 1 }),
    () => borderlineSmote({ borderNeighbors: 0 }),
    () => svmSmote({ outStep: 1.5 }),
    () => svmSmote({ borderNeighbors: -1 }),
    () => svmSmote({ maximumSvmRows: 1 }),
    () => kMeansSmote({ clusters: 0 }),
    () => kMeansSmote({ imbalanceThreshold: 0 }),
    () => kMeansSmote({ densityExponent: 'dense' as 'auto' }),
    () => kMeansSmote({ densityExponent: -1 }),
    () => smoteN({ neighbors: 0 }),
    () => randomOversampling({ ratio: 'none' as 'auto' }),
  ]
  for (const configure of bad) expect(configure).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
})

it.each([2 ** 32, Number.MAX_SAFE_INTEGER])('counts of %d are cut to what the table has', async (huge) => {
  for (const method of [
    () => smote({ neighbors: huge }),
    () => borderlineSmote({ neighbors: huge, borderNeighbors: huge }),
    () => adasyn({ neighbors: huge }),
    () => svmSmote({ neighbors: huge, borderNeighbors: huge, maximumSvmRows: huge }),
    () => kMeansSmote({ neighbors: huge, clusters: huge, imbalanceThreshold: huge }),
  ]) {
    const outcome = method()
      .fit(plain, { seed: 1 })
      .catch((error: unknown) => error)
    const { code = 'none' } = (await outcome) as { readonly code?: string }
    // Clusters of single rows leave nothing to join.
    expect(['none', 'ASDF_TOO_FEW_ROWS', 'ASDF_METHOD_INAPPLICABLE']).toContain(code)
  }
})

it('where fixes the target only', async () => {
  const fitted = await smote().fit(plain, { seed: 1 })
  const error = await failure(fitted.sample(1, { seed: 1, where: { x: 3 } }), 'ASDF_UNSUPPORTED')
  expect(error.message).toContain("'x'")
  await failure(fitted.sample(1, { seed: 1, where: { label: 'rare', x: 3 } }), 'ASDF_UNSUPPORTED')
  expect((await fitted.sample(3, { seed: 1, where: {} })).rowCount).toBe(3)
})

it('where takes a boolean target as a boolean or by its label', async () => {
  const train = tableOf(
    numeric('x', values),
    boolean(
      'hit',
      labels.map((label) => label === 'rare'),
      'target',
    ),
  )
  const fitted = await smote().fit(train, { seed: 1 })
  for (const hit of [true, 'true']) {
    const rows = await fitted.sample(5, { seed: 1, where: { hit } })
    expect([...(columnOf(rows, 'hit') as { values: Uint8Array }).values]).toEqual([1, 1, 1, 1, 1])
  }
})

it('rows without a condition are split in proportion to what the classes lack', async () => {
  const counts = async (options: Parameters<typeof smote>[0], total: number) => {
    const rows = await (await smote(options).fit(plain, { seed: 1 })).sample(total, { seed: 3 })
    return [...classCounts(rows.schema.fields[2]!, columnOf(rows, 'label'))]
  }
  expect(await counts({}, 32)).toEqual([18, 14, 0]) // what balances the table
  expect(await counts({}, 7)).toEqual([4, 3, 0])
  expect(await counts({ ratio: { rare: 0.5 } }, 9)).toEqual([9, 0, 0])
  // Nothing lacks rows: in proportion to the classes but the largest.
  expect(await counts({ ratio: { rare: 0.1 } }, 16)).toEqual([6, 10, 0])
  expect(await counts({}, 0)).toEqual([0, 0, 0])
})

it('a balanced table gives rows of every class', async () => {
  const train = tableOf(numeric('x', [1, 2, 3, 4]), categorical('label', ['a', 'a', 'b', 'b'], 'target'))
  const rows = await (await smote().fit(train, { seed: 1 })).sample(6, { seed: 3 })
  expect([...classCounts(rows.schema.fields[1]!, columnOf(rows, 'label'))]).toEqual([3, 3])
})

describe('columns that are not features', () => {
  const ids = labels.map((_, i) => 100 + 3 * i)
  const parts: Part[] = [
    numeric('id', ids, 'identifier', true),
    text(
      'code',
      labels.map((_, i) => `synthetic-${i}`),
      'identifier',
    ),
    numeric(
      'weight',
      labels.map((_, i) => 1 + i),
      'weight',
    ),
    numeric('x', values),
    target,
  ]

  it('identifiers are new and unique, weights are the base row’s', async () => {
    for (const method of [smote, randomOversampling]) {
      const rows = await (
        await method().fit(tableOf(...parts), { seed: 1 })
      ).sample(50, { seed: 1, where: { label: 'rare' } })
      const made = (columnOf(rows, 'id') as { values: Float64Array }).values
      expect([...made]).toEqual(Array.from({ length: 50 }, (_, i) => 218 + i))
      const codes = (columnOf(rows, 'code') as TextColumn).values
      expect(new Set([...codes, ...labels.map((_, i) => `synthetic-${i}`)]).size).toBe(90)
      const weights = (columnOf(rows, 'weight') as { values: Float64Array }).values
      expect(weights.every((weight) => weight >= 1 && weight <= 6)).toBe(true)
    }
  })

  it('an identifier with fixed categories is refused', async () => {
    const train = tableOf(categorical('id', labels, 'identifier'), numeric('x', values), target)
    await failure(smote().fit(train, { seed: 1 }), 'ASDF_SCHEMA_MISMATCH')
  })
})

it('values keep to their grid: whole numbers, decimals, days', async () => {
  const day = 86_400_000
  const [field, column] = numeric(
    'price',
    values.map((value) => Math.round(value * 100) / 100),
  )
  const train = tableOf(
    numeric('count', values.map(Math.round), 'feature', true),
    [{ ...field, decimals: 2 } as typeof field, column],
    datetime(
      'joined',
      values.map((value) => Math.round(value) * day),
      'date',
    ),
    target,
  )
  const rows = await (await smote().fit(train, { seed: 1 })).sample(200, { seed: 1 })
  const cells = (name: string) => [...(columnOf(rows, name) as { values: Float64Array }).values]
  expect(cells('count').every(Number.isInteger)).toBe(true)
  expect(cells('price').every((price) => Number(price.toFixed(2)) === price)).toBe(true)
  expect(cells('joined').every((time) => time % day === 0)).toBe(true)
})

async function failure<Code extends ErrorCode>(work: Promise<unknown>, code: Code) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (isAsdfError(error, code)) return error
  throw new Error(`expected ${code}, got ${String(error)}`, { cause: error })
}
