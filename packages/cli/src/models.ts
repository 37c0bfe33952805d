import type { Synthesizer, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { RuleViolations } from '@asdf/core/rules'
import type { WithRulesOptions } from '@asdf/pipeline'
import { AsdfError } from '@asdf/contract'

export interface ModelSettings {
  readonly ratio: BalanceRatio
  /** For models of the family `smote`. */
  readonly neighbors?: number
  /** For models of the family `forest`: rows that must stand behind what is learned. */
  readonly privacy?: number
  /** For the model `forest`: columns that are modelled first. */
  readonly order?: readonly string[]
  /** For models of the family `gan`: how often training goes through the rows, at most. */
  readonly epochs?: number
  /** Whether rows keep the rules that are found between the columns of the table; not unless this says so. */
  readonly rules?: boolean
  /** Rules that rows keep beside them, and what to do about rows of the table that break one. */
  readonly declared?: { readonly rules: readonly string[]; readonly violations?: RuleViolations }
}

/**
 * What a model is like to use. `forest` and `gan` learn the whole table, nulls and all, need no target, and take
 * conditions on any column; `gan` trains networks, which takes minutes and ONNX Runtime. `smote` makes rows of the classes
 * of a target from neighbors without nulls.
 */
export type ModelFamily = 'forest' | 'gan' | 'smote'

interface Model {
  readonly family: ModelFamily
  readonly summary: string
  readonly create: (table: Table, settings: ModelSettings) => Promise<Synthesizer>
}

/** The synthesizers that the command line offers, by the name given to `--model`. Each is loaded when it is asked for. */
export const models: Readonly<Record<string, Model>> = {
  forest: {
    family: 'forest',
    summary: 'sequential boosted trees: whole tables, any columns, with or without a target',
    create: async (table, settings) =>
      (await import('@asdf/forest/sequential')).sequentialTrees({
        ...privacyOptions(settings),
        ...orderOptions(table, settings),
      }),
  },
  arf: {
    family: 'forest',
    summary: 'adversarial random forests: densities in the leaves of forests that tell real rows from made ones',
    create: async (_, settings) =>
      (await import('@asdf/forest/adversarial')).adversarialForest(privacyOptions(settings)),
  },
  'forest-flow': {
    family: 'forest',
    summary: 'boosted trees that turn noise into rows: for small tables of numbers, slower',
    create: async (_, settings) => (await import('@asdf/forest/flow')).forestFlow(privacyOptions(settings)),
  },
  adaptive: {
    family: 'gan',
    summary: 'conditional WGAN-GP that keeps class shares, stops by itself, and can be steered by asdf adapt',
    create: async (_, settings) => (await import('@asdf/gan')).adaptive(epochOptions(settings)),
  },
  ctgan: {
    family: 'gan',
    summary: 'CTGAN trained as published, categories moved to come as often as in the table',
    create: async (_, settings) => (await import('@asdf/gan')).ctgan(epochOptions(settings)),
  },
  'wgan-gp': {
    family: 'gan',
    summary: 'Wasserstein GAN with gradient penalty, without conditions',
    create: async (_, settings) => (await import('@asdf/gan')).wganGp(epochOptions(settings)),
  },
  gan: {
    family: 'gan',
    summary: 'the first GAN, minimax, without conditions',
    create: async (_, settings) => (await import('@asdf/gan')).gan(epochOptions(settings)),
  },
  smote: {
    family: 'smote',
    summary: 'SMOTE; for tables with categories SMOTE-NC, for categories alone SMOTE-N',
    create: async (table, settings) => {
      const { featureIndices } = await import('@asdf/core')
      const { smote, smoteN, smoteNc } = await import('@asdf/smote')
      const kinds = new Set(featureIndices(table.schema).map((index) => table.schema.fields[index]!.kind))
      const hasNumbers = kinds.has('numeric') || kinds.has('datetime')
      const hasCategories = kinds.has('categorical') || kinds.has('boolean')
      if (!hasCategories) return smote(neighborOptions(settings))
      return hasNumbers ? smoteNc(neighborOptions(settings)) : smoteN(neighborOptions(settings))
    },
  },
  'borderline-smote': {
    family: 'smote',
    summary: 'Borderline-SMOTE 1: starts from minority rows near the border',
    create: async (_, settings) => (await import('@asdf/smote')).borderlineSmote(neighborOptions(settings)),
  },
  adasyn: {
    family: 'smote',
    summary: 'ADASYN: more rows where the minority is harder to learn',
    create: async (_, settings) => (await import('@asdf/smote')).adasyn(neighborOptions(settings)),
  },
  'svm-smote': {
    family: 'smote',
    summary: 'SVM-SMOTE: starts from the support vectors of the minority',
    create: async (_, settings) => (await import('@asdf/smote')).svmSmote(neighborOptions(settings)),
  },
  'k-means-smote': {
    family: 'smote',
    summary: 'K-means-SMOTE: within clusters, most in the sparse ones',
    create: async (_, settings) => (await import('@asdf/smote')).kMeansSmote(neighborOptions(settings)),
  },
  'smote-nc': {
    family: 'smote',
    summary: 'SMOTE-NC: numbers and categories together',
    create: async (_, settings) => (await import('@asdf/smote')).smoteNc(neighborOptions(settings)),
  },
  'smote-n': {
    family: 'smote',
    summary: 'SMOTE-N: categories only',
    create: async (_, settings) => (await import('@asdf/smote')).smoteN(neighborOptions(settings)),
  },
  'random-oversampling': {
    family: 'smote',
    summary: 'repeats rows of the minority',
    create: async (_, { ratio }) => (await import('@asdf/smote')).randomOversampling({ ratio }),
  },
}

/** The model of this name for this table, or an `ASDF_OPTION_INVALID` that lists the names. */
export async function createModel(name: string, table: Table, settings: ModelSettings): Promise<Synthesizer> {
  const { create } = findModel(name)
  const model = await create(table, settings)
  const { rules = false, declared } = settings
  if (!rules && declared === undefined) return model
  return withTableRules(model, (encoded) => create(encoded, settings), { find: rules, ...declared })
}

/** The model with rules. Which SMOTE there is to be depends on the columns that are left to learn. */
async function withTableRules(
  model: Synthesizer,
  create: (encoded: Table) => Promise<Synthesizer>,
  options: WithRulesOptions,
) {
  const { withRules } = await import('@asdf/pipeline')
  return withRules({ ...model, fit: async (encoded, run) => (await create(encoded)).fit(encoded, run) }, options)
}

/** What a model of this name is like to use. */
export function modelFamily(name: string): ModelFamily {
  return findModel(name).family
}

function findModel(name: string): Model {
  const model = Object.hasOwn(models, name) ? models[name] : undefined
  if (model !== undefined) return model
  const names = Object.keys(models).join(', ')
  throw new AsdfError('ASDF_OPTION_INVALID', `no model '${name}'; models are ${names}`, {
    option: 'model',
    received: name,
  })
}

function neighborOptions({ neighbors, ratio }: ModelSettings): { neighbors?: number; ratio: BalanceRatio } {
  return neighbors === undefined ? { ratio } : { neighbors, ratio }
}

function privacyOptions({ privacy }: ModelSettings): { minimumRows?: number } {
  return privacy === undefined ? {} : { minimumRows: privacy }
}

/** Columns that follow from rules are not modelled. */
function orderOptions({ schema }: Table, { order }: ModelSettings): { order?: readonly string[] } {
  if (order === undefined) return {}
  return { order: order.filter((name) => schema.fields.some((field) => field.name === name)) }
}

function epochOptions({ epochs }: ModelSettings): { epochs?: number } {
  return epochs === undefined ? {} : { epochs }
}
