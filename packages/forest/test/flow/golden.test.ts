import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gaussianStart, momentsOf, publishedStart, startInto } from '../../src/flow/linear-start.ts'
import { betaAt, diffusionTime, mixtureAt, noiseLevels, scoreOf, velocityOf } from '../../src/flow/process.ts'
import { eulerStep } from '../../src/flow/solve.ts'

type Rows = readonly (readonly number[])[]

interface Golden {
  readonly times: readonly number[]
  readonly x0: Rows
  readonly x1: Rows
  readonly flow: readonly { readonly t: number; readonly x: Rows; readonly velocity: Rows }[]
  readonly diffusion: readonly {
    readonly s: number
    readonly signal: number
    readonly noise: number
    readonly x: Rows
    readonly score: Rows
    readonly beta: number
  }[]
  readonly euler: {
    readonly t: number
    readonly step: number
    readonly x: Rows
    readonly row: Rows
    readonly next: Rows
  }
  readonly gaussian: { readonly t: number; readonly x: Rows; readonly row: Rows }
}

// Made by golden/make_golden.py with NumPy.
const golden = JSON.parse(readFileSync(new URL('./golden/flow.json', import.meta.url), 'utf8')) as Golden

const columns = (rows: Rows) => rows[0]!.map((_, j) => Float64Array.from(rows, (row) => row[j]!))

function expectClose(received: readonly Float64Array[], rows: Rows): void {
  columns(rows).forEach((column, j) => column.forEach((value, i) => expect(received[j]![i]).toBeCloseTo(value, 10)))
}

describe('forest flow agrees with NumPy', () => {
  it('on noise levels', () => {
    noiseLevels(golden.times.length).forEach((t, i) => expect(t).toBeCloseTo(golden.times[i]!, 14))
  })

  it('on points and velocity targets of the flow', () => {
    for (const { t, x, velocity } of golden.flow) {
      const mixture = mixtureAt('flow', t)
      const points = mix(mixture)
      expectClose(points, x)
      const targets = points.map((column, j) => column.map((value, i) => velocityOf(value, golden.x1[i]![j]!, mixture)))
      expectClose(targets, velocity)
    }
  })

  it('on points, scores and speeds of the diffusion', () => {
    const times = noiseLevels(golden.times.length)
    golden.diffusion.forEach(({ s, signal, noise, x, score, beta }, level) => {
      const mixture = mixtureAt('diffusion', times[level]!)
      expect(diffusionTime(times[level]!)).toBeCloseTo(s, 12)
      expect(mixture.signal).toBeCloseTo(signal, 12)
      expect(mixture.noise).toBeCloseTo(noise, 12)
      expect(betaAt(s)).toBeCloseTo(beta, 12)
      const points = mix(mixture)
      expectClose(points, x)
      expectClose(
        points.map((column, j) => column.map((value, i) => scoreOf(value, golden.x1[i]![j]!, mixture))),
        score,
      )
    })
  })

  it("on a step of Euler's method", () => {
    const { t, step, x, row, next } = golden.euler
    const points = columns(x)
    eulerStep(points, columns(row), mixtureAt('flow', t), step)
    expectClose(points, next)
  })

  it('on the expected row of a normal distribution', () => {
    const { t, x, row } = golden.gaussian
    const start = gaussianStart(momentsOf(columns(golden.x1)), new Uint8Array(3), mixtureAt('flow', t))
    const out = columns(x).map((column, j) => {
      const own = new Float64Array(column.length)
      startInto(start, j, columns(x), column.length, own)
      return own
    })
    columns(row).forEach((column, j) => column.forEach((value, i) => expect(out[j]![i]).toBeCloseTo(value, 7)))
  })

  it('starts the published method so that the rest is in proportion to its target', () => {
    const moments = momentsOf(columns(golden.x1))
    const { t, velocity } = golden.flow[3]!
    const mixture = mixtureAt('flow', t)
    const points = mix(mixture)
    const start = publishedStart(moments, 'flow', mixture)
    points.forEach((column, j) => {
      const own = new Float64Array(column.length)
      startInto(start, j, points, column.length, own)
      const shift = (1 - t) * moments.means[j]!
      own.forEach((value, i) => {
        expect(golden.x1[i]![j]! - value).toBeCloseTo((1 - t) * velocity[i]![j]! - shift, 10)
      })
    })
  })
})

function mix({ signal, noise }: { readonly signal: number; readonly noise: number }): Float64Array[] {
  const noises = columns(golden.x0)
  return columns(golden.x1).map((column, j) => column.map((value, i) => signal * value + noise * noises[j]![i]!))
}
