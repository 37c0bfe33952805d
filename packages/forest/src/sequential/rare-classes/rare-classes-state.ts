import type { AnyTensor, Artifact, JsonObject, JsonValue } from '@asdf/contract'
import type { CodeLayout } from '../../columns/coder.ts'
import type { RareClass, RareClasses } from './rare-classes.ts'
import { artifactFault } from '@asdf/core'
import { gradientBoosting } from '@asdf/trees'
import { codeTable, hasFeatures } from '../code-table.ts'

const prefix = 'rareClasses.'

/** The part of an artifact that `restoreRareClasses` reads. */
export function saveRareClasses({ classifier, classes }: RareClasses): {
  readonly json: JsonObject
  readonly arrays: Readonly<Record<string, AnyTensor>>
} {
  const { state, stateVersion, arrays } = classifier.save()
  const named = Object.entries(arrays).map(([key, tensor]) => [`${prefix}${key}`, tensor] as const)
  return {
    json: {
      classifier: { state, stateVersion },
      classes: classes.map(({ code, edges, keep }) => ({ code, edges: [...edges], keep: [...keep] })),
    },
    arrays: Object.fromEntries(named),
  }
}

/** `coders` are those of the columns in modelling order. Anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreRareClasses(artifact: Artifact, json: JsonValue, coders: readonly CodeLayout[]): RareClasses {
  const { classifier, classes } = (json ?? {}) as JsonObject
  const { state, stateVersion } = (classifier ?? {}) as JsonObject
  const own = Object.entries(artifact.arrays).filter(([key]) => key.startsWith(prefix))
  const size = coders[0]?.size ?? 0
  if (!Array.isArray(classes) || !classes.every((one: JsonValue) => isRareClass(one, size))) throw damaged(artifact)
  const restored = gradientBoosting.load({
    format: 'asdf',
    formatVersion: 1,
    writer: gradientBoosting.id,
    stateVersion: stateVersion as number,
    state: state as JsonObject,
    arrays: Object.fromEntries(own.map(([key, tensor]) => [key.slice(prefix.length), tensor])),
  })
  if (
    restored.classes.length !== size ||
    !hasFeatures(restored, codeTable({ coders, codes: coders.map(() => new Uint8Array(0)) }))
  )
    throw damaged(artifact)
  return { classifier: restored, classes: classes as readonly unknown[] as readonly RareClass[] }
}

function isRareClass(json: JsonValue, size: number): boolean {
  const { code, edges, keep } = (json ?? {}) as JsonObject
  const isCode = typeof code === 'number' && Number.isInteger(code) && code >= 0 && code < size
  const areEdges = Array.isArray(edges) && isAscending(edges)
  if (!isCode || !areEdges || !Array.isArray(keep) || keep.length !== edges.length + 1) return false
  return keep.every((one: JsonValue) => typeof one === 'number' && one > 0 && one <= 1)
}

function isAscending(edges: readonly JsonValue[]): boolean {
  return edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || (edge as number) > (edges[i - 1] as number)))
}

function damaged({ writer }: Artifact) {
  return artifactFault('content', "has a missing or damaged 'rareClasses'; save the model again", writer)
}
