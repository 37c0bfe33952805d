import type { Artifact, CategoricalColumn, CategoricalField } from '@asdf/contract'
import { createRng, createTable, decodeArtifact, encodeArtifact } from '@asdf/core'
import { checkFitsSchema } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unknownCode } from '../../src/columns/coder.ts'
import { coderArrays, restoreCoder } from '../../src/columns/coder-state.ts'
import { fitCoder } from '../../src/columns/fit-coder.ts'
import { settings } from './samples.ts'

describe('a coder of categories', () => {
  it('has a code for each category that enough rows share, and null before them', () => {
    const field = fieldOf(['a', 'b', 'c'], { nullable: true })
    const column: CategoricalColumn = { ...columnOf([10, 20, 30], 1), valid: new Uint8Array(61).fill(1, 0, 60) }
    const coder = fitCoder(field, column, settings)
    expect([coder.size, coder.nullCode, coder.ordered]).toEqual([4, 0, false])
    expect([...coder.atoms]).toEqual([1, 1, 1, 1])
    expect(['a', 'b', 'c', 'd'].map((name) => coder.codeOf(name))).toEqual([1, 2, 3, undefined])
    expect(coder.decode(coder.encode(column), createRng(1))).toEqual(column)
    expect(coder.warnings).toEqual([])
  })

  it('pools rare categories in a code that gives out common ones by their shares', () => {
    const field = fieldOf(['a', 'b', 'rare', 'b2', 'unseen'])
    const column = columnOf([300, 100, 4, 0, 0])
    const coder = fitCoder(field, column, settings)
    expect(coder.size).toBe(3)
    expect([...coder.atoms]).toEqual([1, 1, 0])
    expect(coder.codeOf('rare')).toBeUndefined()
    expect([...coder.encode(categories([2, 4]))]).toEqual([2, 2])
    const counts = countsOf(coder.decode(new Uint8Array(10_000).fill(2), createRng(1)), 5)
    expect(counts.slice(2)).toEqual([0, 0, 0])
    expect(counts[0]! / 10_000).toBeCloseTo(0.75, 1)
    expect(coder.warnings).toEqual([
      expect.stringContaining('a category that fewer than 5 rows share, never given out'),
    ])
  })

  it('marks a category it has never seen when nothing was pooled', () => {
    const coder = fitCoder(fieldOf(['a', 'b', 'unseen']), columnOf([10, 10, 0]), settings)
    expect(coder.size).toBe(2)
    expect([...coder.encode(categories([2, 0]))]).toEqual([unknownCode, 0])
    expect([...coder.encode({ ...categories([-1]), valid: Uint8Array.of(0) })]).toEqual([unknownCode])
  })

  it('gives a rare category of an ordered field the code of its nearest neighbor', () => {
    const field = fieldOf(['s', 'm', 'l', 'xl'], { ordered: true })
    const coder = fitCoder(field, columnOf([20, 2, 30, 1]), settings)
    expect([coder.size, coder.ordered]).toEqual([2, true])
    expect([...coder.encode(categories([0, 1, 2, 3]))]).toEqual([0, 0, 1, 1])
    expect(['s', 'm', 'l', 'xl'].map((name) => coder.codeOf(name))).toEqual([0, undefined, 1, undefined])
  })

  it.each([false, true])('keeps within 255 codes for 400 categories and says so (ordered: %s)', (ordered) => {
    const field = fieldOf(
      Array.from({ length: 400 }, (_, i) => `c${i}`),
      { ordered },
    )
    const column = columnOf(Array.from({ length: 400 }, (_, i) => (i % 50 === 49 ? 2 : 10 + (i % 7) * 5)))
    const coder = fitCoder(field, column, settings)
    expect(coder.size).toBeGreaterThan(200)
    expect(coder.size).toBeLessThanOrEqual(255)
    expect(coder.warnings).toHaveLength(2)
    const codes = coder.encode(column)
    if (ordered) expect([...codes]).toEqual([...codes].sort((a, b) => a - b))
    const counts = countsOf(coder.decode(codes, createRng(1)), 400)
    counts.forEach((count, category) => {
      if (category % 50 === 49) expect(count).toBe(0)
      else expect(count).toBeGreaterThan(0)
    })
  })

  it('gives out null only when no category is common and the field takes nulls', () => {
    const field = fieldOf(['a', 'b', 'c'], { nullable: true })
    const coder = fitCoder(field, columnOf([2, 2, 3]), settings)
    expect([coder.size, coder.nullCode]).toEqual([1, 0])
    expect([...coder.encode(columnOf([2, 2, 3]))]).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(coder.decode(Uint8Array.of(0), createRng(1))).toEqual({ ...categories([-1]), valid: Uint8Array.of(0) })
    expect(coder.codeOf('a')).toBeUndefined()
    expect(coder.warnings).toEqual([expect.stringMatching(/gives out null only; drop it/)])
  })

  it('gives out any category when none is common and nulls are not allowed', () => {
    const field = fieldOf(['a', 'b', 'c', 'd'])
    const coder = fitCoder(field, columnOf([4, 2, 1, 0]), settings)
    expect(coder.size).toBe(1)
    const counts = countsOf(coder.decode(new Uint8Array(8000), createRng(1)), 4)
    for (const count of counts) expect(count / 8000).toBeCloseTo(0.25, 1)
    expect(coder.warnings).toEqual([expect.stringMatching(/whatever the rest of the row; drop it/)])
    expect(coder.logWidth(0)).toBeCloseTo(Math.log(4))
  })

  it('codes booleans, by value and by label', () => {
    const field = { name: 'x', kind: 'boolean', role: 'target', nullable: true, labels: ['no', 'yes'] } as const
    const column = { kind: 'boolean', values: Uint8Array.from({ length: 40 }, (_, row) => row % 2) } as const
    const coder = fitCoder(field, column, settings)
    expect([false, true, 'no', 'yes', 'maybe', 3].map((value) => coder.codeOf(value))).toEqual([
      0,
      1,
      0,
      1,
      undefined,
      undefined,
    ])
    expect(coder.decode(coder.encode(column), createRng(1))).toEqual(column)
    const withNull = { kind: 'boolean', values: Uint8Array.of(0, ...column.values), valid: onesAfterZero(41) } as const
    const nullable = fitCoder(field, withNull, settings)
    expect(nullable.decode(nullable.encode(withNull), createRng(1))).toEqual(withNull)
  })
})

describe('coders of categories, whatever the column', () => {
  const anyCase = fc
    .record({
      counts: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 320 }),
      nulls: fc.integer({ min: 0, max: 12 }),
      ordered: fc.boolean(),
      nullable: fc.boolean(),
    })
    .map(({ counts, nulls, ordered, nullable }) => {
      const missing = nullable ? nulls : 0
      const base = columnOf(counts, missing)
      const valid = Uint8Array.from(base.codes, (code) => (code < 0 ? 0 : 1))
      const names = counts.map((_, i) => `c${i}`)
      return { counts, field: fieldOf(names, { ordered, nullable }), column: missing > 0 ? { ...base, valid } : base }
    })
    .filter(({ column }) => column.codes.length >= 5)

  it('fit the schema, give out no rare category, and restore to the same bytes', () => {
    fc.assert(
      fc.property(anyCase, ({ counts, field, column }) => {
        const coder = fitCoder(field, column, settings)
        const codes = coder.encode(column)
        expect(Math.max(...codes)).toBeLessThan(coder.size)
        expect(coder.size).toBeLessThanOrEqual(255)
        const every = Uint8Array.from({ length: coder.size * 5 }, (_, row) => row % coder.size)
        const drawn = coder.decode(every, createRng(1))
        checkFitsSchema(createTable({ fields: [field] }, [drawn]))
        if (counts.some((count) => count >= 5)) {
          for (const code of (drawn as CategoricalColumn).codes) {
            if (code >= 0) expect(counts[code]).toBeGreaterThanOrEqual(5)
          }
        }
        const artifact = artifactOf(coder)
        const restored = restoreCoder(artifact, 'c', artifact.state['coder'])
        expect(restored.encode(column)).toEqual(codes)
        expect(restored.decode(every, createRng(1))).toEqual(drawn)
        expect(restored.warnings).toEqual(coder.warnings)
      }),
      { numRuns: 300 },
    )
  })
})

function artifactOf(coder: ReturnType<typeof fitCoder>): Artifact {
  const state = { coder: coder.state.json }
  const arrays = coderArrays(coder, 'c')
  return decodeArtifact(
    encodeArtifact({ format: 'asdf', formatVersion: 1, writer: 'test', stateVersion: 1, state, arrays }),
  )
}

function fieldOf(names: readonly string[], more: Partial<CategoricalField> = {}): CategoricalField {
  return {
    name: 'x',
    kind: 'categorical',
    role: 'feature',
    nullable: false,
    ordered: false,
    categories: names,
    ...more,
  }
}

/** So many rows of each category, then so many nulls. */
function columnOf(counts: readonly number[], nulls = 0): CategoricalColumn {
  const codes = counts.flatMap((count, category) => Array.from({ length: count }, () => category))
  return categories([...codes, ...Array.from({ length: nulls }, () => -1)])
}

function categories(codes: readonly number[]): CategoricalColumn {
  return { kind: 'categorical', codes: Int32Array.from(codes) }
}

function countsOf(column: { readonly kind: string }, count: number): number[] {
  const counts = Array.from({ length: count }, () => 0)
  for (const code of (column as CategoricalColumn).codes) counts[code]!++
  return counts
}

function onesAfterZero(length: number): Uint8Array {
  return new Uint8Array(length).fill(1, 1)
}
