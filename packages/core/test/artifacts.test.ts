import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAsdfError } from '@asdf/contract'
import type { AnyTensor, Artifact } from '@asdf/contract'
import {
  checkArtifact,
  createTable,
  decodeArtifact,
  encodeArtifact,
  schemaFromJson,
  schemaToJson,
  tableFromArrays,
  tableToArrays,
} from '@asdf/core'

const sample: Artifact = {
  format: 'asdf',
  formatVersion: 1,
  writer: '@asdf/test/model',
  stateVersion: 2,
  state: { name: 'größe', list: [1, null, { deep: true }] },
  arrays: {
    bytes: { dtype: 'u8', shape: [3], data: Uint8Array.of(1, 2, 3) },
    codes: { dtype: 'i32', shape: [2], data: Int32Array.of(-1, 7) },
    weights: { dtype: 'f32', shape: [2, 2], data: Float32Array.of(0.5, -0, Infinity, NaN) },
    values: { dtype: 'f64', shape: [1], data: Float64Array.of(Math.PI) },
    none: { dtype: 'f64', shape: [0], data: new Float64Array(0) },
  },
}

function problemOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) return error.details.problem
    throw error
  }
  return 'none'
}

describe('encodeArtifact and decodeArtifact', () => {
  it('give back what went in, at any byte offset', () => {
    const bytes = encodeArtifact(sample)
    expect(decodeArtifact(bytes)).toEqual(sample)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeArtifact(shifted.subarray(3))).toEqual(sample)
  })

  it('lay arrays out as safetensors does: aligned, without holes, in the order of their offsets', () => {
    const bytes = encodeArtifact(sample)
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { data_offsets: number[] }
    >
    const { __metadata__: metadata, ...entries } = header
    expect(Object.values(metadata!).every((value) => typeof value === 'string')).toBe(true)
    const offsets = Object.values(entries).map((entry) => entry.data_offsets)
    expect(offsets[0]![0]).toBe(0)
    for (let i = 1; i < offsets.length; i++) expect(offsets[i]![0]).toBe(offsets[i - 1]![1])
    expect(8 + length + offsets.at(-1)![1]!).toBe(bytes.length)
    expect((8 + length) % 8).toBe(0)
  })

  it('give the same bytes whatever the order of the arrays', () => {
    const reversed = {
      ...sample,
      arrays: Object.fromEntries(Object.entries(sample.arrays).reverse()) as Record<string, AnyTensor>,
    }
    expect(encodeArtifact(reversed)).toEqual(encodeArtifact(sample))
  })

  it('refuse every truncation, and never with anything but ASDF_ARTIFACT_INVALID', () => {
    const bytes = encodeArtifact(sample)
    for (let length = 0; length < bytes.length; length++) {
      expect(problemOf(() => decodeArtifact(bytes.subarray(0, length)))).toBe('format')
    }
  })

  it('refuse foreign bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(problemOf(() => decodeArtifact(bytes))).toBe('format')
      }),
    )
  })

  it('survive damaged bytes: an ASDF_ARTIFACT_INVALID or an artifact, nothing else', () => {
    const bytes = encodeArtifact(sample)
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (position, value) => {
        const damaged = bytes.slice()
        damaged[position] = value
        problemOf(() => decodeArtifact(damaged))
      }),
    )
  })

  it('refuse an artifact of a newer format', () => {
    const newer = encodeArtifact({ ...sample, formatVersion: 2 as unknown as 1 })
    expect(problemOf(() => decodeArtifact(newer))).toBe('version')
  })
})

describe('checkArtifact', () => {
  it('accepts its own state versions and refuses other writers and newer states', () => {
    expect(problemOf(() => checkArtifact(sample, '@asdf/test/model', 2))).toBe('none')
    expect(problemOf(() => checkArtifact(sample, '@asdf/test/model', 1))).toBe('version')
    expect(problemOf(() => checkArtifact(sample, '@asdf/test/other', 2))).toBe('writer')
    expect(problemOf(() => checkArtifact({} as Artifact, '@asdf/test/model', 2))).toBe('format')
  })
})

describe('tableToArrays and tableFromArrays', () => {
  it('give back a table of every kind, with nulls', () => {
    const valid = Uint8Array.of(1, 0, 1)
    const table = createTable(
      {
        fields: [
          { name: 'n', kind: 'numeric', role: 'feature', nullable: true, integer: false },
          { name: 'c', kind: 'categorical', role: 'target', nullable: false, categories: ['a', 'b'], ordered: false },
          { name: 'b', kind: 'boolean', role: 'feature', nullable: false, labels: ['no', 'yes'] },
          { name: 'd', kind: 'datetime', role: 'feature', nullable: false, format: 'date' },
          { name: 't', kind: 'text', role: 'identifier', nullable: true },
        ],
      },
      [
        { kind: 'numeric', values: Float64Array.of(1.5, 0, -2), valid },
        { kind: 'categorical', codes: Int32Array.of(0, 1, 1) },
        { kind: 'boolean', values: Uint8Array.of(1, 0, 1) },
        { kind: 'datetime', values: Float64Array.of(0, 86_400_000, -1) },
        { kind: 'text', values: ['', 'ä€😀', 'x'], valid },
      ],
    )
    const artifact = decodeArtifact(
      encodeArtifact({
        ...sample,
        state: { schema: schemaToJson(table.schema) },
        arrays: tableToArrays(table, 'rows'),
      }),
    )
    expect(tableFromArrays(artifact, 'rows', schemaFromJson(artifact.state['schema']))).toEqual(table)
    expect(problemOf(() => tableFromArrays(artifact, 'missing', table.schema))).toBe('content')
    expect(problemOf(() => schemaFromJson({ fields: [1] }))).toBe('content')
  })
})
