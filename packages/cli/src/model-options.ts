import type { FitOptions, Synthesizer, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { CommonOptions } from './context.ts'
import type { RuleOptions } from './declared-rules.ts'
import { checkRuleOptions, ruleSettings } from './declared-rules.ts'
import { createModel, modelFamily } from './models.ts'
import { usageError } from './usage-error.ts'

/** Options of the commands that fit a model, each for models of one family. */
export interface ModelOptions extends CommonOptions, RuleOptions {
  readonly model: string
  readonly neighbors?: number
  readonly privacy?: number
  /** Lists of columns, separated by commas. */
  readonly order?: readonly string[]
  readonly epochs?: number
  /** Whether categories and bounds stay those of the training rows. */
  readonly keepSchema?: boolean
}

/** Refuses options that are for models of another family. */
export function checkModelOptions(command: string, options: ModelOptions): void {
  const { model, neighbors, privacy, order, epochs } = options
  const family = modelFamily(model)
  const refuse = (option: string, received: unknown, owners: string) => {
    throw usageError(command, option, received, `is for ${owners}, not for ${model}`)
  }
  if (neighbors !== undefined && family !== 'smote') refuse('--neighbors', neighbors, 'SMOTE models')
  if (privacy !== undefined && family !== 'forest') refuse('--privacy', privacy, 'forest models')
  if (order !== undefined && model !== 'forest') refuse('--order', order, 'the model forest')
  if (epochs !== undefined && family !== 'gan') refuse('--epochs', epochs, 'GAN models')
  checkRuleOptions(command, options)
}

/** What the model may say of the table, for `fit`. */
export function schemaChoice({ keepSchema }: Pick<ModelOptions, 'keepSchema'>): Pick<FitOptions, 'schema'> {
  return { schema: keepSchema === true ? 'training' : 'released' }
}

/** The model that the options name, for a table. */
export async function modelFor(
  { model, neighbors, privacy, order, epochs, ...options }: ModelOptions,
  { train, ratio }: { readonly train: Table; readonly ratio: BalanceRatio },
): Promise<Synthesizer> {
  const { findNames } = await import('./column-names.ts')
  return createModel(model, train, {
    ratio,
    ...ruleSettings(options),
    ...(neighbors === undefined ? {} : { neighbors }),
    ...(privacy === undefined ? {} : { privacy }),
    ...(order === undefined ? {} : { order: findNames(order, train.schema) }),
    ...(epochs === undefined ? {} : { epochs }),
  })
}
