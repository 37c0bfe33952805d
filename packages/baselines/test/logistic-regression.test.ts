import type { Column, Field, JsonObject, Table } from '@asdf/contract'
import { readFileSync } from 'node:fs'
import { logisticRegression } from '@asdf/baselines'
import { createTable, headRows, takeRows } from '@asdf/core'
import { mixedTable } from '@asdf/testkit'
import { describeClassifier } from '@asdf/testkit/vitest'
import { describe, expect, it } from 'vitest'

describeClassifier({ factory: logisticRegression, nulls: 'rejected' })

interface Case {
  readonly name: string
  readonly penalty: number
  readonly numbers: readonly (readonly number[])[]
  readonly categories: readonly (readonly number[])[]
  readonly sizes: readonly number[]
  readonly classes: number
  readonly truth: readonly number[]
  readonly weights: readonly number[] | null
  readonly coefficients: readonly (readonly number[])[]
  readonly probability: readonly (readonly number[])[]
}

const file = new URL('./golden/logistic-regression.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] }

describe.each(cases)('on "$name"', (example) => {
  const table = tableOf(example)
  const options = { penalty: example.penalty, tolerance: 1e-10 }

  it("has scikit-learn's coefficients and probabilities to 1e-6", async () => {
    const fitted = await logisticRegression(options).fit(table, { seed: 1 })
    expect(fitted.coefficients.shape).toEqual([example.coefficients.length, example.coefficients[0]!.length])
    expect(distance(fitted.coefficients.data, example.coefficients.flat())).toBeLessThan(1e-6)
    const { data } = await fitted.predictProbability(table)
    expect(distance(data, example.probability.flat())).toBeLessThan(1e-6)
  })
})

it('ends close to the optimum with the default tolerance', async () => {
  for (const example of cases) {
    const table = tableOf(example)
    const fitted = await logisticRegression({ penalty: example.penalty }).fit(table, { seed: 1 })
    const { data } = await fitted.predictProbability(table)
    expect(distance(data, example.probability.flat())).toBeLessThan(1e-3)
  }
})

it('names its coefficients after columns and categories', async () => {
  const fitted = await logisticRegression().fit(mixedTable(100, 1), { seed: 1 })
  expect(fitted.features).toEqual([
    '(intercept)',
    'amount',
    'age',
    'price',
    'region=north',
    'region=south',
    'region=west',
    'member',
    'joined',
  ])
})

it('gives a class without training rows the probability 0', async () => {
  const train = mixedTable(200, 1)
  const rows = Uint32Array.from({ length: 200 }, (_, row) => row).filter((row) => row % 10 < 9)
  const fitted = await logisticRegression().fit(takeRows(train, rows), { seed: 1 })
  const { shape, data } = await fitted.predictProbability(headRows(train, 20))
  expect(shape).toEqual([20, 3])
  for (let row = 0; row < 20; row++) {
    expect(data[3 * row + 2]).toBe(0)
    expect(data[3 * row]! + data[3 * row + 1]!).toBeCloseTo(1, 12)
  }
})

it('learns the shares of the classes when there is no feature', async () => {
  const field: Field = { name: 'y', kind: 'boolean', role: 'target', nullable: false }
  const table = createTable({ fields: [field] }, [{ kind: 'boolean', values: Uint8Array.of(0, 1, 1, 1) }])
  const fitted = await logisticRegression().fit(table, { seed: 1 })
  expect((await fitted.predictProbability(headRows(table, 1))).data[1]).toBeCloseTo(0.75, 5)
})

it.each([[{ penalty: 0 }], [{ tolerance: -1 }], [{ maximumSteps: 0.5 }], [{ maximumSteps: 1e9 }]])(
  'refuses %o',
  (options) => {
    expect(() => logisticRegression(options)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
  },
)

it.each([
  [-1, /weight column 'w'.*row 2/],
  [0, /is 0 in every row/],
])('refuses weights of %s', async (weight, message) => {
  const first = tableOf(cases[1]!)
  const values = Float64Array.from({ length: first.rowCount }, (_, row) => (row === 1 ? weight : 0))
  const columns = first.columns.map((column, i) =>
    first.schema.fields[i]!.role === 'weight' ? numeric(values) : column,
  )
  const fit = logisticRegression().fit({ ...first, columns }, { seed: 1 })
  await expect(fit).rejects.toThrow(message)
})

function tableOf({ numbers, categories, sizes, classes, truth, weights }: Case): Table {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
  const fields: Field[] = [
    ...numbers.map((_, i): Field => ({
      name: `x${i}`,
      kind: 'numeric',
      integer: false,
      role: 'feature',
      nullable: false,
    })),
    ...sizes.map((size, i) => categorical(`c${i}`, 'feature', names('v', size))),
    categorical('y', 'target', names('class ', classes)),
  ]
  const columns: Column[] = [
    ...numbers.map((values) => numeric(Float64Array.from(values))),
    ...[...categories, truth].map((codes): Column => ({ kind: 'categorical', codes: Int32Array.from(codes) })),
  ]
  if (weights === null) return createTable({ fields }, columns)
  const weight: Field = { name: 'w', kind: 'numeric', integer: false, role: 'weight', nullable: false }
  return createTable({ fields: [...fields, weight] }, [...columns, numeric(Float64Array.from(weights))])
}

it('refuses a saved mean that is so far from its scale that scores overflow', async () => {
  const artifact = (await logisticRegression().fit(mixedTable(100, 1), { seed: 1 })).save()
  const slots = artifact.state['slots'] as readonly JsonObject[]
  const far = slots.map((slot) => (slot['kind'] === 'number' ? { ...slot, mean: 1e308, scale: 1 } : slot))
  expect(() => logisticRegression.load(artifact)).not.toThrow()
  expect(() => logisticRegression.load({ ...artifact, state: { ...artifact.state, slots: far } })).toThrow(/features/)
})

function categorical(name: string, role: 'feature' | 'target', categories: readonly string[]): Field {
  return { name, kind: 'categorical', role, nullable: false, categories, ordered: false }
}

function numeric(values: Float64Array): Column {
  return { kind: 'numeric', values }
}

function distance(received: Float64Array, expected: readonly number[]): number {
  expect(received).toHaveLength(expected.length)
  return Math.max(...expected.map((value, i) => Math.abs(value - received[i]!)))
}
