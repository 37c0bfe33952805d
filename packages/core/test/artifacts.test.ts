import type { AnyTensor, Artifact } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import {
  artifactArray,
  checkArtifact,
  createTable,
  decodeArtifact,
  encodeArtifact,
  schemaFromJson,
  schemaToJson,
  tableFromArrays,
  tableToArrays,
} from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

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
    expect(decodeArtifact(Buffer.from(bytes))).toEqual(sample)
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

  it('notice every flipped bit', () => {
    const bytes = encodeArtifact(sample)
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = bytes.slice()
      damaged[bit >>> 3]! ^= 1 << (bit & 7)
      expect(
        problemOf(() => decodeArtifact(damaged)),
        `bit ${bit}`,
      ).not.toBe('none')
    }
  })

  it('notice bytes that changed places', () => {
    const bytes = encodeArtifact({
      ...sample,
      arrays: { a: { dtype: 'u8', shape: [4], data: Uint8Array.of(1, 2, 3, 4) } },
    })
    bytes.set([2, 1], bytes.length - 4)
    expect(problemOf(() => decodeArtifact(bytes))).toBe('content')
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

  it('refuse bytes after the arrays, between them, and shared by two', () => {
    const bytes = encodeArtifact(sample)
    expect(problemOf(() => decodeArtifact(Uint8Array.of(...bytes, 0)))).toBe('content')
    const header = (...offsets: number[][]) => {
      const asdf = JSON.stringify({ format: 'asdf', formatVersion: 1, writer: 'w', stateVersion: 1, state: {} })
      const arrays = offsets.map(([begin, end], i) => [
        i,
        { dtype: 'U8', shape: [end! - begin!], data_offsets: offsets[i] },
      ])
      const text = JSON.stringify({ __metadata__: { asdf }, ...(Object.fromEntries(arrays) as object) })
      const whole = new Uint8Array(8 + text.length + 4)
      new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true)
      whole.set(new TextEncoder().encode(text), 8)
      return problemOf(() => decodeArtifact(whole))
    }
    // Sound, but without a checksum.
    expect(header([2, 4], [0, 2])).toBe('version')
    expect(header([0, 1], [2, 4])).toBe('content')
    expect(header([0, 3], [2, 4])).toBe('content')
  })

  it('hold any name but that of the metadata, and only what comes back', () => {
    const array: AnyTensor = { dtype: 'u8', shape: [1], data: Uint8Array.of(7) }
    const arrays = Object.fromEntries([
      ['__proto__', array],
      ['constructor', array],
    ])
    expect(Object.entries(decodeArtifact(encodeArtifact({ ...sample, arrays })).arrays).sort()).toEqual(
      Object.entries(arrays),
    )
    expect(() => encodeArtifact({ ...sample, arrays: { __metadata__: array } })).toThrow(TypeError)
    expect(() => encodeArtifact({ ...sample, arrays: { a: { ...array, shape: [2] } } })).toThrow(TypeError)
    for (const value of [NaN, Infinity]) {
      expect(() => encodeArtifact({ ...sample, state: { list: [{ value }] } })).toThrow(/'value' in the state is/)
    }
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
    expect(problemOf(() => checkArtifact(null as unknown as Artifact, '@asdf/test/model', 2))).toBe('format')
  })

  it('refuses state versions that are none and artifacts without their parts', () => {
    const problem = (changed: object) =>
      problemOf(() => checkArtifact({ ...sample, ...changed }, '@asdf/test/model', 2))
    for (const stateVersion of ['1', 'x', 0, -1, 1.5, NaN, undefined]) expect(problem({ stateVersion })).toBe('content')
    for (const part of [undefined, null, [], 'x']) {
      expect(problem({ state: part })).toBe('content')
      expect(problem({ arrays: part })).toBe('content')
    }
    expect(problem({ formatVersion: 2 })).toBe('version')
  })
})

describe('artifactArray', () => {
  it('gives whole arrays of the type and shape that are asked for', () => {
    expect(artifactArray(sample, 'codes', 'i32', 2)).toBe(sample.arrays['codes']!.data)
    expect(artifactArray(sample, 'weights', 'f32', [2, 2])).toBe(sample.arrays['weights']!.data)
    const problem = (...[name, dtype, expected]: [string, 'i32' | 'f32', (number | number[])?]) =>
      problemOf(() => artifactArray(sample, name, dtype, expected))
    expect(problem('codes', 'f32')).toBe('content')
    expect(problem('codes', 'i32', 3)).toBe('content')
    expect(problem('weights', 'f32', 4)).toBe('content')
    expect(problem('toString', 'i32')).toBe('content')
    for (const bad of [{ data: [1, 2] }, { shape: [3] }, { shape: 2 }, { data: new Float64Array(2) }]) {
      const arrays = { codes: { ...sample.arrays['codes']!, ...bad } as AnyTensor }
      expect(problemOf(() => artifactArray({ ...sample, arrays }, 'codes', 'i32'))).toBe('content')
    }
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
        { kind: 'text', values: ['', '\ufeffä€😀', 'x'], valid },
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
    for (const [name, tensor] of Object.entries(artifact.arrays)) {
      const half = tensor.data.slice(0, tensor.data.length >> 1)
      const arrays = { ...artifact.arrays, [name]: { ...tensor, shape: [half.length], data: half } as AnyTensor }
      expect(
        problemOf(() => tableFromArrays({ ...artifact, arrays }, 'rows', table.schema)),
        name,
      ).toBe('content')
    }
    const { valid: _, ...column } = table.columns[0]!
    const whole = { ...table, columns: [column, ...table.columns.slice(1)] }
    const arrays = tableToArrays(whole, 'rows')
    expect(tableFromArrays({ ...artifact, arrays }, 'rows', table.schema)).toEqual(whole)
    const texts = (data: Uint8Array, ends: Int32Array) => {
      const arrays = {
        ...artifact.arrays,
        'rows.4': { dtype: 'u8', shape: [data.length], data } as const,
        'rows.4.ends': { dtype: 'i32', shape: [3], data: ends } as const,
      }
      return problemOf(() => tableFromArrays({ ...artifact, arrays }, 'rows', table.schema))
    }
    expect(texts(Uint8Array.of(97, 98), Int32Array.of(0, 1, 2))).toBe('none')
    expect(texts(Uint8Array.of(97, 98), Int32Array.of(1, 0, 2))).toBe('content')
    expect(texts(Uint8Array.of(97, 98), Int32Array.of(-1, 1, 2))).toBe('content')
    expect(texts(Uint8Array.of(97, 0xff), Int32Array.of(0, 1, 2))).toBe('content')
    expect(problemOf(() => schemaFromJson({ fields: [1] }))).toBe('content')
  })

  it('is not read where cells are none that a fit takes: infinite, or marked as neither value nor null', () => {
    const field = { name: 'x', kind: 'numeric', role: 'feature', nullable: true, integer: false } as const
    const read = (values: readonly number[], valid: readonly number[]) => {
      const arrays: Record<string, AnyTensor> = {
        'rows.0': { dtype: 'f64', shape: [2], data: Float64Array.from(values) },
        'rows.0.valid': { dtype: 'u8', shape: [2], data: Uint8Array.from(valid) },
      }
      return problemOf(() => tableFromArrays({ ...sample, arrays }, 'rows', { fields: [field] }))
    }
    expect(read([1, NaN], [1, 0])).toBe('none')
    expect(read([1, NaN], [1, 1])).toBe('content')
    expect(read([1, Infinity], [1, 1])).toBe('content')
    expect(read([1, 2], [1, 255])).toBe('content')
  })
})
