import type { Artifact, Table } from '@asdf/contract'
import { encodeArtifact, formatCsv, headRows } from '@asdf/core'
import { adaptive, ctgan } from '@asdf/gan'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'

const options = { ...smallNetworks, epochs: 5, pack: 2 }

/** Whether the bytes hold the values of a row's numbers one after the other, as doubles or as floats. */
function holdsRow(bytes: Buffer, table: Table, row: number): boolean {
  const numbers = table.columns.flatMap((column) => (column.kind === 'numeric' ? [column.values[row]!] : []))
  return [Float64Array, Float32Array].some((type) => {
    const wanted = type.from(numbers)
    return bytes.includes(Buffer.from(wanted.buffer))
  })
}

describe.each([
  ['ctgan', ctgan(options)],
  ['adaptive', adaptive(options)],
])('a saved %s', (_, synthesizer) => {
  it('holds no training row, no identifier and no text, nor does a checkpoint', async () => {
    const train = mixedTable(200, 1, { identifier: true })
    const saved: Artifact[] = []
    const model = await synthesizer.fit(train, { seed: 1, checkpointEvery: 5, onCheckpoint: (one) => saved.push(one) })
    saved.push(model.save())
    expect(saved).toHaveLength(2)
    const lines = formatCsv(headRows(train, 200)).trim().split('\n').slice(1)
    for (const artifact of saved) {
      const bytes = Buffer.from(encodeArtifact(artifact))
      for (let row = 0; row < 200; row++) {
        expect(holdsRow(bytes, train, row)).toBe(false)
        expect(bytes.includes(lines[row]!)).toBe(false)
        expect(bytes.includes(`key ${row}"`)).toBe(false)
      }
      expect(bytes.includes('note ')).toBe(false)
    }
  })
})
