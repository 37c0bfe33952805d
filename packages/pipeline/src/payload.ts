import type {
  Column,
  Field,
  FittedSynthesizer,
  ImputingModel,
  RunOptions,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import { appendTables, classCodes, classNames, createRng, fieldIndex, nullCells, takeRows } from '@asdf/core'

interface Payload {
  readonly column: string
  readonly model: FittedSynthesizer
  readonly traits: Pick<SynthesizerTraits, 'conditional' | 'imputes'>
}

/** A column of values for rows that lack it, drawn by the column's model given what it knows of each row. */
export async function drawPayload(
  rows: Table,
  payload: Payload,
  run: RunOptions,
): Promise<{ readonly field: Field; readonly column: Column }> {
  const { column, model } = payload
  const at = fieldIndex(model.schema, column)
  const field = model.schema.fields[at]!
  if (rows.rowCount === 0) return { field, column: nullCells(field, 0) }
  const drawn = await drawGiven(rows, field, payload, run)
  return { field, column: drawn.columns[at]! }
}

async function drawGiven(rows: Table, field: Field, { model, traits }: Payload, run: RunOptions): Promise<Table> {
  if (traits.imputes?.includes(field.kind) === true) {
    return (model as ImputingModel).impute(questionsOf(rows, model, field), run)
  }
  const target = model.schema.fields.find(({ role }) => role === 'target')
  const hasClasses = target?.kind === 'categorical' || target?.kind === 'boolean'
  if (!traits.conditional || !hasClasses) return model.sample(rows.rowCount, run)
  return drawByClass(rows, target, model, run)
}

/** The rows as the column's model knows them, with the column itself missing. */
function questionsOf(rows: Table, { schema }: FittedSynthesizer, field: Field): Table {
  const asked = schema.fields.map((one) => {
    if (one.name === field.name) return [{ ...one, nullable: true }, nullCells(one, rows.rowCount)] as const
    const at = fieldIndex(rows.schema, one.name)
    return recoded(rows.columns[at]!, rows.schema.fields[at]!, one)
  })
  return {
    schema: { fields: asked.map(([one]) => one) },
    rowCount: rows.rowCount,
    columns: asked.map(([, one]) => one),
  }
}

/** A column in the categories of another field, since models may merge rare ones each in its way. Others are null. */
function recoded(column: Column, from: Field, to: Field): readonly [Field, Column] {
  if (column.kind !== 'categorical' || from.kind !== 'categorical' || to.kind !== 'categorical') return [to, column]
  const codeOf = new Map(to.categories.map((category, code) => [category, code]))
  const codes = column.codes.map((code, row) => {
    return column.valid?.[row] === 0 ? -1 : (codeOf.get(from.categories[code]!) ?? -1)
  })
  if (!codes.includes(-1)) return [to, { kind: 'categorical', codes }]
  return [
    { ...to, nullable: true },
    { kind: 'categorical', codes, valid: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) },
  ]
}

/** As many values of each class as there are rows of it, put where these rows are. */
async function drawByClass(rows: Table, target: Field, model: FittedSynthesizer, run: RunOptions): Promise<Table> {
  const at = fieldIndex(rows.schema, target.name)
  const [field, column] = [rows.schema.fields[at]!, rows.columns[at]!]
  const known = classNames(target)
  const rowsOf = new Map<string | undefined, number[]>()
  classCodes(column).forEach((code, row) => {
    const name = classNames(field)[code]
    // Rows without a class, or of one that the column's model does not know, are drawn without a condition.
    const key = name !== undefined && known.includes(name) ? name : undefined
    const own = rowsOf.get(key)
    if (own === undefined) rowsOf.set(key, [row])
    else own.push(row)
  })
  const seeds = createRng(run.seed).fork('classes')
  const parts: Table[] = []
  for (const [name, own] of rowsOf) {
    const seed = seeds.fork(name ?? '').nextUint32()
    const value = field.kind === 'boolean' ? name === known[1] : name
    const where = name === undefined || value === undefined ? {} : { where: { [target.name]: value } }
    parts.push(await model.sample(own.length, { ...run, seed, ...where }))
  }
  const order = new Uint32Array(rows.rowCount)
  const places = [...rowsOf.values()].flat()
  places.forEach((row, drawn) => (order[row] = drawn))
  return takeRows(appendTables(parts[0]!, ...parts.slice(1)), order)
}
