import type { AnyTensor, Artifact, JsonObject, JsonValue, Schema } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import {
  artifactArray,
  artifactFault,
  checkArtifact,
  classNames,
  restoreTableTransform,
  schemaFromJson,
  schemaToJson,
} from '@asdf/core'
import { keptColumns } from '../dependents/dependent-columns.ts'
import type { DependentColumn } from '../dependents/dependent-columns.ts'
import { statisticName } from '../networks/generator.ts'
import { allFinite } from '../kernels/all-finite.ts'
import type { NetworkPlan } from '../networks/network-plan.ts'
import { rowLayout } from '../networks/row-layout.ts'
import { writeSamplingGraph } from '../networks/sampling-graph.ts'
import { loadAcceptance } from './acceptance.ts'
import type { Acceptance } from './acceptance.ts'
import type { GanModel, GanReport } from './gan-model.ts'
import { biasCountOf, classCountOf } from './gan-model.ts'
import { isHistory } from './history-state.ts'

const stateVersion = 1
const acceptancePrefix = (part: string) => `acceptance.${part}.`
const dependentPrefix = 'dependent.'
const statisticPrefix = 'statistic.'

/** A model as an artifact: transform, generator, statistics and counts, but no row. */
export function saveModel(model: GanModel): Artifact {
  const { schema, dependents, transform, plan, numbers, target, counts, bias, acceptance, report } = model
  const saved = transform.toState()
  const judges = acceptance?.save() ?? {}
  const { layout: _, ...networks } = plan
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: model.id,
    stateVersion,
    state: {
      transform: saved.state,
      networks: { ...networks, conditions: { ...plan.conditions }, ...sizesOf(plan) },
      schema: schemaToJson(schema),
      dependents: dependents.map(({ column, source }) => ({ column, source })),
      target,
      isCalibrated: bias.length > 0,
      acceptance: acceptance === undefined ? null : acceptanceToJson(acceptance.candidates, judges),
      report: reportToJson(report),
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

/** Reads what `saveModel` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreModel(artifact: Artifact, id: string, name: string): GanModel {
  checkArtifact(artifact, id, stateVersion)
  try {
    return readModel(artifact, id, name)
  } catch (error) {
    if (isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
    throw artifactFault('content', 'has a state of another form; save the model again', id)
  }
}

function readModel(artifact: Artifact, id: string, name: string): GanModel {
  const { state } = artifact
  const transform = restoreTableTransform(state['transform'], artifact.arrays)
  const layout = rowLayout(transform)
  const plan = { ...(state['networks'] as object), layout } as NetworkPlan
  must(isPlan(plan), 'networks', id)
  const { target } = state
  must(typeof target === 'number' && Number.isInteger(target) && target >= -1, 'target', id)
  must(target < layout.discreteCount, 'target', id)
  const report = state['report']
  must(isReport(report), 'report', id)
  const classes = classCountOf({ plan, target })
  const floatsOf = (array: string, length: number) => finiteArray(artifact, array, 'f32', length)
  const isCalibrated = state['isCalibrated']
  must(typeof isCalibrated === 'boolean', 'isCalibrated', id)
  const size = plan.conditions.kind === 'embedded' ? plan.conditions.classes : 0
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
      values: floatsOf('generator', parameterCount(plan)),
      statistics: readStatistics(artifact, plan),
      context: floatsOf('context', size),
    },
    target,
    counts: finiteArray(artifact, 'counts', 'f64', classes * layout.conditionWidth),
    bias: floatsOf('bias', isCalibrated ? biasCountOf({ plan, target }) * layout.scalarStart : 0),
    acceptance: readAcceptance(artifact),
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

function readStatistics(artifact: Artifact, plan: NetworkPlan): Record<string, Float32Array> {
  if (plan.layout.width === 0) return {}
  return Object.fromEntries(
    plan.generatorSizes.flatMap((units, layer) =>
      (['mean', 'variance'] as const).map((statistic) => {
        const name = statisticName(statistic, layer)
        return [name, finiteArray(artifact, `${statisticPrefix}${name}`, 'f32', units)]
      }),
    ),
  )
}

function readAcceptance(artifact: Artifact): Acceptance | undefined {
  const saved = artifact.state['acceptance']
  if (saved === null) return undefined
  const { candidates, judges } = saved as JsonObject
  must(typeof candidates === 'number' && Number.isInteger(candidates) && candidates > 0, 'acceptance', artifact.writer)
  const parts = Object.entries(judges as JsonObject).map(([part, judge]) => {
    const prefix = acceptancePrefix(part)
    const own = Object.entries(artifact.arrays).filter(([name]) => name.startsWith(prefix))
    const arrays = Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
    return [part, { ...(judge as unknown as Artifact), arrays }] as const
  })
  return loadAcceptance(Object.fromEntries(parts), candidates)
}

function acceptanceToJson(candidates: number, judges: Readonly<Record<string, Artifact>>): JsonObject {
  const parts = Object.entries(judges).map(([part, { arrays: _, ...judge }]) => [part, judge] as const)
  return { candidates, judges: Object.fromEntries(parts) }
}

function sizesOf({ generatorSizes, criticSizes }: NetworkPlan) {
  return { generatorSizes: [...generatorSizes], criticSizes: [...criticSizes] }
}

function parameterCount(plan: NetworkPlan): number {
  if (plan.layout.width === 0) return 0
  const sizes = writeSamplingGraph(plan, 1).parameters.map(({ tensor }) => tensor.shape)
  return sizes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0)
}

function isPlan({ noiseSize, generatorSizes, temperature, conditions }: NetworkPlan): boolean {
  const isSize = (size: unknown) => Number.isInteger(size) && (size as number) > 0
  return isSize(noiseSize) && generatorSizes.every(isSize) && temperature > 0 && typeof conditions.kind === 'string'
}

function reportToJson({ steps, losses, warnings, history, bestEpoch }: GanReport): JsonObject {
  const records = history.map((record) => ({ ...record }))
  return { steps, losses: { ...losses }, warnings: [...warnings], history: records, bestEpoch }
}

function isReport(json: JsonValue | undefined): json is JsonObject & GanReport {
  const { steps, losses, warnings, history, bestEpoch } = (json ?? {}) as JsonObject
  const hasWarnings = Array.isArray(warnings) && warnings.every((one) => typeof one === 'string')
  const hasLosses = typeof losses === 'object' && Object.values(losses ?? {}).every(Number.isFinite)
  return [steps, bestEpoch].every(Number.isInteger) && hasLosses && hasWarnings && isHistory(history)
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
