import type { AnyTensor, Artifact, JsonObject, JsonValue } from '@asdf/contract'
import type { TableCoder } from '../columns/table-coder.ts'
import type { Layout, Space } from './dimensions.ts'
import type { Field } from './field.ts'
import type { LevelModel } from './fit-level.ts'
import type { FlowClass, FlowModel } from './flow-model.ts'
import type { ForestFlowOptions } from './flow-options.ts'
import { isAsdfError } from '@asdf/contract'
import { artifactArray, artifactFault, checkArtifact } from '@asdf/core'
import { restoreTableCoder } from '../columns/table-coder.ts'
import { isReport, reportToJson } from '../report-state.ts'
import { spaceOf, widthOf } from './dimensions.ts'
import { nullableColumns } from './fit-flow.ts'
import { fittedLevels } from './fit-level.ts'
import { checkFlowOptions } from './flow-options.ts'
import { patternsFromJson, patternsToJson } from './null-patterns.ts'
import { isSound } from './pack-trees.ts'
import { mixtureAt, noiseLevels } from './process.ts'

const stateVersion = 2

/** A model as an artifact: codes, layout, shares, starts, thresholds and trees, but no training row. */
export function saveFlow(model: FlowModel): Artifact {
  const { id, options, coder, space, classColumn, classes, fields, report } = model
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: id,
    stateVersion,
    state: {
      options: { ...options },
      table: coder.state,
      layouts: space.layouts.map((layout): JsonObject => ({ ...layout })),
      classColumn,
      classes: classes.map(({ code, rows, field, nulls }) => ({ code, rows, field, nulls: patternsToJson(nulls) })),
      fields: fields.length,
      report: reportToJson(report),
    },
    arrays: {
      ...coder.arrays,
      ...Object.fromEntries(fields.flatMap((field, i) => Object.entries(fieldArrays(field, i)))),
    },
  }
}

/** Reads what `saveFlow` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function loadFlow(artifact: Artifact, id: string): FlowModel {
  checkArtifact(artifact, id, stateVersion)
  const { state } = artifact
  const must: Must = mustOf(id)
  const options = readOptions(state['options'], id)
  const coder = restoreTableCoder(artifact, state['table'])
  const space = readSpace(state['layouts'], coder, must)
  const classColumn = state['classColumn'] as number
  must(Number.isInteger(classColumn) && classColumn >= -1 && classColumn < coder.coders.length, 'classColumn')
  const count = state['fields'] as number
  must(Number.isInteger(count) && count >= 0 && count > 0 === space.count > 0, 'fields')
  const fields = Array.from({ length: count }, (_, field) => readField(artifact, field, space, options))
  const counts = { fields: Math.max(1, count), codes: classColumn < 0 ? 1 : coder.coders[classColumn]!.size }
  const classes = readClasses(state['classes'], nullableColumns(coder, space), counts, must)
  const { report } = state
  must(isReport(report), 'report')
  return { id, options, coder, space, classColumn, classes, fields, report }
}

type Must = (isRight: boolean, part: string) => asserts isRight

function mustOf(writer: string): Must {
  return (isRight, part) => {
    if (!isRight) throw artifactFault('content', `has a missing or damaged '${part}'; save the model again`, writer)
  }
}

function readOptions(value: JsonValue | undefined, writer: string): ForestFlowOptions {
  try {
    return checkFlowOptions(writer, (value ?? { options: null }) as Partial<ForestFlowOptions>)
  } catch (error) {
    if (!isAsdfError(error)) throw error
    throw artifactFault('content', `has options that it cannot have had: ${error.message}`, writer)
  }
}

function readSpace(value: JsonValue | undefined, coder: TableCoder, must: Must): Space {
  must(Array.isArray(value), 'layouts')
  const layouts = value as unknown as readonly Layout[]
  let at = 0
  for (const layout of layouts) {
    const own = coder.coders[layout?.column]
    must(own !== undefined, 'layouts')
    const isCode = (code: unknown) => Number.isInteger(code) && (code as number) >= 0 && (code as number) < own.size
    if (layout.kind === 'constant') must(isCode(layout.code), 'layouts')
    else {
      const codes = layout.kind === 'number' ? layout.spikes : layout.codes
      must(layout.at === at && Array.isArray(codes) && codes.every(isCode), 'layouts')
      must(layout.kind === 'category' || (Number.isFinite(layout.low) && Number.isFinite(layout.high)), 'layouts')
    }
    at += widthOf(layout)
  }
  return spaceOf(layouts)
}

function readClasses(
  value: JsonValue | undefined,
  nullable: readonly number[],
  { fields, codes }: { readonly fields: number; readonly codes: number },
  must: Must,
): readonly FlowClass[] {
  must(Array.isArray(value) && value.length > 0, 'classes')
  return (value as readonly (JsonObject | null)[]).map((one) => {
    must(typeof one === 'object' && one !== null, 'classes')
    const { code, rows, field } = one as unknown as FlowClass
    const nulls = patternsFromJson(one['nulls'], nullable)
    must([code, rows, field].every(Number.isInteger) && rows > 0 && field >= 0 && field < fields, 'classes')
    must(code >= 0 && code < codes && nulls !== undefined, 'classes')
    return { code, rows, field, nulls }
  })
}

function fieldArrays({ levels, dimensions }: Field, field: number): Record<string, AnyTensor> {
  const edges = levels.flatMap((level) => level.edges)
  const name = (part: string) => `field${field}.${part}`
  const counts = Int32Array.from(edges, (list) => list.length)
  const nodes = join(Int32Array, levels.map(({ trees }) => trees.nodes)) // prettier-ignore
  const leaves = join(Float32Array, levels.map(({ trees }) => trees.leaves)) // prettier-ignore
  const leafCounts = join(Uint8Array, levels.map(({ trees }) => trees.leafCounts)) // prettier-ignore
  const weights = join(Float64Array, levels.map(({ start }) => start.weights)) // prettier-ignore
  const { means } = levels[0]!.start
  const values = join(Float64Array, edges)
  return {
    [name('means')]: { dtype: 'f64', shape: [dimensions], data: means },
    [name('weights')]: { dtype: 'f64', shape: [levels.length, weights.length / levels.length], data: weights },
    [name('edgeCounts')]: { dtype: 'i32', shape: [counts.length], data: counts },
    [name('edges')]: { dtype: 'f64', shape: [values.length], data: values },
    [name('leafCounts')]: { dtype: 'u8', shape: [leafCounts.length], data: leafCounts },
    [name('nodes')]: { dtype: 'i32', shape: [nodes.length], data: nodes },
    [name('leaves')]: { dtype: 'f32', shape: [leaves.length], data: leaves },
  }
}

function readField(artifact: Artifact, field: number, { count }: Space, options: ForestFlowOptions): Field {
  const levels = fittedLevels(options)
  const must: Must = mustOf(artifact.writer)
  const name = (part: string) => `field${field}.${part}`
  const means = artifactArray(artifact, name('means'), 'f64', count)
  const weights = artifactArray(artifact, name('weights'), 'f64')
  const width = weights.length / levels
  must((width === count || width === count * count) && means.every(Number.isFinite), name('weights'))
  must(weights.every(Number.isFinite), name('weights'))
  const edgeCounts = artifactArray(artifact, name('edgeCounts'), 'i32', levels * count)
  must(
    edgeCounts.every((length) => length >= 0 && length < 255),
    name('edgeCounts'),
  )
  const edges = artifactArray(artifact, name('edges'), 'f64', sum(edgeCounts))
  const leafCounts = artifactArray(artifact, name('leafCounts'), 'u8', levels * count * options.rounds)
  const total = sum(leafCounts)
  const nodes = artifactArray(artifact, name('nodes'), 'i32', 2 * total - leafCounts.length)
  const leaves = artifactArray(artifact, name('leaves'), 'f32', total)
  must(isSound({ nodes, leaves, leafCounts }, count), name('nodes'))
  const times = noiseLevels(options.levels)
  const perLevel = count * options.rounds
  let edge = 0
  let leaf = 0
  return {
    dimensions: count,
    levels: Array.from({ length: levels }, (_, level): LevelModel => {
      const own = leafCounts.slice(level * perLevel, (level + 1) * perLevel)
      const ownLeaves = sum(own)
      const firstNode = 2 * leaf - level * perLevel
      const trees = {
        leafCounts: own,
        nodes: nodes.slice(firstNode, firstNode + 2 * ownLeaves - perLevel),
        leaves: leaves.slice(leaf, (leaf += ownLeaves)),
      }
      const { signal } = mixtureAt(options.process, times[level]!)
      return {
        start: { means, signal, weights: weights.slice(level * width, (level + 1) * width) },
        edges: Array.from(edgeCounts.subarray(level * count, (level + 1) * count), (length) =>
          edges.slice(edge, (edge += length)),
        ),
        trees,
      }
    }),
  }
}

function sum(values: Int32Array | Uint8Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function join<A extends Float64Array | Float32Array | Int32Array | Uint8Array>(
  kind: new (length: number) => A,
  parts: readonly A[],
): A {
  const out = new kind(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
