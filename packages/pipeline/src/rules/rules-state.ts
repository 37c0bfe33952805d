import type { Artifact, FittedSynthesizer, JsonObject, JsonValue } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { artifactFault, checkArtifact, schemaFromJson, schemaToJson } from '@asdf/core'
import type { RuleModel } from './rule-model.ts'
import type { Recipe } from './recipe.ts'
import { readBy, writtenBy } from './recipe.ts'

/** Who writes models with rules. */
export const withRulesId = '@asdf/pipeline/with-rules'

const stateVersion = 1
const prefix = 'base.'

/** The model as an artifact: that of the wrapped synthesizer, the recipes and the rules. No row, and no exception. */
export function saveRules({ base, recipes, checks, schema, rules }: RuleModel): Artifact {
  const { arrays, state, writer, stateVersion: version } = base.save()
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: withRulesId,
    stateVersion,
    state: {
      base: { writer, stateVersion: version, state },
      recipes: recipes as unknown as JsonValue,
      checks: checks as unknown as JsonValue,
      schema: schemaToJson(schema),
      rules: [...rules],
    },
    arrays: Object.fromEntries(Object.entries(arrays).map(([key, tensor]) => [`${prefix}${key}`, tensor])),
  }
}

/** The artifact of the wrapped synthesizer. */
export function baseArtifact(artifact: Artifact): Artifact {
  checkArtifact(artifact, withRulesId, stateVersion)
  const { writer, stateVersion: version, state } = (artifact.state['base'] ?? {}) as JsonObject
  if (typeof writer !== 'string' || typeof version !== 'number' || typeof state !== 'object') {
    throw artifactFault('content', 'lacks the model that it wraps; save the model again', withRulesId)
  }
  const own = Object.entries(artifact.arrays).filter(([key]) => key.startsWith(prefix))
  return {
    format: 'asdf',
    formatVersion: 1,
    writer,
    stateVersion: version,
    state: state as JsonObject,
    arrays: Object.fromEntries(own.map(([key, tensor]) => [key.slice(prefix.length), tensor])),
  }
}

/** Reads what `saveRules` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreRules(artifact: Artifact, load: (base: Artifact) => FittedSynthesizer): RuleModel {
  const base = load(baseArtifact(artifact))
  try {
    const { recipes, checks, rules } = artifact.state
    const schema = schemaFromJson(artifact.state['schema'])
    const names = new Set(schema.fields.map(({ name }) => name))
    const isKnown = (column: unknown) => typeof column === 'string' && names.has(column)
    const isSound = (recipes as unknown as Recipe[]).every((one) => [...readBy(one), ...writtenBy(one)].every(isKnown))
    if (!isSound || !Array.isArray(checks) || !Array.isArray(rules)) throw new TypeError('a rule of no column')
    return {
      base,
      schema,
      recipes: recipes as unknown as Recipe[],
      checks,
      rules,
    }
  } catch (error) {
    if (isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
    throw artifactFault('content', 'has rules of another form; save the model again', withRulesId)
  }
}
