import type { Column, Field, Table } from '@asdf/contract'
import { cellsOf, createRng, createTable, fitTableTransform } from '@asdf/core'
import * as nn from '@asdf/nn'
import { exportOnnx } from '@asdf/nn/onnx'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { decodeColumns, sharedColumns } from '../../src/table/export/decode-columns.ts'

const rowCount = 400
const rng = createRng(5)
const numbers = (next: (row: number) => number) => Float64Array.from({ length: rowCount }, (_, row) => next(row))
const codes = (count: number) => Int32Array.from({ length: rowCount }, () => Math.floor(count * rng.next() ** 3))
const holes = (share: number) => Uint8Array.from({ length: rowCount }, () => (rng.next() < share ? 0 : 1))
const categories = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`)

function holed(values: Float64Array, valid: Uint8Array): { values: Float64Array; valid: Uint8Array } {
  return { values: values.map((value, row) => (valid[row] === 1 ? value : Number.NaN)), valid }
}

const parts: readonly (readonly [Field, Column])[] = [
  [numeric('age', true), { kind: 'numeric', values: numbers(() => 18 + Math.floor(70 * rng.next())) }],
  [
    { ...numeric('price', false), decimals: 2, nullable: true },
    {
      kind: 'numeric',
      ...holed(
        numbers((row) => Math.round(100 * rng.next() * (row % 3 ? 5 : 900)) / 100),
        holes(0.2),
      ),
    },
  ],
  [numeric('spiky', false), { kind: 'numeric', values: numbers((row) => (row % 2 ? 0 : rng.next() * 1e7)) }],
  [{ ...numeric('big', true) }, { kind: 'numeric', values: numbers(() => 2 ** 50 + Math.floor(1e12 * rng.next())) }],
  [numeric('constant', false), { kind: 'numeric', values: numbers(() => 2.5) }],
  [
    { name: 'since', kind: 'datetime', role: 'feature', nullable: true },
    {
      kind: 'datetime',
      ...holed(
        numbers(() => 86_400_000 * Math.floor(20_000 * rng.next())),
        holes(0.1),
      ),
    },
  ],
  [
    { name: 'city', kind: 'categorical', role: 'feature', nullable: true, categories: categories(60), ordered: false },
    withHoles(codes(60)),
  ],
  [
    { name: 'color', kind: 'categorical', role: 'feature', nullable: false, categories: categories(3), ordered: false },
    { kind: 'categorical', codes: codes(3) },
  ],
  [
    { name: 'flag', kind: 'boolean', role: 'feature', nullable: true },
    { kind: 'boolean', values: Uint8Array.from(codes(2)), valid: holes(0.3) },
  ],
  [
    { name: 'id', kind: 'text', role: 'identifier', nullable: false },
    { kind: 'text', values: Array.from({ length: rowCount }, (_, row) => `K${row}`) },
  ],
]

function numeric(name: string, integer: boolean): Extract<Field, { kind: 'numeric' }> {
  return { name, kind: 'numeric', role: 'feature', nullable: false, integer }
}

function withHoles(all: Int32Array): Column {
  const valid = holes(0.2)
  return { kind: 'categorical', codes: all.map((code, row) => (valid[row] === 1 ? code : -1)), valid }
}

const table = createTable(
  { fields: parts.map(([field]) => field) },
  parts.map(([, column]) => column),
)

/** The columns as the file gives them: nulls as NaN or -1. */
function plainColumns({ schema, columns }: Table): Record<string, number[]> {
  return Object.fromEntries(
    columns.flatMap((column, index) => {
      if (column.kind === 'text') return []
      const cells = Array.from<number>(cellsOf(column))
      const none = column.kind === 'categorical' || column.kind === 'boolean' ? -1 : Number.NaN
      return [[schema.fields[index]!.name, cells.map((cell, row) => (column.valid?.[row] === 0 ? none : cell))]]
    }),
  )
}

describe('decodeColumns', () => {
  it('writes nodes that give the columns which the transform gives, to the last bit', async () => {
    const transform = await fitTableTransform(table, { categoryLimit: 8 }, { seed: 1 })
    expect(sharedColumns(transform)).toEqual([6])
    const { width } = transform
    const rows = Float32Array.from({ length: rowCount * width }, () => 2.4 * rng.next() - 1.2)
    // Places in another order, as those of networks are: everything after the first column moved to the front.
    const placeOf = (place: number) => (place + width - transform.slots.find(({ column }) => column > 0)!.start) % width
    const moved = new Float32Array(rows.length)
    rows.forEach((value, i) => (moved[i - (i % width) + placeOf(i % width)] = value))

    const input = { rows: nn.input('rows', [7, width]), uniform: nn.input('uniform', [7, 1]) }
    const outputs = { encoded: nn.add(input.rows, 0), draws: nn.add(input.uniform, 0) }
    const bytes = exportOnnx(
      outputs,
      {},
      {
        openRows: true,
        finish: (emit, { encoded, draws }) =>
          decodeColumns(emit, { transform, placeOf }, { rows: encoded!, uniform: draws! }),
      },
    )
    const session = await ort.InferenceSession.create(bytes)
    const uniform = Float32Array.from({ length: rowCount }, (_, row) => (row + 0.5) / rowCount)
    const found = await session.run({
      rows: new ort.Tensor('float32', moved, [rowCount, width]),
      uniform: new ort.Tensor('float32', uniform, [rowCount, 1]),
    })
    const decoded = Object.fromEntries(
      Object.entries(found).map(([name, { data }]) => [name, Array.from(data as Float64Array | BigInt64Array, Number)]),
    )
    const expected = plainColumns(transform.decode(rows, rowCount, createRng(1)))
    const cities = decoded['columns/city']!
    delete decoded['columns/city']
    const { city: drawn, ...others } = expected
    expect(decoded).toEqual(
      Object.fromEntries(Object.entries(others).map(([name, cells]) => [`columns/${name}`, cells])),
    )
    // Which of the rare categories it is hangs on the draw, but not which code, and so not what has a code of its own.
    const plan = transform.plans[6]!
    if (plan.kind !== 'categories') throw new TypeError('a column of categories')
    const codesOf = (cells: readonly number[]) => cells.map((cell) => (cell < 0 ? -1 : plan.codeOfCategory[cell]!))
    expect(codesOf(cities)).toEqual(codesOf(drawn!))
  })

  it('draws among categories that share a place by their shares', async () => {
    const transform = await fitTableTransform(table, { categoryLimit: 8 }, { seed: 1 })
    const plan = transform.plans[6]!
    if (plan.kind !== 'categories') throw new TypeError('a column of categories')
    const slot = transform.slots.find(({ column }) => column === 6)!
    const input = { rows: nn.input('rows', [2, transform.width]), uniform: nn.input('uniform', [2, 1]) }
    const bytes = exportOnnx(
      { encoded: nn.add(input.rows, 0), draws: nn.add(input.uniform, 0) },
      {},
      {
        openRows: true,
        finish: (emit, { encoded, draws }) =>
          decodeColumns(emit, { transform, placeOf: (place) => place }, { rows: encoded!, uniform: draws! }),
      },
    )
    const session = await ort.InferenceSession.create(bytes)
    const count = 10_000
    const code = plan.memberStarts.findIndex((start, i) => plan.memberStarts[i + 1]! - start > 2)
    const rows = new Float32Array(count * transform.width)
    for (let row = 0; row < count; row++) rows[row * transform.width + slot.start + code] = 1
    const found = await session.run({
      rows: new ort.Tensor('float32', rows, [count, transform.width]),
      uniform: new ort.Tensor(
        'float32',
        Float32Array.from({ length: count }, (_, row) => (row + 0.5) / count),
        [count, 1],
      ),
    })
    const drawn = Array.from(found['columns/city']!.data as BigInt64Array, Number)
    const [start, end] = [plan.memberStarts[code]!, plan.memberStarts[code + 1]!]
    let below = 0
    for (let member = start; member < end; member++) {
      const share = drawn.filter((category) => category === plan.members[member]).length / count
      expect(share).toBeCloseTo(plan.memberShares[member]! - below, 3)
      below = plan.memberShares[member]!
    }
    expect(drawn.every((category) => plan.codeOfCategory[category] === code)).toBe(true)
  })
})
