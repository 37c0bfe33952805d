import type { FitOptions, Synthesizer, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { CommonOptions } from './context.ts'
import type { RuleOptions } from './declared-rules.ts'
import { AsdfError } from '@asdf/contract'
import { createModel, modelFamily } from './models.ts'

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
  /** False with --no-rules. */
  readonly rules?: boolean
}

/** Refuses options that are for models of another family. */
export function checkModelOptions(command: string, options: ModelOptions): void {
  const { model, neighbors, privacy, order, epochs, rule, ruleViolations } = options
  const family = modelFamily(model)
  const refuse = (option: string, received: unknown, owners: string) => {
    throw usageError(command, option, received, `is for ${owners}, not for ${model}`)
  }
  if (neighbors !== undefined && family !== 'smote') refuse('--neighbors', neighbors, 'SMOTE models')
  if (privacy !== undefined && family !== 'forest') refuse('--privacy', privacy, 'forest models')
  if (order !== undefined && model !== 'forest') refuse('--order', order, 'the model forest')
  if (epochs !== undefined && family !== 'gan') refuse('--epochs', epochs, 'GAN models')
  if (ruleViolations !== undefined && rule === undefined)
    throw usageError(command, '--rule-violations', ruleViolations, 'needs --rule')
}

/** What the model may say of the table, for `fit`. */
export function schemaChoice({ keepSchema }: Pick<ModelOptions, 'keepSchema'>): Pick<FitOptions, 'schema'> {
  return { schema: keepSchema === true ? 'training' : 'released' }
}

/** The error for options that do not go together. */
export function usageError(command: string, option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `${command}: ${option} ${fault}`, { option, received })
}

/** The model that the options name, for a table. */
export async function modelFor(
  { model, neighbors, privacy, order, epochs, rules, rule, ruleViolations }: ModelOptions,
  { train, ratio }: { readonly train: Table; readonly ratio: BalanceRatio },
): Promise<Synthesizer> {
  const { findNames } = await import('./column-names.ts')
  return createModel(model, train, {
    ratio,
    rules: rules !== false,
    ...(rule === undefined ? {} : { declared: { rules: rule, ...(ruleViolations && { violations: ruleViolations }) } }),
    ...(neighbors === undefined ? {} : { neighbors }),
    ...(privacy === undefined ? {} : { privacy }),
    ...(order === undefined ? {} : { order: findNames(order, train.schema) }),
    ...(epochs === undefined ? {} : { epochs }),
  })
}
