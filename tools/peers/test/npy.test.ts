import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDoubles, readIntegers, readNpy, writeNpy } from '../src/npy.ts'

const folder = mkdtempSync(join(tmpdir(), 'asdf-npy-'))
const path = join(folder, 'array.npy')
afterAll(() => rmSync(folder, { recursive: true }))

describe('NPY files', () => {
  it('keep shape and numbers, of a matrix and of a vector', () => {
    const matrix = { shape: [2, 3], data: Float64Array.of(1, -0, NaN, 1e-300, Infinity, 6) }
    writeNpy(path, matrix)
    expect(readDoubles(path)).toEqual(matrix)
    const vector = { shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) }
    writeNpy(path, vector)
    expect(readIntegers(path)).toEqual(vector)
  })
  it('have the header that numpy.save writes', () => {
    writeNpy(path, { shape: [2, 3], data: new Float64Array(6) })
    const bytes = readFileSync(path)
    // numpy 2.4.6: numpy.save(file, numpy.zeros((2, 3))), up to the first number
    const about = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"
    expect(bytes.toString('latin1', 0, 128)).toBe(`\x93NUMPY\x01\x00\x76\x00${about.padEnd(117)}\n`)
    expect(bytes.length).toBe(128 + 48)
  })
  it('of another type or order are refused', () => {
    writeNpy(path, { shape: [1], data: new Int32Array(1) })
    expect(() => readDoubles(path)).toThrow('int32')
    writeFileSync(path, readFileSync(path, 'latin1').replace("'<i4'", "'<f4'"), 'latin1')
    expect(() => readNpy(path)).toThrow('not float64 or int32')
    writeFileSync(path, 'a,b\n')
    expect(() => readNpy(path)).toThrow('not an NPY file')
  })
})
