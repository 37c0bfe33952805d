import type {
  Artifact,
  Field,
  FitOptions,
  FittedSynthesizer,
  LoadOptions,
  SteerableSynthesizer,
  Synthesizer,
  SynthesizerLoader,
  SynthesizerSession,
  Table,
} from '@asdf/contract'
import type { FindRulesOptions, FoundRule } from '@asdf/core/rules'
import type { DeclaredOptions } from './declared-rules.ts'
import type { Recipe } from './recipe.ts'
import type { RuleModel } from './rule-model.ts'
import { checkOptionNames, checkRun, checkTable, fieldIndex, releasedRows, releaseTable } from '@asdf/core'
import { coversRule, describeRule, findRules } from '@asdf/core/rules'
import { checkSynthesizer } from '../check-parts.ts'
import { checkDeclared, readDeclared, writtenRules } from './declared-rules.ts'
import { encodeRows } from './encode-rows.ts'
import { fittedRules, sampleRows } from './fitted-rules.ts'
import { planRecipes } from './plan-recipes.ts'
import { withReachableRules } from './reachable-rules.ts'
import { writtenBy } from './recipe.ts'
import { restoreRules, withRulesId } from './rules-state.ts'

/** How `withRules` keeps rules. */
export interface WithRulesOptions extends Pick<FindRulesOptions, 'tolerance'>, DeclaredOptions {
  /** Whether rules are searched for in the training table; true by default. Without, rows keep the declared rules alone. */
  readonly find?: boolean
}

/**
 * The synthesizer with the rules of its training table kept. `fit` finds them (`findRules`), leaves out columns that others
 * determine, and lets the synthesizer learn the others in a form that cannot break them: an end as the gap after its start,
 * flags as one category, a tax as its rate. `sample` restores the columns and draws rows again that break a rule which no
 * training row breaks. Rules that few training rows break are broken as often. Rules that `rules` declares hold in every
 * row; where too few rows of the model keep them, `fit` or `sample` fails with an `ASDF_CONDITION_UNREACHABLE` that says how
 * many do. Keeps `start` where the synthesizer has it;
 * `impute` it does not: cells that a row already holds may leave no values that keep a rule.
 * `load(artifact, { factories })` needs the factory of the synthesizer.
 */
export const withRules: WithRules = Object.assign(wrap, { id: withRulesId, load })

/** What `withRules` is: call it to wrap a synthesizer, `load` to restore a fitted one. */
export interface WithRules extends SynthesizerLoader {
  (base: Synthesizer, options?: WithRulesOptions): Synthesizer & Partial<SteerableSynthesizer>
}

/** Restores what `save` of a fitted `withRules` gave; `factories` restore the synthesizer that it wraps. */
function load(artifact: Artifact, options?: LoadOptions): FittedSynthesizer {
  return fittedRules(restoreRules(artifact, options))
}

function wrap(base: Synthesizer, options: WithRulesOptions = {}): Synthesizer & Partial<SteerableSynthesizer> {
  checkSynthesizer('withRules', 'base', base)
  checkOptionNames('withRules', options, { tolerance: 0, rules: 0, violations: 0, find: 0 })
  checkDeclared(options)
  const { start } = base as Partial<SteerableSynthesizer>
  const { imputes: _, ...traits } = base.traits
  const declared = options.rules === undefined ? {} : { rules: writtenRules(options) }
  const { rules: __, ...rest } = options
  const wrapper: Synthesizer = {
    specVersion: 1,
    id: withRulesId,
    traits,
    options: { ...rest, ...declared, synthesizer: base.id, options: base.options },
    async fit(train, run) {
      const { encoded, complete } = await learn('fit', base, train, options, run)
      return completed(await withReachableRules(complete(await base.fit(encoded, run)), run))
    },
  }
  if (start === undefined) return wrapper
  return { ...wrapper, start: (train, run) => startWithRules({ base, start }, train, options, run) }
}

/** A model of a table without rules is that of the synthesizer alone. */
function completed(model: RuleModel): FittedSynthesizer {
  const { rules, recipes, warnings } = model
  return rules.length > 0 || recipes.length > 0 || warnings.length > 0 ? fittedRules(model) : model.base
}

interface Learned {
  readonly encoded: Table
  readonly complete: (fitted: FittedSynthesizer) => RuleModel
}

async function learn(
  call: 'fit' | 'start',
  { traits }: Synthesizer,
  all: Table,
  options: WithRulesOptions,
  run: FitOptions,
): Promise<Learned> {
  checkRun(`withRules.${call}`, run)
  checkTable(`withRules.${call}`, all)
  const { rules: declared, table: train } = readDeclared(options, all)
  const { rules: _, violations: __, find, ...search } = options
  const known = find === false ? [] : await findRules(train, { ...search, ...watched(run) })
  const found = known.filter((one) => !declared.some((rule) => coversRule(rule, one.rule, train.schema)))
  const { recipes, checks } = planRecipes(train, { found, declared }, traits)
  const { schema } = run.schema === undefined ? release(train) : release(train, run.schema)
  const warnings = leftOut(all.rowCount - train.rowCount)
  return {
    encoded: encodeRows(train, recipes),
    complete: (base) => {
      const fields = schema.fields.map((field) => {
        const drawn = base.schema.fields.find(({ name }) => name === field.name)
        const isReplaced = drawn === undefined || recipes.some((one) => isReplacing(one, field.name))
        return isReplaced ? computedField(field, train) : drawn
      })
      const rules = [...declared.map((rule) => `${describeRule(rule)} (declared)`), ...found.map(ruleText)]
      return { base, recipes, checks, declared, schema: { fields }, rules, warnings }
    },
  }
}

/** What the search for rules takes of a run. */
function watched({ signal, onProgress }: FitOptions): FindRulesOptions {
  return { ...(signal !== undefined && { signal }), ...(onProgress !== undefined && { onProgress }) }
}

/** A warning of rows that the model was not shown. */
function leftOut(rows: number): readonly string[] {
  if (rows === 0) return []
  return [`left out ${rows === 1 ? '1 row that breaks' : `${rows} rows that break`} declared rules`]
}

/** What a restored column may hold: bounds of training values do not bind what is computed. */
function computedField(field: Field, train: Table): Field {
  if (field.kind !== 'numeric') return field
  const { minimum: _, maximum: __, decimals: ___, ...rest } = field
  const own = train.schema.fields[fieldIndex(train.schema, field.name)]!
  return own.kind === 'numeric' && own.decimals !== undefined ? { ...rest, decimals: own.decimals } : rest
}

/** Whether the model learns the column in another form, or not at all. */
function isReplacing(recipe: Recipe, column: string): boolean {
  if (!writtenBy(recipe).includes(column)) return false
  switch (recipe.kind) {
    case 'copy':
      return !recipe.isModelled
    case 'formula':
      // What is computed from numbers is not bound by what the model has seen.
      return !recipe.isModelled || recipe.rule.kind === 'sum' || recipe.rule.kind === 'product'
    case 'one-of':
      return !recipe.asNumbers
    case 'force':
    case 'presence':
      return false
    default:
      return true
  }
}

function release(train: Table, schema: FitOptions['schema'] = 'released'): Table {
  return releaseTable(train, { minimumRows: releasedRows, schema }).table
}

/** A rule in words. How many rows break it is for those who have the table. */
function ruleText({ rule, exceptions }: FoundRule): string {
  const isBroken = exceptions > 0 && rule.kind !== 'often-equal'
  return isBroken ? `${describeRule(rule)} (with few exceptions)` : describeRule(rule)
}

async function startWithRules(
  { base, start }: { readonly base: Synthesizer; readonly start: SteerableSynthesizer['start'] },
  train: Table,
  options: WithRulesOptions,
  run: FitOptions,
): Promise<SynthesizerSession> {
  const { encoded, complete } = await learn('start', base, train, options, run)
  const session = await start(encoded, run)
  return {
    train: (steps, context) => session.train(steps, context),
    // The model's schema is known once it has been trained.
    sample: async (count, sampleRun) => sampleRows({ ...complete(session.finish()), base: session }, count, sampleRun),
    finish: () => completed(complete(session.finish())),
    close: () => session.close(),
  }
}
