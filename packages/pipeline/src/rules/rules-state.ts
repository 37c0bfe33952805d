import type { Artifact, JsonValue, LoadOptions } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import type { RuleModel } from './rule-model.ts'
import { artifactFault, checkArtifact, loadNested, nestArtifact, schemaFromJson, schemaToJson } from '@asdf/core'
import { isSoundModel } from './sound-recipes.ts'
import { isSoundRule } from './sound-rules.ts'

/** Who writes models with rules. */
export const withRulesId = '@asdf/pipeline/with-rules'

const stateVersion = 3

/** The model as an artifact: that of the wrapped synthesizer, the recipes and the rules. No row, and no exception. */
export function saveRules({ base, recipes, checks, declared, schema, rules, warnings }: RuleModel): Artifact {
  const { state, arrays } = nestArtifact('base', base.save())
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: withRulesId,
    stateVersion,
    state: {
      base: state,
      recipes: recipes as unknown as JsonValue,
      checks: checks as unknown as JsonValue,
      declared: declared as unknown as JsonValue,
      schema: schemaToJson(schema),
      rules: [...rules],
      warnings: [...warnings],
    },
    arrays,
  }
}

/** Reads what `saveRules` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreRules(artifact: Artifact, options?: LoadOptions): RuleModel {
  checkArtifact(artifact, withRulesId, stateVersion)
  const base = loadNested(artifact, 'base', options)
  const schema = schemaFromJson(artifact.state['schema'])
  // Files from before warnings were kept have none.
  const { recipes, checks, declared, rules, warnings = [] } = artifact.state
  const areRules = (read: unknown): read is Rule[] => {
    return Array.isArray(read) && read.every((rule) => isSoundRule(rule, schema))
  }
  const isSound =
    isSoundModel(recipes, base.schema, schema) &&
    areRules(checks) &&
    areRules(declared) &&
    areTexts(rules) &&
    areTexts(warnings)
  if (!isSound) throw artifactFault('content', 'has rules of another form; save the model again', withRulesId)
  return { base, schema, recipes: recipes, checks: checks, declared: declared, rules: rules, warnings: warnings }
}

function areTexts(read: unknown): read is string[] {
  return Array.isArray(read) && read.every((text) => typeof text === 'string')
}
