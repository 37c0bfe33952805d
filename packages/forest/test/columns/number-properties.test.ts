import type { Artifact } from '@asdf/contract'
import { createRng, createTable, decodeArtifact, encodeArtifact } from '@asdf/core'
import { checkFitsSchema } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coderArrays, restoreCoder } from '../../src/columns/coder-state.ts'
import { fitCoder } from '../../src/columns/fit-coder.ts'
import { numberCase } from './arbitrary-columns.ts'

const options = fc.record({ minimumRows: fc.constantFrom(1, 2, 5), bins: fc.constantFrom(2, 16, 64, 200) })
const seed = fc.integer({ min: 0, max: 1e6 })
const runs = { numRuns: 300 }

describe('coders of numbers and datetimes, whatever the column', () => {
  it('give every row a code below size, which is at most 255', () => {
    fc.assert(
      fc.property(numberCase, options, ({ field, column }, settings) => {
        const coder = fitCoder(field, column, settings)
        expect(coder.size).toBeGreaterThanOrEqual(1)
        expect(coder.size).toBeLessThanOrEqual(255)
        expect(Math.max(...coder.encode(column))).toBeLessThan(coder.size)
        expect(coder.atoms).toHaveLength(coder.size)
        expect(coder.centers).toHaveLength(coder.size)
      }),
      runs,
    )
  })

  it('draw a value that has the code it was drawn for', () => {
    fc.assert(
      fc.property(numberCase, options, seed, ({ field, column }, settings, from) => {
        const coder = fitCoder(field, column, settings)
        const codes = coder.encode(column)
        expect(coder.encode(coder.decode(codes, createRng(from)))).toEqual(codes)
      }),
      runs,
    )
  })

  it('draw values that fit the schema, for every code and not only those of training rows', () => {
    fc.assert(
      fc.property(numberCase, options, seed, ({ field, column }, settings, from) => {
        const coder = fitCoder(field, column, settings)
        const codes = Uint8Array.from({ length: coder.size * 7 }, (_, row) => row % coder.size)
        checkFitsSchema(createTable({ fields: [field] }, [coder.decode(codes, createRng(from))]))
      }),
      runs,
    )
  })

  it('ascend with the value, null first', () => {
    fc.assert(
      fc.property(numberCase, options, fc.array(fc.double({ noNaN: true })), ({ field, column }, settings, more) => {
        const coder = fitCoder(field, column, settings)
        const values = Float64Array.from([...column.values.filter((value) => !Number.isNaN(value)), ...more]).sort()
        const codes = coder.encode({ kind: field.kind, values })
        expect([...codes]).toEqual([...codes].sort((a, b) => a - b))
        const centers = [...coder.centers].slice(coder.nullCode === undefined ? 0 : 1)
        expect(centers.every((center, i) => i === 0 || center > centers[i - 1]!)).toBe(true)
        if (coder.nullCode !== undefined) expect(coder.nullCode).toBe(0)
      }),
      runs,
    )
  })

  it('have no code of fewer than minimumRows training rows, and no atom that is not a value of so many', () => {
    fc.assert(
      fc.property(numberCase, options, ({ field, column }, settings) => {
        const coder = fitCoder(field, column, settings)
        const counts = new Uint32Array(coder.size)
        for (const code of coder.encode(column)) counts[code]!++
        const shared = new Map<number, number>()
        for (const value of column.values) shared.set(value, (shared.get(value) ?? 0) + 1)
        for (let code = coder.nullCode === undefined ? 0 : 1; code < coder.size; code++) {
          expect(counts[code]).toBeGreaterThanOrEqual(settings.minimumRows)
          if (coder.atoms[code] === 0) continue
          const drawn = coder.decode(Uint8Array.of(code), createRng(1))
          const value = (drawn as typeof column).values[0]!
          expect(shared.get(value) ?? 0).toBeGreaterThanOrEqual(settings.minimumRows)
        }
      }),
      runs,
    )
  })

  it('restore from bytes to a coder that draws the same bytes', () => {
    fc.assert(
      fc.property(numberCase, options, seed, ({ field, column }, settings, from) => {
        const coder = fitCoder(field, column, settings)
        const artifact: Artifact = {
          format: 'asdf',
          formatVersion: 1,
          writer: 'test',
          stateVersion: 1,
          state: { coder: coder.state.json },
          arrays: coderArrays(coder, 'columns.3'),
        }
        const read = decodeArtifact(encodeArtifact(artifact))
        const restored = restoreCoder(read, 'columns.3', read.state['coder'])
        const codes = coder.encode(column)
        expect(restored.encode(column)).toEqual(codes)
        expect(restored.decode(codes, createRng(from))).toEqual(coder.decode(codes, createRng(from)))
        expect({ ...restored, encode: 0, decode: 0, codeOf: 0, logWidth: 0 }).toEqual({
          ...coder,
          encode: 0,
          decode: 0,
          codeOf: 0,
          logWidth: 0,
        })
      }),
      runs,
    )
  })

  it('find the code of every value they draw, and give finite widths', () => {
    fc.assert(
      fc.property(numberCase, options, seed, ({ field, column }, settings, from) => {
        const coder = fitCoder(field, column, settings)
        const codes = coder.encode(column)
        const { values } = coder.decode(codes, createRng(from)) as typeof column
        codes.subarray(0, 60).forEach((code, row) => {
          expect(Number.isFinite(coder.logWidth(code))).toBe(true)
          if (code === coder.nullCode) expect(values[row]).toBeNaN()
          else expect(coder.codeOf(values[row]!)).toBe(code)
        })
      }),
      runs,
    )
  })
})
