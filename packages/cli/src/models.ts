import { AsdfError } from '@asdf/contract'
import type { Synthesizer, Table } from '@asdf/contract'
import { featureIndices } from '@asdf/core'
import type { BalanceRatio } from '@asdf/core'

export interface ModelSettings {
  readonly neighbors?: number
  readonly ratio: BalanceRatio
}

interface Model {
  readonly summary: string
  readonly create: (table: Table, settings: ModelSettings) => Promise<Synthesizer>
}

/** The synthesizers that the command line offers, by the name given to `--model`. Each is loaded when it is asked for. */
export const models: Readonly<Record<string, Model>> = {
  smote: {
    summary: 'SMOTE; for tables with categories SMOTE-NC, for categories alone SMOTE-N',
    create: async (table, settings) => {
      const { smote, smoteN, smoteNc } = await import('@asdf/smote')
      const kinds = new Set(featureIndices(table.schema).map((index) => table.schema.fields[index]!.kind))
      const hasNumbers = kinds.has('numeric') || kinds.has('datetime')
      const hasCategories = kinds.has('categorical') || kinds.has('boolean')
      if (!hasCategories) return smote(neighborOptions(settings))
      return hasNumbers ? smoteNc(neighborOptions(settings)) : smoteN(neighborOptions(settings))
    },
  },
  'borderline-smote': {
    summary: 'Borderline-SMOTE 1: starts from minority rows near the border',
    create: async (_, settings) => (await import('@asdf/smote')).borderlineSmote(neighborOptions(settings)),
  },
  adasyn: {
    summary: 'ADASYN: more rows where the minority is harder to learn',
    create: async (_, settings) => (await import('@asdf/smote')).adasyn(neighborOptions(settings)),
  },
  'svm-smote': {
    summary: 'SVM-SMOTE: starts from the support vectors of the minority',
    create: async (_, settings) => (await import('@asdf/smote')).svmSmote(neighborOptions(settings)),
  },
  'k-means-smote': {
    summary: 'K-means-SMOTE: within clusters, most in the sparse ones',
    create: async (_, settings) => (await import('@asdf/smote')).kMeansSmote(neighborOptions(settings)),
  },
  'smote-nc': {
    summary: 'SMOTE-NC: numbers and categories together',
    create: async (_, settings) => (await import('@asdf/smote')).smoteNc(neighborOptions(settings)),
  },
  'smote-n': {
    summary: 'SMOTE-N: categories only',
    create: async (_, settings) => (await import('@asdf/smote')).smoteN(neighborOptions(settings)),
  },
  'random-oversampling': {
    summary: 'repeats rows of the minority',
    create: async (_, { ratio }) => (await import('@asdf/smote')).randomOversampling({ ratio }),
  },
}

/** The model of this name for this table, or an `ASDF_OPTION_INVALID` that lists the names. */
export async function createModel(name: string, table: Table, settings: ModelSettings): Promise<Synthesizer> {
  const model = Object.hasOwn(models, name) ? models[name] : undefined
  if (model !== undefined) return model.create(table, settings)
  const names = Object.keys(models).join(', ')
  throw new AsdfError('ASDF_OPTION_INVALID', `no model '${name}'; models are ${names}`, {
    option: 'model',
    received: name,
  })
}

function neighborOptions({ neighbors, ratio }: ModelSettings): { neighbors?: number; ratio: BalanceRatio } {
  return neighbors === undefined ? { ratio } : { neighbors, ratio }
}
