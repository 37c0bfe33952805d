import type { Column, Field, JsonValue } from '@asdf/contract'
import type { Encoder, EncoderState } from '@asdf/core'
import {
  checkTable,
  createTable,
  identityEncoder,
  isAsdfError,
  minMaxEncoder,
  oneHotEncoder,
  ordinalEncoder,
  quantileEncoder,
  restoreEncoder,
  restoreTableEncoder,
  standardEncoder,
  tableEncoder,
} from '@asdf/core'
import { expect, it } from 'vitest'
import { checkColumn } from '../src/check-table.ts'

const valid = Uint8Array.of(1, 1, 0, 1)
const fields: Readonly<Record<'size' | 'day' | 'color' | 'open', readonly [Field, Column]>> = {
  size: [
    { name: 'size', kind: 'numeric', role: 'feature', nullable: true, integer: false, minimum: 0, decimals: 1 },
    { kind: 'numeric', values: Float64Array.of(1.5, 2, NaN, 4), valid },
  ],
  day: [
    { name: 'day', kind: 'datetime', role: 'feature', nullable: true },
    { kind: 'datetime', values: Float64Array.of(0, 86_400_000, NaN, 864_000_000), valid },
  ],
  color: [
    {
      name: 'color',
      kind: 'categorical',
      role: 'feature',
      nullable: true,
      categories: ['red', 'blue'],
      ordered: false,
    },
    { kind: 'categorical', codes: Int32Array.of(0, 1, -1, 1), valid },
  ],
  open: [
    { name: 'open', kind: 'boolean', role: 'feature', nullable: true },
    { kind: 'boolean', values: Uint8Array.of(0, 1, 0, 1), valid },
  ],
}
const nulls = 'indicator'
const cases: readonly (readonly [keyof typeof fields, Encoder])[] = [
  ['size', identityEncoder({ nulls })],
  ['size', minMaxEncoder({ nulls })],
  ['size', standardEncoder({ nulls })],
  ['size', quantileEncoder({ nulls })],
  ['size', quantileEncoder({ nulls, distribution: 'normal', quantiles: 2 })],
  ['day', minMaxEncoder({ nulls })],
  ['day', identityEncoder({ nulls })],
  ['color', oneHotEncoder({ nulls })],
  ['color', ordinalEncoder({ nulls })],
  ['open', oneHotEncoder({ nulls })],
  ['open', ordinalEncoder({ nulls })],
]
const oddJson: readonly JsonValue[] = [
  ...[null, -1, 0, 0.5, 2, 1e9, 1e308, -1e308, 5e-324, '', 'x', 'standard', 'datetime', true, [], {}, [null], [-1]],
  { a: 1 },
]

/** Copies of a state, each with one value replaced or taken away: all places, all odd values. */
function* damagedStates(state: EncoderState): Generator<readonly [what: string, damaged: EncoderState]> {
  for (const path of pathsIn(state)) {
    for (const value of [...oddJson, undefined]) {
      const damaged = structuredClone(state)
      const holder = path.slice(0, -1).reduce<JsonValue>((at, key) => (at as never)[key], damaged)
      if (value === undefined) delete (holder as Record<string, unknown>)[path.at(-1)!]
      else (holder as Record<string, unknown>)[path.at(-1)!] = structuredClone(value)
      yield [`${path.join('.')} = ${JSON.stringify(value)}`, JSON.parse(JSON.stringify(damaged)) as EncoderState]
    }
  }
}

function pathsIn(value: JsonValue): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value).flatMap((key) => [[key], ...pathsIn((value as never)[key]).map((path) => [key, ...path])])
}

/** Numbers that a model may give a decoder. */
const drawn = [0, 1, 0.5, -3, 7, 1e300, -1e300, -Infinity, Infinity]

it.each(cases)('a damaged encoder of %s is refused with a code, or works (%#)', (name, encoder) => {
  const [field, column] = fields[name]
  const { state } = encoder.fit(field, column)
  let refused = 0
  for (const [what, damaged] of damagedStates(state)) {
    try {
      const restored = restoreEncoder(damaged)
      const encoded = refusedByCode(() => restored.encode(column))
      if (encoded !== undefined) expect(encoded.every(Number.isFinite), what).toBe(true)
      const { width } = restored
      const numbers = Float64Array.from({ length: drawn.length * width }, (_, i) => drawn[(i * 5) % drawn.length]!)
      checkColumn(what, restored.field, restored.decode(numbers, drawn.length))
    } catch (error) {
      if (!isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw new Error(what, { cause: error })
      refused++
    }
  }
  expect(refused).toBeGreaterThan(20)
})

it('a damaged encoder of tables is refused with a code, or works', () => {
  const columns = Object.values(fields)
  const table = createTable(
    { fields: columns.map(([field]) => field) },
    columns.map(([, column]) => column),
  )
  const { state } = tableEncoder({ nulls }).fit(table)
  for (const [what, damaged] of damagedStates(state as EncoderState)) {
    try {
      const restored = restoreTableEncoder(damaged)
      refusedByCode(() => restored.encode(table))
      const data = new Float64Array(3 * restored.width).fill(0.3)
      checkTable(what, restored.decode({ dtype: 'f64', shape: [3, restored.width], data }))
    } catch (error) {
      if (!isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw new Error(what, { cause: error })
    }
  }
})

/** The result, or undefined where the encoder says that the column is not its own. */
function refusedByCode<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (isAsdfError(error, 'ASDF_SCHEMA_MISMATCH') || isAsdfError(error, 'ASDF_DATA_INVALID')) return undefined
    throw error
  }
}

it.each(cases.filter(([name]) => name === 'size' || name === 'day'))(
  'an encoder of %s refuses to decode NaN (%#)',
  (name, encoder) => {
    const fitted = encoder.fit(...fields[name])
    const numbers = new Float64Array(2 * fitted.width).fill(NaN, fitted.width)
    expect(() => fitted.decode(numbers, 2)).toThrow(
      expect.objectContaining({ code: 'ASDF_DATA_INVALID', details: { column: name, row: 2 } }),
    )
  },
)
