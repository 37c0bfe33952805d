import type { AnyTensor, Artifact, JsonObject, JsonValue, Schema } from '@asdf/contract'
import type { DependentColumn } from '@asdf/core/statistics'
import type { Acceptance, ClassifierLoader } from './acceptance.ts'
import type { RowLayout } from './row-layout.ts'
import type { RowNetwork } from './sampling/row-network.ts'
import type { TableModel } from './table-model.ts'
import type { TablePlan } from './table-plan.ts'
import { isAsdfError } from '@asdf/contract'
import {
  artifactArray,
  artifactFault,
  checkArtifact,
  checkForms,
  classNames,
  restoreTableTransform,
  schemaFromJson,
  schemaToJson,
} from '@asdf/core'
import { allFinite, keptColumns } from '@asdf/core/statistics'
import { sizeOf } from '../shapes.ts'
import { isTrainingReport, trainingReportToJson } from '../training/history.ts'
import { loadAcceptance, mostCandidates } from './acceptance.ts'
import { anObject, aReader, aWholeModel } from './argument-forms.ts'
import { rowLayout } from './row-layout.ts'
import { biasCountOf, classCountOf } from './table-model.ts'
import { contextSize } from './table-plan.ts'

const stateVersion = 2
const acceptancePrefix = (part: string) => `acceptance.${part}.`
const dependentPrefix = 'dependent.'
const statisticPrefix = 'statistic.'

/** What a package adds to read its models back. */
export interface ModelReader<Plan extends TablePlan> {
  /** Id of the algorithm. */
  readonly id: string
  /** Its name in messages, such as `ctgan`. */
  readonly name: string
  /** The names of the losses in a report. */
  readonly losses: readonly string[]
  /** The plan that `networks` of `saveTableModel` describes for rows of this layout; `undefined` where it is damaged. */
  readPlan(networks: JsonValue | undefined, layout: RowLayout): Plan | undefined
  /** The network of a plan, without values. */
  network(plan: Plan): RowNetwork
  /** Restores a classifier that picks rows. */
  readonly loadClassifier: ClassifierLoader
}

/**
 * A model as an artifact: transform, generator, statistics and counts, but no row. `networks` is the plan as JSON, without
 * the layout, which follows from the transform.
 */
export function saveTableModel(model: TableModel, networks: JsonObject): Artifact {
  checkForms('saveTableModel', { model: [model, aWholeModel], networks: [networks, anObject] })
  const { schema, dependents, transform, numbers, target, counts, bias, acceptance, report } = model
  const saved = transform.toState()
  const judges = acceptance?.save() ?? {}
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: model.id,
    stateVersion,
    state: {
      transform: saved.state,
      networks,
      schema: schemaToJson(schema),
      dependents: dependents.map(({ column, source }) => ({ column, source })),
      target,
      isCalibrated: bias.length > 0,
      acceptance: acceptance === undefined ? null : acceptanceToJson(acceptance.candidates, judges),
      report: trainingReportToJson(report),
    },
    arrays: {
      ...saved.arrays,
      ...prefixed(
        dependentPrefix,
        dependents.map(({ cells }, i) => [String(i), { dtype: 'f64', shape: [cells.length], data: cells.slice() }]),
      ),
      generator: floats(numbers.values),
      context: floats(numbers.context),
      bias: floats(bias),
      counts: { dtype: 'f64', shape: [counts.length], data: counts.slice() },
      ...prefixed(
        statisticPrefix,
        Object.entries(numbers.statistics).map(([name, data]) => [name, floats(data)]),
      ),
      ...Object.fromEntries(
        Object.entries(judges).flatMap(([part, { arrays }]) =>
          Object.entries(prefixed(acceptancePrefix(part), Object.entries(arrays))),
        ),
      ),
    },
  }
}

/** Reads what `saveTableModel` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreTableModel<Plan extends TablePlan>(
  artifact: Artifact,
  reader: ModelReader<Plan>,
): TableModel<Plan> {
  checkForms('restoreTableModel', { reader: [reader, aReader] })
  checkArtifact(artifact, reader.id, stateVersion)
  try {
    return readModel(artifact, reader)
  } catch (error) {
    if (isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
    throw artifactFault('content', 'has a state of another form; save the model again', reader.id)
  }
}

function readModel<Plan extends TablePlan>(artifact: Artifact, reader: ModelReader<Plan>): TableModel<Plan> {
  const { id, name, losses } = reader
  const { state } = artifact
  const transform = restoreTableTransform(state['transform'], artifact.arrays)
  const layout = rowLayout(transform)
  const plan = reader.readPlan(state['networks'], layout)
  must(plan !== undefined, 'networks', id)
  const network = reader.network(plan)
  const { target } = state
  must(typeof target === 'number' && Number.isInteger(target) && target >= -1, 'target', id)
  must(target < layout.discreteCount, 'target', id)
  const report = state['report']
  must(isTrainingReport(report, losses), 'report', id)
  const classes = classCountOf({ plan, target })
  const floatsOf = (array: string, length: number) => finiteArray(artifact, array, 'f32', length)
  const isCalibrated = state['isCalibrated']
  must(typeof isCalibrated === 'boolean', 'isCalibrated', id)
  const schema = schemaFromJson(state['schema'])
  const dependents = readDependents(artifact, schema)
  must(keptColumns(schema, dependents).length === transform.schema.fields.length, 'dependents', id)
  return {
    id,
    name,
    schema,
    dependents,
    transform,
    plan,
    numbers: {
      values: floatsOf('generator', parameterCount(network)),
      statistics: readStatistics(artifact, network),
      context: floatsOf('context', contextSize(plan)),
    },
    target,
    counts: finiteArray(artifact, 'counts', 'f64', classes * layout.conditionWidth),
    bias: floatsOf('bias', isCalibrated ? biasCountOf({ plan, target }) * layout.scalarStart : 0),
    acceptance: readAcceptance(artifact, reader.loadClassifier),
    report,
  }
}

/** The named array, in which every number is finite. */
function finiteArray<D extends 'f32' | 'f64'>(artifact: Artifact, name: string, dtype: D, length: number) {
  const data = artifactArray(artifact, name, dtype, length)
  must(allFinite(data), name, artifact.writer)
  return data
}

function readDependents(artifact: Artifact, schema: Schema): DependentColumn[] {
  const { dependents } = artifact.state
  must(Array.isArray(dependents), 'dependents', artifact.writer)
  return dependents.map((json: JsonValue, i) => {
    const { column, source } = json as unknown as DependentColumn
    must(schema.fields[column] !== undefined, 'dependents', artifact.writer)
    const categories = classNames(schema.fields[source]!).length
    return { column, source, cells: artifactArray(artifact, `${dependentPrefix}${i}`, 'f64', categories) }
  })
}

function readStatistics(artifact: Artifact, { plan, statistics }: RowNetwork): Record<string, Float32Array> {
  if (plan.layout.width === 0) return {}
  return Object.fromEntries(
    Object.entries(statistics).map(([name, length]) => {
      const data = finiteArray(artifact, `${statisticPrefix}${name}`, 'f32', length)
      must(!name.startsWith('variance') || data.every((variance) => variance >= 0), name, artifact.writer)
      return [name, data]
    }),
  )
}

function readAcceptance(artifact: Artifact, load: ClassifierLoader): Acceptance | undefined {
  const saved = artifact.state['acceptance']
  if (saved === null) return undefined
  const { candidates, judges } = saved as JsonObject
  const isCount = typeof candidates === 'number' && Number.isInteger(candidates) && candidates > 0
  must(isCount && candidates <= mostCandidates, 'acceptance', artifact.writer)
  const parts = Object.entries(judges as JsonObject).map(([part, judge]) => {
    const prefix = acceptancePrefix(part)
    const own = Object.entries(artifact.arrays).filter(([name]) => name.startsWith(prefix))
    const arrays = Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
    return [part, { ...(judge as unknown as Artifact), arrays }] as const
  })
  return loadAcceptance(Object.fromEntries(parts), candidates, load, artifact.writer)
}

function acceptanceToJson(candidates: number, judges: Readonly<Record<string, Artifact>>): JsonObject {
  const parts = Object.entries(judges).map(([part, { arrays: _, ...judge }]) => [part, judge] as const)
  return { candidates, judges: Object.fromEntries(parts) }
}

function parameterCount(network: RowNetwork): number {
  if (network.plan.layout.width === 0) return 0
  return network.writeSamplingGraph(1).parameters.reduce((sum, { tensor }) => sum + sizeOf(tensor.shape), 0)
}

function prefixed(prefix: string, entries: readonly (readonly [string, AnyTensor])[]): Record<string, AnyTensor> {
  return Object.fromEntries(entries.map(([name, tensor]) => [`${prefix}${name}`, tensor]))
}

function floats(data: Float32Array): AnyTensor {
  return { dtype: 'f32', shape: [data.length], data: data.slice() }
}

function must(isRight: boolean, part: string, where: string): asserts isRight {
  if (!isRight) throw artifactFault('content', `has a missing or damaged '${part}'; save the model again`, where)
}
