import type { Column, Field, Rng, Table, Tensor } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkTable } from './check-table.ts'
import { classNames, targetIndex } from './fields.ts'
import { checkOptionNames, optionError } from './options.ts'
import { takeRows } from './table.ts'
import { typeName } from './type-name.ts'
import { readWeights } from './weights.ts'

export interface SoftLabelOptions {
  /** Whether the model that is to learn from the rows reads the role `weight`. */
  readonly takesWeights: boolean
  /** Draws the labels for a model without weights. */
  readonly rng: Rng
}

export interface SoftLabelled {
  readonly table: Table
  /** What was done, for a log: `weighted`, a copy of the row for each class; or `drawn`, a class for each row. */
  readonly labels: 'weighted' | 'drawn'
}

/**
 * Gives rows soft labels: the target becomes a distribution over the classes of its field. For a model that takes weights
 * a row becomes one copy for each class that it may have, weighted by the class's probability, times the row's own weight;
 * for others its class is drawn by these probabilities.
 *
 * `probability` has the shape `[rowCount, classes]`; values below 0, NaN, or a row that does not sum to one are an
 * `ASDF_DATA_INVALID`, another shape an `ASDF_SHAPE_MISMATCH`.
 */
export function softLabels(table: Table, probability: Tensor<'f64'>, options: SoftLabelOptions): SoftLabelled {
  checkTable('softLabels', table)
  checkOptionNames('softLabels', options, { takesWeights: true, rng: undefined })
  const { takesWeights, rng } = options
  if (!takesWeights && typeof (rng as Partial<Rng> | null | undefined)?.next !== 'function')
    throw optionError('softLabels', 'rng', rng, 'must be random numbers, such as createRng(1)')
  const target = targetIndex(table.schema, 'softLabels')
  const field = table.schema.fields[target]!
  const classes = classNames(field).length
  checkProbability(field, probability, table.rowCount, classes)
  if (!takesWeights) {
    const codes = Int32Array.from({ length: table.rowCount }, (_, row) =>
      drawn(probability.data, row, classes, rng.next()),
    )
    return { table: withTarget(table, target, codes), labels: 'drawn' }
  }
  const shares = probability.data
  const places = Uint32Array.from(shares.keys()).filter((place) => shares[place]! > 0)
  const own = readWeights('softLabels', table)
  const weights = Float64Array.from(places, (place) => shares[place]! * (own?.[Math.floor(place / classes)] ?? 1))
  const copies = takeRows(
    table,
    places.map((place) => Math.floor(place / classes)),
  )
  const labelled = withTarget(
    copies,
    target,
    Int32Array.from(places, (place) => place % classes),
  )
  return { table: withWeights(labelled, weights), labels: 'weighted' }
}

function checkProbability(field: Field, tensor: Tensor<'f64'>, rowCount: number, classes: number): void {
  const isTensor = Array.isArray(tensor?.shape) && typeName(tensor.data) === 'Float64Array'
  if (!isTensor)
    throw optionError('softLabels', 'probability', tensor, 'must be a tensor of doubles: { dtype, shape, data }')
  const { shape, data } = tensor
  if (shape.length !== 2 || shape[0] !== rowCount || shape[1] !== classes || data.length !== rowCount * classes) {
    throw new AsdfError(
      'ASDF_SHAPE_MISMATCH',
      `softLabels: needs [${rowCount}, ${classes}] probabilities, got [${shape.join(', ')}]`,
      {
        expected: [rowCount, classes],
        received: shape,
      },
    )
  }
  for (let row = 0; row < rowCount; row++) {
    const shares = data.subarray(row * classes, (row + 1) * classes)
    const sum = shares.reduce((total, share) => total + share, 0)
    if (Math.abs(sum - 1) < 1e-6 && shares.every((share) => share >= 0)) continue
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `softLabels: column '${field.name}', row ${row + 1} has probabilities that are not shares of one; divide by their sum`,
      { column: field.name, row: row + 1 },
    )
  }
}

/** The class at `point` of the row's cumulated probabilities. */
function drawn(shares: Float64Array, row: number, classes: number, point: number): number {
  let sum = 0
  let last = 0
  for (let code = 0; code < classes; code++) {
    const share = shares[row * classes + code]!
    if (share === 0) continue
    sum += share
    last = code
    if (point < sum) return code
  }
  return last
}

function withTarget(table: Table, target: number, codes: Int32Array): Table {
  const isBoolean = table.schema.fields[target]!.kind === 'boolean'
  const column: Column = isBoolean
    ? { kind: 'boolean', values: Uint8Array.from(codes) }
    : { kind: 'categorical', codes }
  return { ...table, columns: table.columns.with(target, column) }
}

/** The table with these weights, in its column of the role `weight` or in a new one. */
function withWeights(table: Table, weights: Float64Array): Table {
  const { fields } = table.schema
  const at = fields.findIndex(({ role }) => role === 'weight')
  const column: Column = { kind: 'numeric', values: weights }
  const taken = new Set(fields.map(({ name }) => name))
  let name = 'weight'
  while (taken.has(name)) name = `${name}_`
  const field: Field = {
    name: at < 0 ? name : fields[at]!.name,
    kind: 'numeric',
    role: 'weight',
    nullable: false,
    integer: false,
  }
  if (at >= 0) return { ...table, schema: { fields: fields.with(at, field) }, columns: table.columns.with(at, column) }
  return { ...table, schema: { fields: [...fields, field] }, columns: [...table.columns, column] }
}
