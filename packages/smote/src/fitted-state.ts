import type { RunOptions, Table } from '@asdf/contract'
import type { Features } from './features.ts'
import type { Method } from './method.ts'
import type { RatioOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { AsdfError } from '@asdf/contract'
import {
  balancingCounts,
  checkKinds,
  checkNoNulls,
  checkRowCount,
  checkRun,
  checkTable,
  classCodes,
  classCounts,
  classNames,
  createRng,
  featureIndices,
  newIdentifiers,
  scalarKinds,
  targetIndex,
} from '@asdf/core'
import { readFeatures } from './features.ts'
import { classProgress } from './progress.ts'

/** All that a fitted oversampler knows. Only `lateRecipes` ever changes, and it holds nothing that could not be found anew. */
export interface FittedState<Options extends RatioOptions> {
  readonly options: Options
  readonly seed: number
  readonly train: Table
  /** Index of the target column. */
  readonly target: number
  /** Class of every training row; -1 where the target is null. */
  readonly labels: Int32Array
  /** Rows each class lacks under the ratio, by code. */
  readonly needed: Uint32Array
  /** Rows each class has, by code. */
  readonly counts: Uint32Array
  /** How rows are made, by class: of the classes that the fit prepared, and of those asked for later. */
  readonly recipes: ReadonlyMap<number, Recipe>
  readonly lateRecipes: Map<number, Recipe>
  readonly warnings: readonly string[]
  readonly steps: number
}

export interface ClassCount {
  readonly code: number
  readonly count: number
}

/** Checks the training table and prepares the classes that `sample` will need when it is given no class. */
export async function fitState<Options extends RatioOptions>(
  method: Method<Options>,
  options: Options,
  train: Table,
  run: RunOptions,
): Promise<FittedState<Options>> {
  const where = `${method.name}.fit`
  checkRun(where, run)
  checkTable(where, train)
  checkKinds(where, train.schema, [...scalarKinds, ...method.traits.kinds])
  checkRowCount(where, train, method.traits.minimumRows)
  const bare = describeTraining(method, options, train, run.seed)
  const features = featuresOf(method, options, train)
  const warnings: string[] = []
  const classes = classesToServe(method, bare, warnings)
  const recipes = new Map<number, Recipe>()
  for (const [index, { code }] of classes.entries()) {
    const progress = classProgress(run, 'fit', index, classes.length)
    const context = classContext(bare, features, code)
    recipes.set(code, await method.prepare({ ...context, progress, warn: (message) => warnings.push(message) }))
    await progress(1)
  }
  warnings.push(...copiedColumns(train))
  return { ...bare, recipes, warnings, steps: classes.length }
}

/** What follows from the table and the options alone. */
export function describeTraining<Options extends RatioOptions>(
  method: Method<Options>,
  options: Options,
  train: Table,
  seed: number,
): FittedState<Options> {
  const where = `${method.name}.fit`
  const target = targetIndex(train.schema, where)
  const field = train.schema.fields[target]!
  const column = train.columns[target]!
  const counts = classCounts(field, column)
  if (method.minimumClassRows > 1) checkNoNulls(where, train, [target])
  checkIdentifiers(train)
  const present = classNames(field).filter((_, code) => counts[code]! > 0)
  if (present.length < 2) {
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `${where}: target '${field.name}' has ${present.length === 0 ? 'no class' : `one class, '${present[0]}'`}; ` +
        'balancing needs at least two',
      { column: field.name, row: 0 },
    )
  }
  const needed = balancingCounts(field, column, options.ratio)
  const labels = classCodes(column)
  const nothingYet = { recipes: new Map(), lateRecipes: new Map(), warnings: [], steps: 0 }
  return { options, seed, train, target, labels, needed, counts, ...nothingYet }
}

/**
 * The classes that `sample` makes when it is given none, with their weights: those that lack rows under the ratio; if
 * none does, all but the largest; if all are equally large, all. Classes with too few rows are left out, unless the
 * ratio names them: then they are an `ASDF_TOO_FEW_ROWS`.
 */
export function classesToServe<Options extends RatioOptions>(
  method: Method<Options>,
  state: FittedState<Options>,
  warnings: string[] = [],
): ClassCount[] {
  const { needed, counts, options } = state
  const majority = counts.reduce((largest, count) => Math.max(largest, count), 0)
  const wanted = [
    Array.from(needed, (count, code) => ({ code, count })),
    Array.from(counts, (count, code) => ({ code, count: count === majority ? 0 : count })),
    Array.from(counts, (count, code) => ({ code, count })),
  ]
  for (const candidates of wanted) {
    const classes = candidates.filter(({ code, count }) => {
      if (count === 0) return false
      if (counts[code]! >= method.minimumClassRows) return true
      if (options.ratio !== 'auto' && needed[code]! > 0) throw tooFewRows(method, state, code)
      warnings.push(`${tooFewRows(method, state, code).message}; the class is left as it is`)
      return false
    })
    if (classes.length > 0) return classes
  }
  throw tooFewRows(method, state, counts.indexOf(majority))
}

/** Splits `total` over the classes in proportion to their counts, by largest remainder; of equal ones the first gains. */
export function allocate(classes: readonly ClassCount[], total: number): ClassCount[] {
  const sum = classes.reduce((all, { count }) => all + count, 0)
  const shares = classes.map(({ code, count }) => {
    const exact = (count / sum) * total
    return { code, count: Math.floor(exact), remainder: exact - Math.floor(exact) }
  })
  const missing = total - shares.reduce((all, { count }) => all + count, 0)
  const gainers = [...shares].sort((a, b) => b.remainder - a.remainder || a.code - b.code).slice(0, missing)
  return shares.map((share) => ({ code: share.code, count: share.count + (gainers.includes(share) ? 1 : 0) }))
}

/** How rows of a class are made, found out now when the fit had no need to. */
export async function recipeOf<Options extends RatioOptions>(
  method: Method<Options>,
  state: FittedState<Options>,
  code: number,
  run: RunOptions,
): Promise<Recipe> {
  const known = state.recipes.get(code) ?? state.lateRecipes.get(code)
  if (known !== undefined) return known
  if (state.counts[code]! < method.minimumClassRows) throw tooFewRows(method, state, code)
  const features = featuresOf(method, state.options, state.train)
  const progress = classProgress(run, 'prepare', 0, 1)
  const recipe = await method.prepare({ ...classContext(state, features, code), progress, warn: () => {} })
  state.lateRecipes.set(code, recipe)
  return recipe
}

/** The features of a training table, as the method wants them. */
export function featuresOf<Options extends RatioOptions>(
  method: Method<Options>,
  options: Options,
  train: Table,
): Features {
  const { kinds } = method.traits
  return readFeatures(`${method.name}.fit`, train, { kinds, scale: method.scale(options) })
}

function classContext<Options extends RatioOptions>(state: FittedState<Options>, features: Features, code: number) {
  const { options, labels, train, target, seed } = state
  const className = classNames(train.schema.fields[target]!)[code]!
  const rows = new Uint32Array(state.counts[code]!)
  for (let i = 0, found = 0; i < labels.length; i++) if (labels[i] === code) rows[found++] = i
  return { options, className, classCode: code, rows, labels, features, rng: createRng(seed).fork('fit').fork(code) }
}

/** Fails early where new identifiers could not be made. */
function checkIdentifiers({ schema, columns }: Table): void {
  schema.fields.forEach((field, index) => {
    if (field.role === 'identifier') newIdentifiers(field, columns[index]!, 0)
  })
}

function copiedColumns({ schema }: Table): string[] {
  return featureIndices(schema)
    .map((index) => schema.fields[index]!)
    .filter((field) => field.kind === 'text')
    .map((field) => `column '${field.name}' is text, so new rows carry the text of the row they start from`)
}

function tooFewRows<Options extends RatioOptions>(
  { name, minimumClassRows }: Method<Options>,
  { train, target, counts }: FittedState<Options>,
  code: number,
): AsdfError<'ASDF_TOO_FEW_ROWS'> {
  const field = train.schema.fields[target]!
  const received = counts[code]!
  return new AsdfError(
    'ASDF_TOO_FEW_ROWS',
    `${name}: class '${classNames(field)[code]}' of '${field.name}' needs at least ${minimumClassRows} ` +
      `${minimumClassRows === 1 ? 'row' : 'rows'}, got ${received}; add rows or use randomOversampling`,
    { required: minimumClassRows, received },
  )
}
