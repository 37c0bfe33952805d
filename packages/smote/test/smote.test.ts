import { classCodes, columnOf, oversample } from '@asdf/core'
import { smote } from '@asdf/smote'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { categorical, numeric, tableOf } from './tables.ts'

const points = fc.array(
  fc.tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: -100, max: 100, noNaN: true })),
  {
    minLength: 2,
    maxLength: 20,
  },
)

// Numbers of as many digits as doubles have: in columns of fewer, new ones are rounded as their base row is.
it('every new row lies between two rows of its class', async () => {
  await fc.assert(
    fc.asyncProperty(points, fc.integer({ min: 0, max: 1000 }), async (minority, seed) => {
      const labels = [...minority.map(() => 'rare'), ...Array.from({ length: 25 }, () => 'common')]
      const x = [...minority.map(([a]) => a), ...Array.from({ length: 25 }, (_, i) => i + Math.SQRT1_2)]
      const y = [...minority.map(([, b]) => b), ...Array.from({ length: 25 }, (_, i) => -i - Math.SQRT1_2)]
      const train = tableOf(numeric('x', x), numeric('y', y), categorical('label', labels, 'target'))
      const fitted = await smote().fit(train, { seed })
      const rows = await fitted.sample(30, { seed })
      expect(classCodes(columnOf(rows, 'label')).every((code) => code === 0)).toBe(true)
      const xs = columnOf(rows, 'x') as { values: Float64Array }
      const ys = columnOf(rows, 'y') as { values: Float64Array }
      for (let i = 0; i < 30; i++) {
        const place = [xs.values[i]!, ys.values[i]!] as const
        expect(minority.some((a, p) => minority.some((b, q) => p !== q && distanceToSegment(place, a, b) < 1e-9))).toBe(
          true,
        )
      }
    }),
    { numRuns: 50 },
  )
})

it('oversample brings every class up to the largest', async () => {
  const labels = Array.from({ length: 60 }, (_, i) => (i < 10 ? 'a' : i < 25 ? 'b' : 'c'))
  const train = tableOf(
    numeric(
      'x',
      labels.map((_, i) => i),
    ),
    categorical('label', labels, 'target'),
  )
  const { table, counts, syntheticCount } = await oversample(train, smote(), 'auto', { seed: 1 })
  expect([...counts]).toEqual([25, 20, 0])
  expect(syntheticCount).toBe(45)
  expect(table.rowCount).toBe(105)
})

function distanceToSegment(p: readonly [number, number], a: readonly [number, number], b: readonly [number, number]) {
  const length = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
  const t =
    length === 0
      ? 0
      : Math.min(1, Math.max(0, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length))
  return Math.hypot(p[0] - a[0] - t * (b[0] - a[0]), p[1] - a[1] - t * (b[1] - a[1]))
}
