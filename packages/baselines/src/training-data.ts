import type { ColumnKind, Field, Table } from '@asdf/contract'
import type { Design, DesignPlan } from '@asdf/core'
import { AsdfError } from '@asdf/contract'
import {
  buildDesign,
  checkFinite,
  checkNoNulls,
  checkRowCount,
  checkTable,
  classCodes,
  classNames,
  featureIndices,
  matchColumns,
  planDesign,
  readWeights,
  targetIndex,
} from '@asdf/core'

/** The features that a linear or a wrapped model learns from, and how they become numbers. */
export interface FeaturePlan {
  readonly fields: readonly Field[]
  readonly design: DesignPlan
}

export interface TrainingData {
  readonly plan: FeaturePlan
  readonly design: Design
  /** Every category of the target, in the order of its field. */
  readonly classes: readonly string[]
  /** Class of each row, an index into `classes`. */
  readonly truth: Int32Array
  /** Codes of the classes that rows have, ascending: at least two. */
  readonly present: readonly number[]
  readonly weights?: Float64Array
  /** One for each text, image or series column, which is left out. */
  readonly warnings: readonly string[]
}

/** Kinds that a linear model has numbers for. */
const usable: readonly ColumnKind[] = ['numeric', 'categorical', 'boolean', 'datetime']

/** Reads the training rows of a classifier that takes no nulls. Texts, images, series and identifiers are left out. */
export function readTrainingData(where: string, train: Table): TrainingData {
  checkTable(where, train)
  checkRowCount(where, train, 2)
  const target = targetIndex(train.schema, where)
  const targetField = train.schema.fields[target]!
  const classes = classNames(targetField)
  const isLeftOut = (index: number) => !usable.includes(train.schema.fields[index]!.kind)
  const indices = featureIndices(train.schema).filter((index) => !isLeftOut(index))
  const others = featureIndices(train.schema).filter(isLeftOut)
  const warnings = others.map((index) => {
    const { name, kind } = train.schema.fields[index]!
    return `column '${name}' is ${kind} and was left out`
  })
  checkNoNulls(where, train, [target, ...indices])
  checkFinite(where, train, indices)
  const truth = classCodes(train.columns[target]!)
  const present = [...new Set(truth)].sort((a, b) => a - b)
  if (present.length < 2) {
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `${where}: column '${targetField.name}' has the one class '${classes[present[0]!]}'; give it rows of two or more`,
      { column: targetField.name, row: 0 },
    )
  }
  const fields = indices.map((index) => train.schema.fields[index]!)
  const columns = indices.map((index) => train.columns[index]!)
  const plan = { fields, design: planDesign(fields, columns) }
  const design = buildDesign(plan.design, columns, train.rowCount)
  const weights = readWeights(where, train)
  return { plan, design, classes, truth, present, warnings, ...(weights === undefined ? {} : { weights }) }
}

/** The design of other rows, whose columns are found by name. */
export function readFeatures(where: string, { fields, design }: FeaturePlan, table: Table): Design {
  checkTable(where, table)
  const indices = matchColumns(where, fields, table.schema)
  checkNoNulls(where, table, indices)
  checkFinite(where, table, indices)
  return buildDesign(
    design,
    indices.map((index) => table.columns[index]!),
    table.rowCount,
  )
}

/** Rows of a design written out, without the intercept: standardized numbers and one-hot categories. */
export function denseRows({ rowCount, slots, width, features, values }: Design): number[][] {
  return Array.from({ length: rowCount }, (_, row) => {
    const dense = new Array<number>(width - 1).fill(0)
    for (let at = row * slots + 1; at < (row + 1) * slots; at++) dense[features[at]! - 1] = values[at]!
    return dense
  })
}

/** The names of a plan's features in the order of its design, the intercept first. */
export function featureNames(fields: FeaturePlan['fields']): string[] {
  const names = fields.flatMap((field) =>
    field.kind === 'categorical' ? field.categories.map((category) => `${field.name}=${category}`) : [field.name],
  )
  return ['(intercept)', ...names]
}
