import type { Artifact, Column, Field, JsonObject } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { createRng } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { coderArrays, restoreCoder } from '../../src/columns/coder-state.ts'
import { fitCoder } from '../../src/columns/fit-coder.ts'
import { distributions, numbers, numericField, settings, valuesOf } from './samples.ts'

describe('fitCoder refuses', () => {
  it.each([
    ['fewer rows than minimumRows', numericField(), numbers(4, () => 1), 'ASDF_TOO_FEW_ROWS'],
    ['no rows', numericField(), numbers(0, () => 1), 'ASDF_TOO_FEW_ROWS'],
    ['NaN', numericField(), numbers(9, (_, row) => (row === 3 ? Number.NaN : row)), 'ASDF_DATA_INVALID'],
    ['infinity', numericField(), numbers(9, (_, row) => (row === 3 ? -Infinity : row)), 'ASDF_DATA_INVALID'],
    [
      'nulls in a field without',
      numericField(),
      { ...numbers(9, () => 1), valid: Uint8Array.of(1, 1, 1, 0, 1, 1, 1, 1, 1) },
      'ASDF_DATA_INVALID',
    ],
    ['a column of another kind', numericField(), texts(), 'ASDF_SCHEMA_MISMATCH'],
    ['text', { name: 'x', kind: 'text', role: 'feature', nullable: false }, texts(), 'ASDF_UNSUPPORTED'],
    ['identifiers', numericField({ role: 'identifier' }), numbers(9, (_, row) => row), 'ASDF_UNSUPPORTED'],
    [
      'category codes that the field lacks',
      { name: 'x', kind: 'categorical', role: 'feature', nullable: false, ordered: false, categories: ['a'] },
      { kind: 'categorical', codes: Int32Array.of(0, 0, 0, 1, 0) },
      'ASDF_DATA_INVALID',
    ],
  ] as const)('%s', (_, field: Field, column: Column, code) => {
    const error = caught(() => fitCoder(field, column, settings))
    expect(isAsdfError(error, code)).toBe(true)
    expect((error as Error).message).toMatch(/^fitCoder: |^column 'x'/)
    expect((error as Error).message).toMatch(/; /)
    if (code === 'ASDF_DATA_INVALID') expect(error).toMatchObject({ details: { column: 'x', row: 4 } })
  })

  it.each([
    { minimumRows: 0, bins: 64 },
    { minimumRows: 2.5, bins: 64 },
    { minimumRows: Number.NaN, bins: 64 },
    { minimumRows: 5, bins: 1 },
    { minimumRows: 5, bins: 201 },
  ])('options %o', (options) => {
    expect(
      isAsdfError(
        caught(() =>
          fitCoder(
            numericField(),
            numbers(9, () => 1),
            options,
          ),
        ),
        'ASDF_OPTION_INVALID',
      ),
    ).toBe(true)
  })
})

describe('a coder of little', () => {
  it('gives out null only for a column with fewer values than minimumRows, and says so', () => {
    const valid = new Uint8Array(50).fill(1, 0, 4)
    const column = { ...numbers(50, (_, row) => (row < 4 ? row : Number.NaN)), valid }
    const coder = fitCoder(numericField({ nullable: true }), column, settings)
    expect([coder.size, coder.nullCode]).toEqual([1, 0])
    expect(coder.encode(column)).toEqual(new Uint8Array(50))
    expect(coder.decode(new Uint8Array(2), createRng(1)).valid).toEqual(Uint8Array.of(0, 0))
    expect(coder.codeOf(1)).toBeUndefined()
    expect(coder.warnings).toEqual([expect.stringMatching(/\(4 rows have any\).*drop it/)])
  })

  it('takes a column of nulls without a warning', () => {
    const column = { ...numbers(50, () => Number.NaN), valid: new Uint8Array(50) }
    const coder = fitCoder(numericField({ nullable: true }), column, settings)
    expect([coder.size, coder.warnings]).toEqual([1, []])
    expect(valuesOf(coder.decode(coder.encode(column), createRng(1))).every(Number.isNaN)).toBe(true)
  })

  it('takes one row when minimumRows is 1', () => {
    const coder = fitCoder(
      numericField(),
      numbers(1, () => 7),
      { minimumRows: 1, bins: 64 },
    )
    expect(valuesOf(coder.decode(Uint8Array.of(0), createRng(1)))).toEqual(Float64Array.of(7))
  })

  it.each([5, 6, 9, 10, 11])('smooths %i different values without giving out one of them', (count) => {
    const column = numbers(count, distributions['normal']!)
    const coder = fitCoder(numericField(), column, settings)
    const drawn = valuesOf(coder.decode(new Uint8Array(500), createRng(1)))
    expect(drawn.every((value) => Number.isFinite(value) && !column.values.includes(value))).toBe(true)
    expect(new Set(drawn).size).toBeGreaterThan(400)
  })

  it('stays finite over the whole range of doubles', () => {
    const column = numbers(300, (_, row) => (row % 2 === 0 ? 1 : -1) * Number.MAX_VALUE * ((row + 1) / 300))
    const coder = fitCoder(numericField(), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(drawn.every(Number.isFinite)).toBe(true)
    expect(coder.centers.every(Number.isFinite)).toBe(true)
  })
})

describe('a fitted coder refuses', () => {
  const column = numbers(200, distributions['normal']!)
  const coder = fitCoder(numericField(), column, settings)

  it('columns of another kind and values that are no numbers', () => {
    expect(
      isAsdfError(
        caught(() => coder.encode(texts())),
        'ASDF_SCHEMA_MISMATCH',
      ),
    ).toBe(true)
    const error = caught(() => coder.encode({ kind: 'numeric', values: Float64Array.of(1, Number.NaN) }))
    expect(isAsdfError(error, 'ASDF_DATA_INVALID')).toBe(true)
    expect(error).toMatchObject({ details: { row: 2 } })
  })

  it('codes that it does not have', () => {
    expect(() => coder.decode(Uint8Array.of(coder.size), createRng(1))).toThrow(RangeError)
  })

  it('nothing but numbers that it can give out, when asked for their code', () => {
    const asked = [1e9, -1e9, Number.NaN, Infinity, 'x', '', true].map((value) => coder.codeOf(value))
    expect(asked).toEqual(asked.map(() => undefined))
    expect(coder.codeOf('0.25')).toBe(coder.codeOf(0.25))
    expect(coder.codeOf(0.25)).toBeDefined()
  })

  const whole: Artifact = {
    format: 'asdf',
    formatVersion: 1,
    writer: 'test',
    stateVersion: 1,
    state: {},
    arrays: coderArrays(coder, 'c'),
  }
  const json = coder.state.json
  const { ['c.lows']: lows, ...withoutLows } = whole.arrays
  const bad = (name: string, data: Float64Array | Int32Array) => ({
    ...whole.arrays,
    [name]: { ...whole.arrays[name]!, data } as typeof lows & object,
  })

  it.each<[string, JsonObject | undefined, Artifact['arrays']]>([
    ['without state', undefined, whole.arrays],
    ['of no known coder', { ...json, coder: 'letters' }, whole.arrays],
    [
      'whose field is of another kind',
      { ...json, field: { ...(json['field'] as object), kind: 'text' } },
      whole.arrays,
    ],
    ['without a field', { ...json, field: 3 }, whole.arrays],
    ['without a grid', { ...json, grid: null }, whole.arrays],
    ['without an array', json, withoutLows],
    ['with a value that is not finite', json, bad('c.knotValues', notFinite('c.knotValues'))],
    ['with knots that do not ascend', json, bad('c.knotStarts', new Int32Array(coder.size + 1))],
  ])('an artifact %s', (_, state, arrays) => {
    expect(
      isAsdfError(
        caught(() => restoreCoder({ ...whole, arrays }, 'c', state)),
        'ASDF_ARTIFACT_INVALID',
      ),
    ).toBe(true)
  })

  function notFinite(name: string): Float64Array {
    return (whole.arrays[name]!.data as Float64Array).map((value, i) => (i === 1 ? Number.NaN : value))
  }
})

function texts(): Column {
  return { kind: 'text', values: ['a', 'b', 'c', 'd', 'e', 'f'] }
}

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
