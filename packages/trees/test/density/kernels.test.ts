import type { Rng } from '@asdf/contract'
import { readFileSync } from 'node:fs'
import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDensityKernels, createGrowingMemory } from '../../src/density/kernels/wasm.ts'
import { generateDensity } from '../../wasm/generate-density.ts'
import { plainKernels } from './reference/plain-kernels.ts'

test('the committed kernels are those of density.wat', async () => {
  const committed = readFileSync(new URL('../../src/density/kernels/wasm-binary.ts', import.meta.url), 'utf8')
  const literal = (text: string) => text.match(/'[A-Za-z0-9+/=]{50,}'/g)
  expect(literal(committed)).toHaveLength(1)
  expect(literal(committed)).toEqual(literal(await generateDensity()))
})

const memory = createGrowingMemory(16)
const wasm = createDensityKernels(memory)
const bytes = new Uint8Array(memory.buffer)
const plainBytes = new Uint8Array(bytes.length)
const plain = plainKernels(plainBytes.buffer)

type Kernels = typeof wasm

/**
 * Runs a kernel on both memories after the same preparation: what is left in them must agree to the last bit, except in
 * `scratch` (from, length), which is the kernel's own affair.
 */
function agree<Result>(
  prepare: (memory: Views) => void,
  call: (kernels: Kernels) => Result,
  ...scratch: readonly (readonly [from: number, length: number])[]
): Result {
  bytes.fill(0)
  prepare(viewsOf(bytes))
  plainBytes.set(bytes)
  const result = call(wasm)
  expect(call(plain)).toEqual(result)
  for (const [from, length] of scratch) for (const memory of [bytes, plainBytes]) memory.fill(0, from, from + length)
  expect(Buffer.compare(bytes, plainBytes)).toBe(0)
  return result
}

function viewsOf({ buffer }: Uint8Array) {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    f32: new Float32Array(buffer),
  }
}

type Views = ReturnType<typeof viewsOf>

const views = viewsOf(bytes)

// Places for the arrays of the kernels, wide apart.
const at = (place: number) => 1024 + place * 65_536

const seeds = fc.integer({ min: 0, max: 2 ** 31 })
const widths = fc.constantFrom(4, 8, 12, 20)
const counts = fc.integer({ min: 0, max: 150 })

function fillFloats({ f32 }: Views, place: number, length: number, draw: () => number): void {
  for (let i = 0; i < length; i++) f32[(at(place) >> 2) + i] = draw()
}

function fillBytes({ u8 }: Views, place: number, length: number, below: number, rng: Rng): void {
  for (let i = 0; i < length; i++) u8[at(place) + i] = Math.floor(rng.next() * below)
}

const shareOf = (rng: Rng) => () => (rng.next() < 0.2 ? 0 : 10 ** (-8 * rng.next() ** 3))

function check<Args extends unknown[]>(
  ...given: [...{ [K in keyof Args]: fc.Arbitrary<Args[K]> }, (...args: Args) => void]
) {
  const arbitraries = given.slice(0, -1) as fc.Arbitrary<unknown>[]
  fc.assert(
    fc.property(fc.tuple(...arbitraries), (args) => (given.at(-1) as (...all: unknown[]) => void)(...args)),
    {
      numRuns: 40,
    },
  )
}

describe('the kernels of WebAssembly leave the same bits as the plain ones:', () => {
  test('spreadTable', () => {
    check(seeds, widths, counts, fc.boolean(), (seed: number, width: number, count: number, hasGroups: boolean) => {
      const rng = createRng(seed)
      agree(
        (to) => {
          fillFloats(to, 0, 6 * width, shareOf(rng))
          fillBytes(to, 1, count, 6, rng)
        },
        (kernels) => kernels.spreadTable(at(0), width, hasGroups ? at(1) : 0, count, at(2)),
      )
    })
  })

  test('advanceRows, multiplyRows', () => {
    check(seeds, widths, counts, fc.boolean(), (seed: number, width: number, count: number, sketches: boolean) => {
      const rng = createRng(seed)
      const prepare = (to: Views) => {
        fillFloats(to, 0, count * width, shareOf(rng))
        for (let i = 0; i < count; i++) to.f32[(at(0) >> 2) + i * width + 1] = 0.5
        fillBytes(to, 1, count, 5, rng)
        fillFloats(to, 2, 5 * width, () => Math.exp(8 * rng.next() - 6))
        fillBytes(to, 3, count, width, rng)
        fillFloats(to, 4, 7 * width, () => 2 * rng.next() - 1)
        // The projections once more, by class.
        for (let c = 0; c < width; c++) {
          const from = at(4) >> 2
          for (let s = 0; s < 3; s++) to.f32[from + 3 * width + 4 * c + s] = to.f32[from + s * width + c]!
          to.f32[from + 3 * width + 4 * c + 3] = 1
        }
      }
      agree(prepare, (kernels) => kernels.multiplyRows(at(0), width, count, at(1), at(2)))
      agree(prepare, (kernels) =>
        kernels.advanceRows(at(0), width, count, at(1), at(2), at(3), at(4), sketches ? at(5) : 0),
      )
      for (let i = 0; i < count; i++) {
        const shares = views.f32.subarray((at(0) >> 2) + i * width, (at(0) >> 2) + (i + 1) * width)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
      }
    })
  })

  test('pickShares, drawRows', () => {
    check(seeds, widths, counts, (seed: number, width: number, count: number) => {
      const rng = createRng(seed)
      const prepare = (to: Views) => {
        fillFloats(to, 0, count * width, shareOf(rng))
        for (let i = 0; i < count; i++) to.f32[(at(0) >> 2) + i * width + 2] = 0.01
        fillBytes(to, 1, count, width, rng)
        fillFloats(to, 2, count, () => (rng.next() < 0.1 ? 1 - 2 ** -24 : rng.next()))
      }
      agree(prepare, (kernels) => kernels.pickShares(at(0), width, count, at(1), at(3)))
      agree(prepare, (kernels) => kernels.drawRows(at(0), width, count, at(2), at(3)))
      // Nothing impossible is ever drawn.
      for (let i = 0; i < count; i++) {
        expect(views.f32[(at(0) >> 2) + i * width + views.u8[at(3) + i]!]).toBeGreaterThan(0)
      }
    })
  })

  test('sumLogs, leafFactors', () => {
    check(seeds, counts, (seed: number, count: number) => {
      const rng = createRng(seed)
      const sum = agree(
        (to) => fillFloats(to, 0, count, () => 10 ** (-9 * rng.next())),
        (kernels) => kernels.sumLogs(at(0), count, 1e-7),
        [at(0) + 4 * count, 16],
      )
      const exact = [...views.f32.subarray(at(0) >> 2, (at(0) >> 2) + count)].map((v) => Math.log(Math.max(v, 1e-7)))
      expect(sum).toBeCloseTo(
        exact.reduce((total, one) => total + one, 0),
        3,
      )
      const floats = 4 * Math.ceil(count / 4)
      agree(
        (to) => {
          fillFloats(to, 0, floats, () => Math.floor(10 ** (6 * rng.next()) - 1))
          fillFloats(to, 1, floats, () => 10 ** (8 * rng.next() - 3))
        },
        (kernels) => kernels.leafFactors(at(0), at(1), floats, 0.3, 0.5, at(2)),
      )
      for (let i = 0; i < floats; i++) {
        const [observed, expected, factor] = [0, 1, 2].map((place) => views.f32[(at(place) >> 2) + i]!)
        expect(factor! / ((observed! + 0.5) / (expected! + 0.5)) ** 0.3).toBeCloseTo(1, 5)
      }
    })
  })

  test('fillHistogram, subtract, sumBins, partition, sumLeaves', () => {
    check(seeds, counts, fc.integer({ min: 1, max: 11 }), (seed: number, count: number, features: number) => {
      const rng = createRng(seed)
      const used = Array.from({ length: features }, (_, i) => i).filter(() => rng.next() < 0.7)
      const prepare = (to: Views) => {
        for (let i = 0; i < count; i++) to.i32[(at(0) >> 2) + i] = Math.floor(rng.next() * 100)
        for (let i = 0; i < 100 * features; i++)
          to.u16[(at(1) >> 1) + i] = (i % features) * 20 + Math.floor(rng.next() * 20)
        used.forEach((feature, i) => to.i32.set([320 * feature, 20, 0, 2 * feature], (at(2) >> 2) + 4 * i))
        fillFloats(to, 3, 400, () => 2 * rng.next() - 1)
        fillFloats(to, 4, 1200, () => rng.next())
        fillBytes(to, 6, 256, 2, rng)
        fillBytes(to, 7, count, 12, rng)
      }
      agree(prepare, (kernels) =>
        kernels.fillHistogram(at(0), count, at(1), 2 * features, at(2), used.length, at(3), at(4)),
      )
      agree(prepare, (kernels) => kernels.subtract(at(4), at(3), at(2), used.length))
      agree(prepare, (kernels) => kernels.sumBins(at(4), count, at(5)))
      const left = agree(prepare, (kernels) => kernels.partition(at(0), count, at(1), at(6), at(8)), [at(8), 1024])
      expect(left).toBeLessThanOrEqual(count)
      agree(prepare, (kernels) => kernels.sumLeaves(at(4), 8, Math.min(count, 100), at(6), at(7), at(9), at(10)))
    })
  })

  test('searchNode', () => {
    const kinds = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })
    const bins = fc.constantFrom(2, 3, 17, 64, 255)
    check(
      seeds,
      kinds,
      bins,
      fc.integer({ min: 1, max: 40 }),
      (seed: number, sets: boolean[], size: number, least: number) => {
        const rng = createRng(seed)
        const scale = rng.next() < 0.3 ? 0 : 1
        const found = agree(
          (to) => {
            const totals = new Float32Array(4)
            for (let b = 0; b < size * sets.length; b++) {
              const rows = rng.next() < 0.3 ? 0 : Math.floor(rng.next() * 60)
              const bin = [0, 1, 2].map(() => Math.round(scale * rows * (2 * rng.next() - 1) * 8) / 8)
              const from = (at(0) >> 2) + 4 * b
              to.f32.set([...bin, rows], from)
              if (b < size) for (let s = 0; s < 4; s++) totals[s]! += to.f32[from + s]!
            }
            sets.forEach((isSet, i) => to.i32.set([16 * size * i, size, Number(isSet), 0], (at(1) >> 2) + 4 * i))
            to.f32.set(totals, at(2) >> 2)
            to.f32[at(3) >> 2] = 0.001
          },
          (kernels) => kernels.searchNode(at(0), at(1), sets.length, at(2), least, 5, at(3), at(4), at(5)),
          [at(5), 1536],
        )
        expect(found).toBeLessThan(sets.length)
        if (scale === 0) expect(found).toBe(-1)
      },
    )
  })

  test('findLeaves', () => {
    check(seeds, fc.integer({ min: 1, max: 254 }), counts, (seed: number, nodeCount: number, count: number) => {
      const rng = createRng(seed)
      const stride = 192
      agree(
        (to) => {
          fillBytes(to, 0, 4 * stride, 256, rng)
          // Every node takes two slots that nobody has taken: a tree, its root last.
          const free = Array.from({ length: nodeCount + 1 }, (_, leaf) => leaf)
          const take = () => free.splice(Math.floor(rng.next() * free.length), 1)[0]!
          for (let k = 0; k < nodeCount; k++) {
            const test = rng.next() < 0.5 ? Math.floor(rng.next() * 256) : -1 - k
            to.i32.set([stride * Math.floor(rng.next() * 4), test, take(), take()], (at(1) >> 2) + 4 * k)
            free.push(256 + k)
          }
          fillBytes(to, 2, 32 * 256, 256, rng)
          for (let leaf = 0; leaf < 256; leaf++) to.u8.fill(leaf, at(3) + 64 * leaf, at(3) + 64 * (leaf + 1))
        },
        (kernels) => kernels.findLeaves(at(0), at(1), nodeCount, at(2), at(3), count, at(4)),
        [at(3), 512 * 64],
        [at(4) + count, 64],
      )
    })
  })
})
