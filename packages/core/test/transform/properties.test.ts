import type { Column, Field } from '@asdf/contract'
import {
  cellsOf,
  createRng,
  createTable,
  fitTableTransform,
  gridOf,
  isPresent,
  restoreTableTransform,
} from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryTable } from './arbitrary-tables.ts'

const run = { seed: 1 }
const numericKinds = ['modes', 'quantile', 'normal', 'min-max'] as const
/** Of a float32 in [-1, 1], and of the four deviations that a mode is wide, in shares of the column's range. */
const rounding = 2 ** -21

/** Expects a decoded column to be the one it came from, numbers without a grid to the rounding of a float32. */
function expectSame(field: Field, decoded: Column, given: Column): void {
  expect(decoded.kind).toBe(given.kind)
  if (given.kind === 'text' || given.kind === 'image' || given.kind === 'series') return
  if (given.kind === 'categorical' || given.kind === 'boolean') {
    expect(decoded).toEqual(given)
    return
  }
  const { values } = decoded as typeof given
  const present = given.values.filter((_, row) => isPresent(given, row))
  const [low, high] = [Math.min(...present), Math.max(...present)]
  const range = high / 2 - low / 2
  const allowed = 2 * range * rounding + Math.max(Math.abs(low), Math.abs(high)) * 2 ** -50
  // Which level of several a value lies on is drawn anew, since the rows do not tell.
  const isGiven = field.kind === 'numeric' || field.kind === 'datetime'
  const { factor, levels = [] } = isGiven && present.length > 0 ? gridOf(field, present) : { factor: 1 }
  const apart = levels.length === 0 ? 0 : levels.at(-1)!.step / factor
  const isOnGrid = field.kind === 'numeric' && (field.integer || field.decimals !== undefined)
  const half = field.kind === 'datetime' ? 43_200_000 : !isOnGrid ? 0 : field.integer ? 0.5 : 0.005
  given.values.forEach((value, row) => {
    expect(isPresent(decoded, row)).toBe(isPresent(given, row))
    if (!isPresent(given, row)) return
    if (allowed < half && apart === 0) expect(values[row]).toBe(value)
    else expect(Math.abs(values[row]! - value)).toBeLessThanOrEqual(allowed + apart)
    expect(values[row]! >= low && values[row]! <= high).toBe(true)
  })
}

describe('a table transform', () => {
  it('decodes what it encoded, whichever modes were drawn', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, fc.option(fc.integer(), { nil: undefined }), async (table, seed) => {
        const transform = await fitTableTransform(table, {}, run)
        const rows = transform.encode(table, undefined, seed === undefined ? undefined : createRng(seed))
        const decoded = transform.decode(rows, table.rowCount, createRng(1))
        table.schema.fields.forEach((field, i) => expectSame(field, decoded.columns[i]!, table.columns[i]!))
      }),
      { numRuns: 300 },
    )
  })

  it('covers the row with slots whose one-hots hold a single 1, and whose scalars keep within the limit', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, fc.constantFrom(...numericKinds), async (table, numeric) => {
        const transform = await fitTableTransform(table, { numeric, modes: 5, categoryLimit: 16 }, run)
        const { slots, width } = transform
        const rows = transform.encode(table, undefined, createRng(2))
        let next = 0
        for (const { start, width: own, kind } of slots) {
          expect(start).toBe(next)
          next += own
          for (let row = 0; row < table.rowCount; row++) {
            const cells = [...rows.subarray(row * width + start, row * width + start + own)]
            if (kind === 'one-hot') expect(cells.sort()).toEqual([...new Array<number>(own - 1).fill(0), 1])
            else expect(Math.abs(cells[0]!)).toBeLessThanOrEqual(numeric === 'normal' ? 5.2 : Math.fround(0.99))
          }
        }
        expect(next).toBe(width)
        transform.discrete.forEach(({ column, start, width: own, shares }, i) => {
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10)
          expect(shares.length).toBe(own)
          const codes = transform.codes(table)[i]!
          expect(slots.some((slot) => slot.column === column && slot.start === start)).toBe(true)
          codes.forEach((code, row) => expect(rows[row * width + start + code]).toBe(1))
        })
      }),
    )
  })

  it('makes a table of the training schema, within its ranges and categories, of any numbers', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, fc.constantFrom(...numericKinds), fc.integer(), async (table, numeric, seed) => {
        const transform = await fitTableTransform(table, { numeric }, run)
        const rng = createRng(seed)
        const count = 20
        const rows = Float32Array.from({ length: count * transform.width }, () => 6 * rng.next() - 3)
        const made = transform.decode(rows, count, rng)
        expect(createTable(made.schema, made.columns).rowCount).toBe(count)
        table.columns.forEach((given, i) => expectWithin(made.columns[i]!, given))
        const again = transform.encode(made)
        expect(transform.width === 0 || again.every(Number.isFinite)).toBe(true)
      }),
    )
  })

  it('is the same after its state went through JSON', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, fc.constantFrom(...numericKinds), async (table, numeric) => {
        const transform = await fitTableTransform(table, { numeric, categoryLimit: 16 }, run)
        const { state, arrays } = transform.toState()
        const restored = restoreTableTransform(JSON.parse(JSON.stringify(state)) as typeof state, arrays)
        expect(restored.slots).toEqual(transform.slots)
        expect(restored.discrete).toEqual(transform.discrete)
        expect(restored.warnings).toEqual(transform.warnings)
        const rows = transform.encode(table, undefined, createRng(5))
        expect(restored.encode(table, undefined, createRng(5))).toEqual(rows)
        expect(restored.decode(rows, table.rowCount, createRng(6))).toEqual(
          transform.decode(rows, table.rowCount, createRng(6)),
        )
        expect(restored.toState()).toEqual({ state, arrays })
      }),
    )
  })

  it('draws nothing while it is fitted', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTable, async (table) => {
        const [one, other] = [await fitTableTransform(table, {}, run), await fitTableTransform(table, {}, { seed: 9 })]
        expect(one.toState()).toEqual(other.toState())
      }),
      { numRuns: 30 },
    )
  })
})

/** Expects every value to lie in the range of another column's, and every category to be one of its. */
function expectWithin(made: Column, given: Column): void {
  if (made.kind === 'text' || given.kind === 'text') return
  const presentOf = (column: Exclude<Column, { kind: 'text' }>) => {
    return Array.from<number>(cellsOf(column)).filter((_, row) => isPresent(column, row))
  }
  const known = presentOf(given)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const isCoded = made.kind === 'categorical' || made.kind === 'boolean'
  for (const cell of presentOf(made)) expect(isCoded ? known.includes(cell) : cell >= low && cell <= high).toBe(true)
}
