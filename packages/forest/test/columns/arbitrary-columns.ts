import type { DatetimeColumn, DatetimeField, NumericColumn, NumericField } from '@asdf/contract'
import fc from 'fast-check'

export interface NumberCase {
  readonly field: NumericField | DatetimeField
  readonly column: NumericColumn | DatetimeColumn
}

const day = 86_400_000

/** Columns of numbers and times as they come: spikes, ties, holes, grids, huge and tiny ranges, few rows, nulls. */
export const numberCase: fc.Arbitrary<NumberCase> = fc
  .record({
    shape: fc.constantFrom(
      'normal',
      'spiked',
      'ages',
      'heavy',
      'constant',
      'pairs',
      'huge',
      'widest',
      'tiny',
      'smallest',
      'mixed',
    ),
    grid: fc.constantFrom('none', 'integer', 'hundredths', 'fives', 'days', 'seconds'),
    rows: fc.oneof(fc.integer({ min: 5, max: 40 }), fc.integer({ min: 40, max: 1500 })),
    nulls: fc.constantFrom(0, 0, 0.3, 0.99),
    bounds: fc.boolean(),
    noise: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
  })
  .map(({ shape, grid, rows, nulls, bounds, noise }) => {
    const next = () => noise.next().value as number
    const values = Float64Array.from({ length: rows }, () => onGrid(grid, draw(shape, next)))
    const valid = Uint8Array.from(values, () => (next() < nulls ? 0 : 1))
    const hasNull = valid.includes(0)
    values.forEach((_, row) => {
      if (valid[row] === 0) values[row] = Number.NaN
    })
    const field = fieldOf(grid, hasNull, bounds ? values.filter((value) => !Number.isNaN(value)) : undefined)
    return { field, column: { kind: field.kind, values, ...(hasNull && { valid }) } }
  })

function draw(shape: string, next: () => number): number {
  const u = next()
  switch (shape) {
    case 'normal':
      return 100 * (u + next() + next() - 1.5)
    case 'spiked':
      return u < 0.8 ? 0 : 1000 * next() ** 3
    case 'ages':
      return Math.floor(17 + 60 * u * next())
    case 'heavy':
      return 1 / (1 - 0.9999 * u) - next()
    case 'constant':
      return 37.25
    case 'pairs':
      return Math.floor(u * 300) * 10
    case 'huge':
      return (u - 0.5) * 3e307 * 10 ** (-20 * next())
    case 'widest':
      return (2 * u - 1) * Number.MAX_VALUE
    case 'smallest':
      return u < 0.3 ? 0 : u < 0.8 ? Math.floor(20 * next()) * Number.MIN_VALUE : Math.floor(3 * next())
    case 'tiny':
      return u * 1e-300
    default:
      return u < 0.3 ? Math.floor(10 * next()) : u < 0.6 ? 1e6 * next() : -next()
  }
}

function onGrid(grid: string, value: number): number {
  switch (grid) {
    case 'integer':
      return Math.round(value)
    case 'hundredths':
      return Math.abs(value) < 1e12 ? Math.round(value * 100) / 100 : value
    case 'fives':
      return Math.round(value / 5) * 5 + 3
    case 'days':
      return Math.round(Math.max(-1e5, Math.min(1e5, value))) * day
    case 'seconds':
      return Math.round(Math.max(-1e9, Math.min(1e9, value))) * 1000
    default:
      return value
  }
}

function fieldOf(grid: string, nullable: boolean, within: Float64Array | undefined): NumericField | DatetimeField {
  const base = { name: 'x', role: 'feature', nullable } as const
  if (grid === 'days' || grid === 'seconds') return { ...base, kind: 'datetime' }
  const bounds =
    within === undefined || within.length === 0
      ? {}
      : { minimum: Math.min(...within) + 0, maximum: Math.max(...within) + 0 }
  const decimals = grid === 'hundredths' ? { decimals: 2 } : {}
  return { ...base, kind: 'numeric', integer: grid === 'integer' || grid === 'fives', ...bounds, ...decimals }
}
