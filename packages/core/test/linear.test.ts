import type { Column, Field } from '@asdf/contract'
import { buildDesign, createRng, fitLogistic, planDesign, predictLogistic, standardNormal } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chiSquared } from '../src/linear/bayesian-regression.ts'
import { factorCholesky, solveLower, solveUpper } from '../src/linear/kernels/cholesky.ts'
import { leastSquares, normalEquations } from '../src/linear/least-squares.ts'
import { minimize } from '../src/linear/minimize.ts'

describe('Cholesky', () => {
  it('solves any well-conditioned system', () => {
    const matrices = fc
      .integer({ min: 1, max: 8 })
      .chain((size) =>
        fc.tuple(
          fc.constant(size),
          fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size * size, maxLength: size * size }),
          fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: size, maxLength: size }),
        ),
      )
    fc.assert(
      fc.property(matrices, ([size, entries, x]) => {
        const at = (i: number, j: number) => entries[i * size + j]!
        const indices = Array.from({ length: size }, (_, i) => i)
        // A Aᵀ + 1 is positive definite.
        const matrix = indices.flatMap((i) =>
          indices.map((j) => indices.reduce((sum, k) => sum + at(i, k) * at(j, k), i === j ? 1 : 0)),
        )
        const right = Float64Array.from(indices, (i) =>
          indices.reduce((sum, j) => sum + matrix[i * size + j]! * x[j]!, 0),
        )
        const factor = Float64Array.from(matrix)
        expect(factorCholesky(factor, size)).toBe(true)
        solveLower(factor, size, right)
        solveUpper(factor, size, right)
        right.forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 8))
      }),
    )
  })

  it('says when a matrix is not positive definite', () => {
    expect(factorCholesky(Float64Array.of(1, 2, 2, 1), 2)).toBe(false)
    expect(factorCholesky(Float64Array.of(NaN), 1)).toBe(false)
  })
})

describe('least squares', () => {
  it('finds the coefficients that made the target, with categories and a skipped column', () => {
    const { design, columns } = mixedDesign(200, 1)
    const rows = Uint32Array.from({ length: 200 }, (_, row) => row)
    const view = { design, rows, skip: 1 }
    const effects = [0, 5, -2]
    const codes = (columns[1] as { codes: Int32Array }).codes
    const target = Float64Array.from(codes, (code) => 3 + effects[code]!)
    const coefficients = leastSquares(normalEquations(view), view, target)
    const [intercept, skipped, first, second, third] = coefficients as unknown as [
      number,
      number,
      number,
      number,
      number,
    ]
    expect(skipped).toBe(0)
    expect(intercept + first).toBeCloseTo(3, 3)
    expect(second - first).toBeCloseTo(5, 3)
    expect(third - first).toBeCloseTo(-2, 3)
  })
})

describe('chiSquared', () => {
  it.each([0.5, 1, 3, 50])('has mean %s and twice that as variance', (degrees) => {
    const rng = createRng(1)
    const draws = Array.from({ length: 40_000 }, () => chiSquared(rng, degrees))
    const mean = draws.reduce((a, b) => a + b) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    expect(mean / degrees).toBeCloseTo(1, 1)
    expect(variance / (2 * degrees)).toBeGreaterThan(0.93)
    expect(variance / (2 * degrees)).toBeLessThan(1.07)
  })
})

describe('minimize', () => {
  it('finds the minimum of any convex quadratic to rounding', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            steep: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
            at: fc.double({ min: -10, max: 10, noNaN: true }),
          }),
          { minLength: 1, maxLength: 10 },
        ),
        (terms) => {
          const point = new Float64Array(terms.length)
          minimize((x, out) => terms.forEach(({ steep, at }, i) => (out[i] = steep * (x[i]! - at))), point, {
            tolerance: 1e-10,
            maximumSteps: 500,
            curvature: new Float64Array(terms.length).fill(1),
          })
          point.forEach((value, i) => expect(value).toBeCloseTo(terms[i]!.at, 5))
        },
      ),
    )
  })
})

describe('logistic regression', () => {
  it.each([2, 3, 5])('ends where the gradient written out by hand is zero, for %i classes', (classCount) => {
    const { design, dense } = mixedDesign(150, classCount)
    const rng = createRng(classCount)
    const classes = Int32Array.from({ length: 150 }, (_, row) =>
      Math.floor(classCount * rng.next() * (row % 2 === 0 ? 1 : 0.7)),
    )
    const weights = Float64Array.from({ length: 150 }, () => 2 * rng.next())
    const rows = Uint32Array.from({ length: 150 }, (_, row) => row)
    const task = {
      design,
      rows,
      skip: -1,
      classCount,
      classes,
      weights,
      penalty: 0.5,
      tolerance: 1e-11,
      maximumSteps: 1000,
    }
    const coefficients = fitLogistic(task)
    const shares = new Float64Array(150 * classCount)
    predictLogistic({ design, rows, skip: -1 }, coefficients, classCount, shares)
    const outputs = classCount === 2 ? 1 : classCount
    for (let feature = 0; feature < design.width; feature++) {
      for (let output = 0; output < outputs; output++) {
        const code = classCount === 2 ? 1 : output
        let slope = feature === 0 ? 0 : 0.5 * coefficients[feature * outputs + output]!
        for (let row = 0; row < 150; row++) {
          const miss = shares[row * classCount + code]! - (classes[row] === code ? 1 : 0)
          slope += weights[row]! * miss * dense[row]![feature]!
        }
        expect(Math.abs(slope)).toBeLessThan(1e-7)
      }
    }
  })

  it('keeps finite on separable classes and with a class that no row has', () => {
    const { design } = mixedDesign(60, 3)
    const rows = Uint32Array.from({ length: 60 }, (_, row) => row)
    const classes = Int32Array.from(rows, (row) => (design.values[row * design.slots + 1]! > 0 ? 1 : 0))
    for (const classCount of [2, 3]) {
      const task = { design, rows, skip: -1, classCount, classes, penalty: 1, tolerance: 1e-8, maximumSteps: 500 }
      const shares = new Float64Array(60 * classCount)
      predictLogistic({ design, rows, skip: -1 }, fitLogistic(task), classCount, shares)
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
    }
  })
})

/** One number and one category of three, as a design and written out. */
function mixedDesign(rowCount: number, seed: number) {
  const rng = createRng(seed)
  const values = Float64Array.from({ length: rowCount }, () => 100 + 20 * standardNormal(rng))
  const codes = Int32Array.from({ length: rowCount }, () => Math.floor(3 * rng.next()))
  const fields: Field[] = [
    { name: 'x', kind: 'numeric', integer: false, role: 'feature', nullable: false },
    { name: 'c', kind: 'categorical', categories: ['a', 'b', 'c'], ordered: false, role: 'feature', nullable: false },
  ]
  const columns: Column[] = [
    { kind: 'numeric', values },
    { kind: 'categorical', codes },
  ]
  const design = buildDesign(planDesign(fields, columns), columns, rowCount)
  const mean = values.reduce((a, b) => a + b) / rowCount
  const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rowCount)
  const dense = Array.from(values, (value, row) => [
    1,
    (value - mean) / scale,
    ...[0, 1, 2].map((code) => (codes[row] === code ? 1 : 0)),
  ])
  return { design, columns, dense }
}
