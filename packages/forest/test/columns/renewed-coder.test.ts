import type { Artifact, FittedSynthesizer, Synthesizer, Table } from '@asdf/contract'
import { createRng, createTable, decodeArtifact, encodeArtifact } from '@asdf/core'
import { adversarialForest, forestFlow, sequentialTrees } from '@asdf/forest'
import { describe, expect, it } from 'vitest'

const rowCount = 300

/** A cabin and a ticket that three quarters of the passengers lack: those who are not in first class. */
function passengers(): Table {
  const rng = createRng(4)
  const isFirst = Uint8Array.from({ length: rowCount }, () => (rng.next() < 0.25 ? 1 : 0))
  return createTable(
    {
      fields: [
        { name: 'cabin', kind: 'text', role: 'feature', nullable: true },
        { name: 'ticket', kind: 'numeric', role: 'identifier', nullable: true, integer: true },
        { name: 'first', kind: 'boolean', role: 'feature', nullable: false },
        { name: 'age', kind: 'numeric', role: 'feature', nullable: false, integer: true },
      ],
    },
    [
      { kind: 'text', values: Array.from(isFirst, (first, row) => (first === 1 ? `C${row}` : '')), valid: isFirst },
      { kind: 'numeric', values: Float64Array.from(isFirst, (first, row) => (first ? row : NaN)), valid: isFirst },
      { kind: 'boolean', values: isFirst },
      { kind: 'numeric', values: Float64Array.from(isFirst, () => 20 + Math.floor(50 * rng.next())) },
    ],
  )
}

const small = { levels: 10, rounds: 30, duplicates: 10, threads: 1 }

const subjects: readonly { readonly made: Synthesizer; readonly load: (artifact: Artifact) => FittedSynthesizer }[] = [
  { made: sequentialTrees({ threads: 1 }), load: (artifact) => sequentialTrees.load(artifact) },
  { made: adversarialForest({ trees: 20, threads: 1 }), load: (artifact) => adversarialForest.load(artifact) },
  { made: forestFlow(small), load: (artifact) => forestFlow.load(artifact) },
]

describe.each(subjects)('texts and identifiers with nulls', ({ made, load }) => {
  it(`are null where they were, given the rest of the row (${made.id})`, async () => {
    const fitted = await made.fit(passengers(), { seed: 1 })
    const rows = await load(decodeArtifact(encodeArtifact(fitted.save()))).sample(1000, { seed: 2 })
    const [cabin, ticket, first] = rows.columns
    const isFirst = first?.kind === 'boolean' ? first.values : new Uint8Array(0)
    for (const column of [cabin!, ticket!]) {
      const agreeing = isFirst.filter((one, row) => column.valid?.[row] === one).length
      expect(agreeing).toBeGreaterThan(950)
    }
    expect(isFirst.reduce((sum, one) => sum + one, 0) / 1000).toBeCloseTo(0.25, 1)
  })

  it(`stay without values when they never had one (${made.id})`, async () => {
    const table = passengers()
    const empty = {
      kind: 'text',
      values: new Array<string>(rowCount).fill(''),
      valid: new Uint8Array(rowCount),
    } as const
    const train = { ...table, columns: [empty, ...table.columns.slice(1)] }
    const rows = await (await made.fit(train, { seed: 1 })).sample(50, { seed: 2 })
    expect(rows.columns[0]).toEqual({ kind: 'text', values: new Array<string>(50).fill(''), valid: new Uint8Array(50) })
  })
})

it('filling nulls leaves texts and identifiers alone', async () => {
  const table = passengers()
  const fitted = await sequentialTrees({ threads: 1 }).fit(table, { seed: 1 })
  const filled = await fitted.impute(table, { seed: 3 })
  expect(filled.columns).toEqual(table.columns)
})
