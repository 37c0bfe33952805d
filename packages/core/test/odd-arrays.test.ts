import type { Column } from '@asdf/contract'
import {
  classCodes,
  createRng,
  isAsdfError,
  permutation,
  sampleWithoutReplacement,
  sampleWithReplacement,
  sharedMeans,
} from '@asdf/core'
import { expect, it } from 'vitest'

const odd: readonly unknown[] = [-1, 0.5, NaN, Infinity, '3', null, undefined, 3n, [3], {}, 2 ** 32]

function codeOf(action: () => unknown): string {
  try {
    action()
    return 'none'
  } catch (error) {
    return isAsdfError(error) ? error.code : String(error)
  }
}

it.each(odd)('draws refuse the count %s', (value) => {
  const rng = createRng(1)
  const count = value as number
  expect(codeOf(() => permutation(count, rng))).toBe('ASDF_OPTION_INVALID')
  expect(codeOf(() => sampleWithReplacement(count, 2, rng))).toBe('ASDF_OPTION_INVALID')
  expect(codeOf(() => sampleWithReplacement(3, count, rng))).toBe('ASDF_OPTION_INVALID')
  expect(codeOf(() => sampleWithoutReplacement(count, 0, rng))).toBe('ASDF_OPTION_INVALID')
  expect(codeOf(() => sampleWithoutReplacement(3, count, rng))).toBe('ASDF_OPTION_INVALID')
})

it('draws without replacement refuse more than there is, and draws of nothing need nothing', () => {
  const rng = createRng(1)
  expect(codeOf(() => sampleWithoutReplacement(3, 4, rng))).toBe('ASDF_OPTION_INVALID')
  expect(codeOf(() => sampleWithReplacement(0, 1, rng))).toBe('ASDF_OPTION_INVALID')
  expect(sampleWithReplacement(0, 0, rng)).toEqual(new Uint32Array(0))
  expect(sampleWithoutReplacement(0, 0, rng)).toEqual(new Uint32Array(0))
  expect(permutation(0, rng)).toEqual(new Uint32Array(0))
})

it.each([[[0, 1, -1]], [Float32Array.of(0, 1, -1)], [Float64Array.of(0, 1, -1)], [Int8Array.of(0, 1, -1)]])(
  'codes of classes may be in another array: %s',
  (codes) => {
    expect(classCodes({ kind: 'categorical', codes } as unknown as Column)).toEqual(Int32Array.of(0, 1, -1))
  },
)

it.each([null, 'red', ['0'], [0.5], [NaN], BigInt64Array.of(0n), new DataView(new ArrayBuffer(4))])(
  'codes of classes are refused as %s',
  (codes) => {
    expect(codeOf(() => classCodes({ kind: 'categorical', codes } as unknown as Column))).toBe('ASDF_DATA_INVALID')
  },
)

it.each([0, -1, 0.5, NaN])('sharedMeans refuses %s rows instead of never ending', (rows) => {
  expect(codeOf(() => sharedMeans(Float64Array.of(1, 2, 3), undefined, rows))).toBe('ASDF_OPTION_INVALID')
})
