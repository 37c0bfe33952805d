import type { Artifact, ClassifierFactory, EpochClassifier, Field, RunOptions, Schema, Table } from '@asdf/contract'
import type { ClassifierSession, FittedClassifier } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import {
  artifactArray,
  checkArtifact,
  checkFinite,
  checkNoNulls,
  checkNumberOption,
  checkOptionNames,
  checkRun,
  checkTable,
} from '@asdf/core'
import { checkRowCount, classCodes, classNames, featureIndices, matchColumns, readWeights, runSteps } from '@asdf/core'
import { artifactFault, optionError, schemaFromJson, schemaToJson, targetIndex } from '@asdf/core'

const id = '@asdf/testkit/test/nearest-mean'
const defaults = { epochs: 8 }

/** Classes by the distance of numbers from their class means, which each batch draws half of the way: a learner that keeps every promise. */
export const nearestMean: ClassifierFactory<typeof defaults, EpochClassifier> = Object.assign(
  (options: Partial<typeof defaults> = {}): EpochClassifier => {
    checkOptionNames('nearestMean', options, defaults)
    const { epochs } = { ...defaults, ...options }
    checkNumberOption('nearestMean', 'epochs', epochs, { integer: true, minimum: 1 })
    return {
      specVersion: 1,
      id,
      options: { epochs },
      start: async (train, run) => session(begin(train, run), run),
      async fit(train, run) {
        const model = begin(train, run)
        await runSteps(run, 'fit', epochs, () => learn(model, train))
        return fitted(model)
      },
    }
  },
  { id, defaults, load },
)

interface Model {
  readonly target: Field
  readonly fields: readonly Field[]
  /** Standard deviation of each field. */
  readonly scale: Float64Array
  /** Share of each class at the start; a class without any stays improbable. */
  readonly shares: Float64Array
  /** One row per class. */
  readonly means: Float64Array
}

function begin(train: Table, run: RunOptions): Model {
  checkRun('nearestMean.fit', run)
  checkTable('nearestMean.fit', train)
  checkRowCount('nearestMean.fit', train, 2)
  const target = train.schema.fields[targetIndex(train.schema, 'nearestMean.fit')]!
  const fields = featureIndices(train.schema).map((index) => train.schema.fields[index]!)
  const numeric = fields.filter(({ kind }) => kind === 'numeric')
  const classCount = classNames(target).length
  const { rows, codes, weights } = readBatch({ target, fields: numeric }, train)
  const total = weights.reduce((sum, weight) => sum + weight)
  const shares = new Float64Array(classCount)
  codes.forEach((code, row) => (shares[code]! += weights[row]! / total))
  if (shares.filter((share) => share > 0).length < 2) throw invalid(`'${target.name}' has one class`, target.name)
  const average = (of: (row: number) => number) =>
    weights.reduce((sum, weight, row) => sum + weight * of(row), 0) / total
  const center = numeric.map((_, at) => average((row) => rows[row]![at]!))
  const scale = center.map((mean, at) => Math.sqrt(average((row) => (rows[row]![at]! - mean) ** 2)) || 1)
  const means = Float64Array.from({ length: classCount * numeric.length }, (_, i) => center[i % numeric.length]!)
  return { target, fields: numeric, scale: Float64Array.from(scale), shares, means }
}

function learn(model: Model, batch: Table): Record<string, never> {
  const { rows, codes, weights } = readBatch(model, batch)
  const width = model.fields.length
  for (const [code] of model.shares.entries()) {
    const own = [...rows.keys()].filter((row) => codes[row] === code)
    const total = own.reduce((sum, row) => sum + weights[row]!, 0)
    if (total === 0) continue
    for (let at = 0; at < width; at++) {
      const mean = own.reduce((sum, row) => sum + weights[row]! * rows[row]![at]!, 0) / total
      model.means[code * width + at]! += (mean - model.means[code * width + at]!) / 2
    }
  }
  return {}
}

function readBatch({ target, fields }: Pick<Model, 'target' | 'fields'>, table: Table) {
  const where = 'nearestMean.fit'
  const [index] = matchColumns(where, [target], table.schema)
  checkNoNulls(where, table, [index!])
  const rows = readRows(where, fields, table)
  const weights = readWeights(where, table) ?? new Float64Array(table.rowCount).fill(1)
  return { rows, codes: classCodes(table.columns[index!]!), weights }
}

function readRows(where: string, fields: readonly Field[], table: Table): number[][] {
  checkTable(where, table)
  const indices = matchColumns(where, fields, table.schema)
  checkNoNulls(where, table, indices)
  checkFinite(where, table, indices)
  const columns = indices.map((index) => (table.columns[index] as { values: Float64Array }).values)
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((values) => values[row]!))
}

function session(model: Model, run: RunOptions): ClassifierSession {
  return {
    classes: classNames(model.target),
    warnings: [],
    async epoch(batches) {
      run.signal?.throwIfAborted()
      const given: unknown = batches
      if (!Array.isArray(given)) throw optionError('nearestMean.epoch', 'batches', given, 'must be an array of tables')
      for (const batch of batches) checkTable('nearestMean.epoch', batch)
      for (const batch of batches) learn(model, batch)
    },
    predictProbability: async (table) => predict(model, table),
    finish: () => fitted({ ...model, means: model.means.slice() }),
    close: async () => {},
  }
}

function predict({ fields, scale, shares, means }: Model, table: Table) {
  const rows = readRows('nearestMean.predictProbability', fields, table)
  const data = rows.flatMap((row) => {
    const distances = Array.from(shares, (_, code) =>
      row.reduce((sum, value, at) => sum + ((value - means[code * row.length + at]!) / scale[at]!) ** 2, 0),
    )
    const nearest = Math.min(...distances)
    const votes = distances.map((distance, code) => shares[code]! * Math.exp(nearest - distance))
    const sum = votes.reduce((a, b) => a + b)
    return votes.map((vote) => vote / sum)
  })
  return { dtype: 'f64' as const, shape: [table.rowCount, shares.length], data: Float64Array.from(data) }
}

function fitted(model: Model): FittedClassifier {
  const { target, fields, scale, shares, means } = model
  const f64 = (data: Float64Array) => ({ dtype: 'f64' as const, shape: [data.length], data })
  return {
    specVersion: 1,
    id,
    classes: classNames(target),
    warnings: [],
    predictProbability: async (table) => predict(model, table),
    save: () => ({
      format: 'asdf',
      formatVersion: 1,
      writer: id,
      stateVersion: 1,
      state: { schema: schemaToJson({ fields: [target, ...fields] }) },
      arrays: { scale: f64(scale), shares: f64(shares), means: f64(means) },
    }),
  }
}

function load(artifact: Artifact): FittedClassifier {
  checkArtifact(artifact, id, 1)
  const { fields: all }: Schema = schemaFromJson(artifact.state['schema'])
  const [target, ...fields] = all
  if (target === undefined) throw artifactFault('content', 'has no target', id)
  const classCount = classNames(target).length
  const scale = artifactArray(artifact, 'scale', 'f64', fields.length)
  const shares = artifactArray(artifact, 'shares', 'f64', classCount)
  const means = artifactArray(artifact, 'means', 'f64', classCount * fields.length)
  const isSound =
    shares.some((share) => share > 0) &&
    shares.every((share) => share >= 0 && share <= 1) &&
    scale.every((deviation) => deviation > 0)
  if (!isSound || !means.every((mean) => Math.abs(mean) < 1e100))
    throw artifactFault('content', 'holds numbers that are none', id)
  return fitted({ target, fields, scale, shares, means })
}

function invalid(fault: string, column: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `nearestMean.fit: ${fault}`, { column, row: 0 })
}
