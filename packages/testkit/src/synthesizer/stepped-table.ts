import type { Column, ColumnKind, Field, Table } from '@asdf/contract'
import { createRng, createTable } from '@asdf/core'

const rowCount = 400
const day = 86_400_000

/**
 * 400 rows whose numbers and dates lie on steps: `fee`, hundreds in seven of ten rows; `price`, cents that are mostly whole,
 * else tenths, and cents in the fewest rows; `dose`, four significant digits over four powers of ten; `level`, tenths in four of
 * five rows, else as many digits as a double has; `seen`, midnight in seven of ten rows. Only columns of the given kinds.
 */
export function steppedTable(known: readonly ColumnKind[]): Table {
  const rng = createRng(23)
  const draw = () => Array.from({ length: rowCount }, () => rng.next())
  const [size, off, fine, strength, height] = [draw(), draw(), draw(), draw(), draw()] as const
  const fee = size.map((u, row) => 100 * Math.ceil(60 * u) + (off[row]! < 0.3 ? Math.ceil(98 * fine[row]!) : 0))
  const price = size.map((u, row) => {
    const digits = off[row]! < 0.6 ? 0 : off[row]! < 0.9 ? 1 : 2
    const factor = 10 ** digits
    return Math.round((20 + 60 * u + fine[row]!) * factor) / factor
  })
  const seen = size.map((u, row) => {
    const midnight = day * Math.floor(18_000 + 500 * u)
    return off[row]! < 0.7 ? midnight : midnight + 60_000 * Math.ceil(1438 * fine[row]!)
  })
  const dose = strength.map((u) => Number((10 ** (4 * u - 7)).toPrecision(4)))
  const level = height.map((u, row) => (off[row]! < 0.8 ? Math.round(10 * (700 + 50 * u)) / 10 : 700 + 50 * u))
  const features = [
    numeric('fee', true, 0, fee),
    numeric('price', false, 2, price),
    numeric('dose', false, undefined, dose),
    numeric('level', false, undefined, level),
    datetime('seen', seen),
  ]
  return tableOf(features, known)
}

/**
 * 400 rows in which `cigarettes`, or `brand` where numbers are not known, is null exactly where `smokes` says so: in three of
 * five rows. Its values depend on nothing else.
 */
export function structuralNullsTable(known: readonly ColumnKind[]): Table {
  const rng = createRng(29)
  const smokes = Array.from({ length: rowCount }, () => (rng.next() < 0.4 ? 1 : 0))
  const amount = smokes.map(() => Math.ceil(40 * rng.next()))
  const age = smokes.map(() => Math.floor(20 + 60 * rng.next()))
  const valid = Uint8Array.from(smokes)
  const flag = known.includes('categorical')
    ? categorical('smokes', ['no', 'yes'], smokes)
    : numeric('smokes', true, 0, smokes)
  const answer = known.includes('numeric')
    ? numeric('cigarettes', true, 0, amount)
    : categorical('brand', ['Ace', 'Bolt', 'Crest', 'Dune'], amount.map((one) => one % 4)) // prettier-ignore
  const withNulls: Part = [
    { ...answer[0], nullable: true },
    { ...answer[1], valid },
  ]
  return tableOf([numeric('age', true, 0, age), flag, withNulls], known)
}

type Part = readonly [field: Field, column: Column]

function tableOf(features: readonly Part[], known: readonly ColumnKind[]): Table {
  const outcome = categorical('outcome', ['no', 'yes'], Array.from({ length: rowCount }, (_, row) => (row % 3 === 0 ? 1 : 0))) // prettier-ignore
  const parts: Part[] = [
    ...[...features, note()].filter(([{ kind }]) => known.includes(kind)),
    [{ ...outcome[0], role: 'target' }, outcome[1]],
  ]
  return createTable(
    { fields: parts.map(([field]) => field) },
    parts.map(([, column]) => column),
  )
}

/** Texts, since a wrapper that generates them needs some. */
function note(): Part {
  const values = Array.from({ length: rowCount }, (_, row) => `note ${row}`)
  return [
    { name: 'note', kind: 'text', role: 'feature', nullable: false },
    { kind: 'text', values },
  ]
}

function numeric(name: string, integer: boolean, decimals: number | undefined, values: readonly number[]): Part {
  const field = { name, kind: 'numeric', role: 'feature', nullable: false, integer } as const
  const known = integer || decimals === undefined ? field : { ...field, decimals }
  return [known, { kind: 'numeric', values: Float64Array.from(values) }]
}

function datetime(name: string, values: readonly number[]): Part {
  const field = { name, kind: 'datetime', role: 'feature', nullable: false, format: 'datetime-t' } as const
  return [field, { kind: 'datetime', values: Float64Array.from(values) }]
}

function categorical(name: string, categories: readonly string[], codes: readonly number[]): Part {
  const field = { name, kind: 'categorical', role: 'feature', nullable: false, categories, ordered: false } as const
  return [field, { kind: 'categorical', codes: Int32Array.from(codes) }]
}
