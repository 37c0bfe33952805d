import type { Field, Synthesizer, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { balancingCounts, checkRatio, classCode, columnOf, createTable, oversample, takeRows } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const categories = ['a', 'b', 'c', 'unused']
const field: Field = { name: 'label', kind: 'categorical', role: 'target', nullable: false, categories, ordered: false }
const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2]
const column = { kind: 'categorical', codes: Int32Array.from(labels) } as const

describe('balancingCounts', () => {
  it('auto brings every class that has rows up to the largest', () => {
    expect([...balancingCounts(field, column, 'auto')]).toEqual([0, 5, 7, 0])
  })

  it('numbers are rows for each row of the largest class, and leave other classes', () => {
    expect([...balancingCounts(field, column, { b: 0.5 })]).toEqual([0, 1, 0, 0])
    expect([...balancingCounts(field, column, { c: 1, b: 0.1 })]).toEqual([0, 0, 7, 0])
    expect([...balancingCounts(field, column, { a: 1.5, unused: 0.25 })]).toEqual([4, 0, 0, 2])
  })

  it('never asks for fewer rows than there are, nor leaves a class short', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (codes, ratio) => {
          const counts = categories.map((_, code) => codes.filter((other) => other === code).length)
          const largest = Math.max(...counts)
          const needed = balancingCounts(field, { kind: 'categorical', codes: Int32Array.from(codes) }, { b: ratio })
          expect(counts[1]! + needed[1]!).toBe(Math.max(counts[1]!, Math.round(ratio * largest)))
        },
      ),
    )
  })

  it('does not count nulls', () => {
    const valid = Uint8Array.from(labels, (_, i) => (i < 4 ? 0 : 1))
    expect([...balancingCounts(field, { ...column, valid }, 'auto')]).toEqual([0, 1, 3, 0])
  })

  it('refuses ratios that make no sense, and classes that are not there', () => {
    for (const ratio of ['all', 0.5, null, [], {}, { a: 0 }, { a: -1 }, { a: Infinity }, { a: 1001 }, { a: '1' }]) {
      expect(() => checkRatio('smote', ratio)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
    }
    expect(() => balancingCounts(field, column, { z: 1 })).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
    )
  })
})

describe('oversample', () => {
  const train = createTable(
    {
      fields: [
        { name: 'id', kind: 'text', role: 'identifier', nullable: false },
        { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: true },
        field,
      ],
    },
    [
      { kind: 'text', values: labels.map((_, i) => `row ${i}`) },
      { kind: 'numeric', values: Float64Array.from(labels.keys()) },
      column,
    ],
  )

  it('adds what the classes lack, with identifiers that differ from all others', async () => {
    const { table, syntheticCount, counts } = await oversample(train, repeater([]), 'auto', { seed: 1 })
    expect([...counts]).toEqual([0, 5, 7, 0])
    expect(syntheticCount).toBe(12)
    expect(takeRows(table, Uint32Array.from(labels.keys()))).toEqual(train)
    const made = columnOf(table, 'label')
    expect(made.kind === 'categorical' && [...made.codes.subarray(12)]).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2])
    const ids = columnOf(table, 'id')
    expect(ids.kind === 'text' && new Set(ids.values).size).toBe(24)
  })

  it('gives the training table back when nothing is lacking', async () => {
    const { table, syntheticCount } = await oversample(train, repeater([]), { b: 0.1 }, { seed: 1 })
    expect(table).toBe(train)
    expect(syntheticCount).toBe(0)
  })

  it('auto leaves a class that the synthesizer cannot make, with a warning; a named class fails', async () => {
    const { counts, warnings } = await oversample(train, repeater(['c']), 'auto', { seed: 1 })
    expect([...counts]).toEqual([0, 5, 0, 0])
    expect(warnings.join()).toContain("class 'c' was left as it is")
    await expect(oversample(train, repeater(['c']), { c: 1 }, { seed: 1 })).rejects.toMatchObject({
      code: 'ASDF_TOO_FEW_ROWS',
    })
  })

  it('auto leaves a class that the synthesizer never gives out as it is, too', async () => {
    const never = new AsdfError('ASDF_CONDITION_UNREACHABLE', 'too rare', { share: 0 })
    const { counts, warnings } = await oversample(train, repeater(['c'], [], never), 'auto', { seed: 1 })
    expect([...counts]).toEqual([0, 5, 0, 0])
    expect(warnings).toEqual(["class 'c' was left as it is: too rare"])
    await expect(oversample(train, repeater(['c'], [], never), { c: 1 }, { seed: 1 })).rejects.toBe(never)
  })

  it('every class has a seed of its own, the same in every run', async () => {
    const seeds: number[][] = [[], []]
    for (const seen of seeds) await oversample(train, repeater([], seen), 'auto', { seed: 7 })
    expect(seeds[0]).toEqual(seeds[1])
    expect(new Set(seeds[0]).size).toBe(2)
  })
})

/** A conditional synthesizer that repeats the first row of a class, except for the classes it cannot make. */
function repeater(impossible: readonly string[], seeds: number[] = [], error?: AsdfError): Synthesizer {
  return {
    specVersion: 1,
    id: 'test/repeater',
    traits: {
      kinds: ['numeric'],
      nulls: 'rejected',
      target: 'required',
      conditional: true,
      reproducible: 'bitwise',
      keepsTrainingRows: true,
      privacy: 'none',
      minimumRows: 1,
    },
    options: {},
    fit: async (table: Table) => ({
      specVersion: 1,
      id: 'test/repeater',
      schema: table.schema,
      report: { steps: 0, losses: {}, warnings: [] },
      sample: async (count, { where = {}, seed }) => {
        seeds.push(seed)
        const name = String(where['label'])
        if (impossible.includes(name)) {
          throw error ?? new AsdfError('ASDF_TOO_FEW_ROWS', `repeater: '${name}'`, { required: 2, received: 1 })
        }
        return takeRows(table, new Uint32Array(count).fill(labels.indexOf(classCode(field, name))))
      },
      save: () => ({ format: 'asdf', formatVersion: 1, writer: 'test', stateVersion: 1, state: {}, arrays: {} }),
    }),
  }
}
