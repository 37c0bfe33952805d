import type { Rng, SeriesField, Table } from '@asdf/contract'
import { createRng, createTable, withNulls } from '@asdf/core'

const visits: SeriesField = {
  name: 'visits',
  kind: 'series',
  role: 'feature',
  nullable: true,
  channels: [
    { name: 'pulse', kind: 'numeric', role: 'feature', nullable: true, integer: false },
    { name: 'ward', kind: 'categorical', role: 'feature', nullable: false, categories: ['a', 'b'], ordered: false },
  ],
  minimumLength: 0,
  maximumLength: 3,
  time: { name: 'day', kind: 'datetime', role: 'feature', nullable: false, format: 'date' },
}

/** `rowCount` rows of a number, a picture and a series of up to three timed steps, a fifth of the cells null. */
export function nestedTable(rowCount: number, seed: number): Table {
  const rng = createRng(seed)
  const offsets = new Uint32Array(rowCount + 1)
  for (let row = 0; row < rowCount; row++) offsets[row + 1] = offsets[row]! + Math.floor(4 * rng.next())
  const steps = offsets[rowCount]!
  const pulse = () => (rng.next() < 0.2 ? Number.NaN : rng.next())
  const values = Array.from({ length: steps }, () => [pulse(), Math.floor(2 * rng.next())])
  const times = new Float64Array(steps)
  for (let row = 0; row < rowCount; row++)
    for (let step = offsets[row]!; step < offsets[row + 1]!; step++) times[step] = 86_400_000 * (step - offsets[row]!)
  const nulls = () => Uint8Array.from({ length: rowCount }, () => (rng.next() < 0.2 ? 0 : 1))
  return createTable(
    {
      fields: [
        { name: 'amount', kind: 'numeric', role: 'feature', nullable: true, integer: false },
        { name: 'picture', kind: 'image', role: 'feature', nullable: true, height: 3, width: 2, channels: 3 },
        visits,
      ],
    },
    [
      withNulls({ kind: 'numeric', values: numbers(rowCount, rng) }, nulls()),
      withNulls({ kind: 'image', pixels: Uint8Array.from(numbers(18 * rowCount, rng), (x) => 256 * x) }, nulls()),
      withNulls({ kind: 'series', offsets, values: Float64Array.from(values.flat()), times }, nulls()),
    ],
  )
}

function numbers(count: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: count }, () => rng.next())
}
