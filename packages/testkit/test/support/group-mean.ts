import type { Artifact, FittedRegressor, RegressorFactory, RunOptions, Table } from '@asdf/contract'
import type { CategoricalColumn, CategoricalField, Field } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import {
  artifactArray,
  artifactFault,
  checkArtifact,
  checkFinite,
  checkNoNulls,
  checkOptionNames,
  checkRun,
  checkTable,
} from '@asdf/core'
import { checkRowCount, featureIndices, matchColumns, readWeights, runSteps, targetIndex } from '@asdf/core'
import { schemaFromJson, schemaToJson } from '@asdf/core'

const id = '@asdf/testkit/test/group-mean'

/** Predicts the mean of the training rows with the same category in the last categorical column, and keeps every promise. */
export const groupMean: RegressorFactory<object> = Object.assign(
  (options: object = {}) => {
    checkOptionNames('groupMean', options, {})
    return { specVersion: 1 as const, id, options: {}, fit }
  },
  { id, defaults: {}, load },
)

const where = 'groupMean.fit'

async function fit(train: Table, run: RunOptions): Promise<FittedRegressor> {
  checkRun(where, run)
  checkTable(where, train)
  checkRowCount(where, train, 1)
  const target = targetIndex(train.schema, where)
  const column = train.columns[target]!
  if (column.kind !== 'numeric') {
    const details = { column: train.schema.fields[target]!.name, expected: 'numeric', received: column.kind }
    throw new AsdfError('ASDF_SCHEMA_MISMATCH', `${where}: the target is ${column.kind}`, details)
  }
  const fields = featureIndices(train.schema).map((index) => train.schema.fields[index]!)
  const codes = readCodes(where, fields, train)
  checkNoNulls(where, train, [target])
  const weights = readWeights(where, train) ?? new Float64Array(train.rowCount).fill(1)
  const means = new Float64Array(categoriesOf(fields).length)
  await runSteps(run, 'fit', means.length, (code) => {
    const share = codes.map((other) => (other === code ? 1 : 0))
    const total = weights.reduce((sum, weight, row) => sum + weight * share[row]!, 0)
    const sum = weights.reduce((all, weight, row) => all + weight * share[row]! * column.values[row]!, 0)
    means[code] = total === 0 ? 0 : sum / total
    return {}
  })
  return fitted(fields, means)
}

/** The categories of the last categorical field, which is there. */
function categoriesOf(fields: readonly Field[]): readonly string[] {
  return fields.findLast((field): field is CategoricalField => field.kind === 'categorical')?.categories ?? []
}

function readCodes(place: string, fields: readonly Field[], table: Table): Int32Array {
  checkTable(place, table)
  const indices = matchColumns(place, fields, table.schema)
  checkNoNulls(place, table, indices)
  checkFinite(place, table, indices)
  const columns = indices.map((index) => table.columns[index]!)
  const column = columns.findLast((candidate): candidate is CategoricalColumn => candidate.kind === 'categorical')
  return column?.codes ?? new Int32Array(table.rowCount)
}

function fitted(fields: readonly Field[], means: Float64Array): FittedRegressor {
  return {
    specVersion: 1,
    id,
    warnings: [],
    async predict(table) {
      const codes = readCodes('groupMean.predict', fields, table)
      return { dtype: 'f64', shape: [table.rowCount], data: Float64Array.from(codes, (code) => means[code]!) }
    },
    save: () => ({
      format: 'asdf',
      formatVersion: 1,
      writer: id,
      stateVersion: 1,
      state: { schema: schemaToJson({ fields }) },
      arrays: { means: { dtype: 'f64', shape: [means.length], data: means } },
    }),
  }
}

function load(artifact: Artifact): FittedRegressor {
  checkArtifact(artifact, id, 1)
  const { fields } = schemaFromJson(artifact.state['schema'])
  const count = categoriesOf(fields).length
  if (count === 0) throw artifactFault('content', 'has no categories', id)
  const means = artifactArray(artifact, 'means', 'f64', count)
  if (!means.every(Number.isFinite)) throw artifactFault('content', 'holds means that are no numbers', id)
  return fitted(fields, means)
}
