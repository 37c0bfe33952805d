import type { AnyTensor, Artifact, Field, JsonObject, JsonValue } from '@asdf/contract'
import type { ColumnCoder } from './coder.ts'
import { artifactFault, schemaFromJson } from '@asdf/core'
import { categoryCoder } from './category-coder.ts'
import { restoreCategories } from './category-state.ts'
import { numberCoder } from './number-coder.ts'
import { restoreNumbers } from './number-state.ts'
import { restoreRenewedCoder } from './renewed-coder.ts'

/** A coder's arrays under names that start with `prefix`, to go into an artifact beside `coder.state.json`. */
export function coderArrays(coder: ColumnCoder, prefix: string): Record<string, AnyTensor> {
  return Object.fromEntries(Object.entries(coder.state.arrays).map(([name, tensor]) => [`${prefix}.${name}`, tensor]))
}

/**
 * The coder whose `state.json` is `json` and whose `coderArrays` lie in the artifact under `prefix`. It decodes the same
 * bytes; anything unreadable is an `ASDF_ARTIFACT_INVALID`.
 */
export function restoreCoder(artifact: Artifact, prefix: string, json: JsonValue | undefined): ColumnCoder {
  if (!isState(json)) throw artifactFault('content', `has no readable coder '${prefix}'`, artifact.writer)
  if (json.coder === 'renewed') return restoreRenewedCoder(artifact, prefix, json)
  const { coder, hasNull, warnings } = json
  const field = schemaFromJson({ fields: [json['field']!] }).fields[0] as Field
  if (coder === 'numbers' && (field.kind === 'numeric' || field.kind === 'datetime')) {
    return numberCoder(field, restoreNumbers(artifact, prefix, json), hasNull, warnings)
  }
  if (coder === 'categories' && (field.kind === 'categorical' || field.kind === 'boolean')) {
    return categoryCoder(field, restoreCategories(artifact, prefix, field, hasNull), hasNull, warnings)
  }
  throw artifactFault('content', `has a coder '${prefix}' that does not fit its field`, artifact.writer)
}

type State = JsonObject & { readonly coder: string; readonly hasNull: boolean; readonly warnings: readonly string[] }

function isState(json: JsonValue | undefined): json is State {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  const { coder, field, hasNull, warnings } = json as Record<string, unknown>
  if (!Array.isArray(warnings) || warnings.some((warning) => typeof warning !== 'string')) return false
  return coder === 'renewed' || (typeof coder === 'string' && typeof hasNull === 'boolean' && typeof field === 'object')
}
