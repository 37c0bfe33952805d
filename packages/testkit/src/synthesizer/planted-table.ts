import type { Column, ColumnKind, Field, Table } from '@asdf/contract'
import { cellsOf, createRng, createTable, formatDatetime, takeRows, withNulls } from '@asdf/core'

/** Something that a single training row holds, and no model may know. */
export interface Secret {
  readonly what: string
  readonly column: string
  /** How it may be written in texts: files, messages, reports. */
  readonly texts: readonly string[]
  /** How it may lie in arrays of numbers; none for texts. */
  readonly numbers: readonly number[]
  /** The value for `where`, and one of its kind that no row ever had. */
  readonly value: string | number
  /** Whether it lies on a grid among other values, where a smooth density may draw it as it draws its neighbors. */
  readonly isDrawable?: boolean
  readonly unheard: string | number
}

/** A table with a secret in each of some columns, beside values that many rows share. */
export interface PlantedTable {
  readonly table: Table
  readonly secrets: readonly Secret[]
  /** A category that many rows share. */
  readonly common: string
}

const rowCount = 300
const day = 86_400_000
const kinds = ['numeric', 'categorical', 'datetime', 'text'] as const

interface Planted {
  readonly field: Field
  readonly column: Column
  readonly secrets: readonly Secret[]
}

/**
 * 300 rows in which single rows hold: the largest and the smallest number by far, a number off the step and with digits
 * that no other has, categories, a class's rare companion in a column that another determines, dates before all others
 * and between two groups of them, a free text, and an identifier. Only columns of the given kinds.
 */
export function plantedTable(known: readonly ColumnKind[]): PlantedTable {
  const rng = createRng(17)
  const draw = Array.from({ length: rowCount }, () => rng.next())
  const all = [...numberColumns(draw), ...categoryColumns(draw), dateColumn(draw), noteColumn(), keyColumn(), outcome()]
  const parts = all.filter(
    ({ field }) => field.role === 'target' || (isPlanted(field.kind) && known.includes(field.kind)),
  )
  return {
    table: createTable(
      { fields: parts.map(({ field }) => field) },
      parts.map(({ column }) => column),
    ),
    secrets: parts.flatMap(({ secrets }) => secrets),
    common: 'Plainville',
  }
}

/**
 * The rows without a secret, for a model of all of them to impute: of the features of these kinds, two cells in five are
 * null.
 */
export function withHoles(
  { table, secrets }: Pick<PlantedTable, 'table' | 'secrets'>,
  kinds: readonly ColumnKind[],
): Table {
  const plain = takeRows(table, plainRows(table, secrets))
  const { fields } = plain.schema
  const isHoled = ({ role, kind }: Field) => role === 'feature' && kinds.includes(kind)
  return createTable(
    { fields: fields.map((field) => (isHoled(field) ? { ...field, nullable: true } : field)) },
    plain.columns.map((column, index) => {
      const valid = Uint8Array.from({ length: plain.rowCount }, (_, row) => ((row + 2 * index) % 5 < 2 ? 0 : 1))
      return isHoled(fields[index]!) ? withNulls(column, valid) : column
    }),
  )
}

function plainRows({ schema, columns, rowCount }: Table, secrets: readonly Secret[]): Uint32Array {
  const spoiled = new Set<number>()
  schema.fields.forEach(({ name }, index) => {
    const column = columns[index]!
    if (column.kind === 'image' || column.kind === 'series') return
    const own = secrets.filter((secret) => secret.column === name)
    const told = new Set<unknown>(own.flatMap(({ value, numbers }) => [value, ...numbers]))
    const field = schema.fields[index]!
    cellsOf(column).forEach((cell: unknown, row: number) => {
      const value = field.kind === 'categorical' ? field.categories[cell as number] : cell
      if (told.has(value)) spoiled.add(row)
    })
  })
  return Uint32Array.from({ length: rowCount }, (_, row) => row).filter((row) => !spoiled.has(row))
}

function isPlanted(kind: ColumnKind): boolean {
  return (kinds as readonly ColumnKind[]).includes(kind)
}

function numberColumns(draw: readonly number[]): Planted[] {
  const wealth = draw.map((u) => Math.round(1e5 * (1 + u * u)) / 100)
  wealth[17] = 987_654.32
  wealth[18] = 12.34
  const fee = draw.map((_, row) => 100 * (1 + (row % 12)))
  fee[23] = 734.5678
  return [
    numeric('wealth', wealth, 2, [numberSecret('wealth', 'the largest number', 987_654.32), numberSecret('wealth', 'the smallest number', 12.34)]), // prettier-ignore
    numeric('fee', fee, 4, [numberSecret('fee', 'a number off the step', 734.5678, [735])]),
  ]
}

function numeric(name: string, values: readonly number[], decimals: number, secrets: readonly Secret[]): Planted {
  const [minimum, maximum] = [Math.min(...values), Math.max(...values)]
  return {
    field: { name, kind: 'numeric', role: 'feature', nullable: false, integer: false, decimals, minimum, maximum },
    column: { kind: 'numeric', values: Float64Array.from(values) },
    secrets,
  }
}

/** `near` are numbers that give it away as well, such as its rounding. */
function numberSecret(column: string, what: string, value: number, near: readonly number[] = []): Secret {
  const scaled = [value, ...near].flatMap((one) => [1, 10, 100, 1000, 10_000].map((factor) => Math.round(one * factor * 1e4) / 1e4)) // prettier-ignore
  return { what, column, texts: [String(value)], numbers: [value, ...near, ...scaled], value, unheard: 7 * value }
}

function categoryColumns(draw: readonly number[]): Planted[] {
  const towns = draw.map((u): string => (u < 0.5 ? 'Plainville' : u < 0.8 ? 'Springfield' : 'Riverside'))
  towns[31] = 'Lonesome Gulch'
  towns[32] = 'Twin Pines'
  const plans = draw.map((_, row) => `plan ${row % 6}`)
  plans[61] = 'plan solitaire'
  const perks = plans.map((plan) => `perk of ${plan}`)
  return [
    categorical('town', towns, ['Lonesome Gulch', 'Twin Pines']),
    categorical('plan', plans, ['plan solitaire']),
    categorical('perk', perks, ['perk of plan solitaire']),
  ]
}

function categorical(name: string, labels: readonly string[], rare: readonly string[]): Planted {
  const categories = [...new Set(labels)]
  return {
    field: { name, kind: 'categorical', role: 'feature', nullable: false, ordered: false, categories },
    column: { kind: 'categorical', codes: Int32Array.from(labels, (label) => categories.indexOf(label)) },
    secrets: rare.map((value) => textSecret(name, 'a category', value)),
  }
}

function textSecret(column: string, what: string, value: string): Secret {
  return { what, column, texts: [value], numbers: [], value, unheard: `never ${value.length}` }
}

function dateColumn(draw: readonly number[]): Planted {
  const dates = draw.map((u, row) => day * Math.floor(row % 2 === 0 ? 11_000 + 900 * u : 15_000 + 900 * u))
  const [early, between] = [day * -60_873, day * 13_517]
  dates[41] = early
  dates[42] = between
  const field = { name: 'born', kind: 'datetime', role: 'feature', nullable: false, format: 'date' } as const
  return {
    field,
    column: { kind: 'datetime', values: Float64Array.from(dates) },
    secrets: [early, between].map((at, index) => ({
      what: index === 0 ? 'the earliest date' : 'a date between two groups',
      column: 'born',
      texts: [formatDatetime(at, 'date'), String(at)],
      numbers: [at, at / day, at / 1000],
      value: formatDatetime(at, 'date'),
      unheard: index === 0 ? '1700-01-01' : '2007-09-09',
      isDrawable: index === 1,
    })),
  }
}

function noteColumn(): Planted {
  const values = Array.from({ length: rowCount }, (_, row) => `note on visit ${row}`)
  values[53] = 'met at the abandoned lighthouse'
  return {
    field: { name: 'note', kind: 'text', role: 'feature', nullable: false },
    column: { kind: 'text', values },
    secrets: [textSecret('note', 'a text', 'met at the abandoned lighthouse')],
  }
}

function keyColumn(): Planted {
  const values = Array.from({ length: rowCount }, (_, row) => `case ${7 * row + 3}`)
  values[71] = 'case of the missing heir'
  return {
    field: { name: 'key', kind: 'text', role: 'identifier', nullable: false },
    column: { kind: 'text', values },
    secrets: [textSecret('key', 'an identifier', 'case of the missing heir')],
  }
}

function outcome(): Planted {
  return {
    field: {
      name: 'outcome',
      kind: 'categorical',
      role: 'target',
      nullable: false,
      ordered: false,
      categories: ['no', 'yes'],
    },
    column: { kind: 'categorical', codes: Int32Array.from({ length: rowCount }, (_, row) => (row % 4 === 0 ? 1 : 0)) },
    secrets: [],
  }
}
