import type {
  Artifact,
  FittedSynthesizer,
  JsonObject,
  RunOptions,
  SampleOptions,
  Synthesizer,
  SynthesizerFactory,
  Table,
} from '@asdf/contract'
import type { FittedState } from './fitted-state.ts'
import type { Method } from './method.ts'
import type { RatioOptions } from './options.ts'
import type { Rounding } from './rounding.ts'
import { AsdfError } from '@asdf/contract'
import { checkOptionNames, checkRatio, checkSample, classCode, createRng, fieldIndex } from '@asdf/core'
import { allocate, classesToServe, fitState, recipeOf } from './fitted-state.ts'
import { generateRows } from './generate.ts'
import { roundingsOf } from './rounding.ts'
import { loadState, saveState } from './state.ts'

/** Makes the factory of a method: checks options, fits, samples, saves and loads. */
export function createOversampler<Options extends RatioOptions>(method: Method<Options>): SynthesizerFactory<Options> {
  const { id, traits, defaults } = method
  const configure = (options: Partial<Options> = {}) => configured(method, options)
  const load = (artifact: Artifact) => fitted(method, loadState(method, artifact))
  return Object.assign(configure, { id, traits, defaults, load })
}

function configured<Options extends RatioOptions>(method: Method<Options>, given: Partial<Options>): Synthesizer {
  const { id, name, traits, defaults } = method
  checkOptionNames(name, given, defaults)
  const options: Options = { ...defaults, ...given }
  checkRatio(name, options.ratio)
  method.check(options)
  return {
    specVersion: 1,
    id,
    traits,
    options: options as unknown as JsonObject,
    fit: async (train: Table, run: RunOptions) => fitted(method, await fitState(method, options, train, run)),
  }
}

function fitted<Options extends RatioOptions>(method: Method<Options>, state: FittedState<Options>): FittedSynthesizer {
  const roundings = roundingsOf(state.train)
  return {
    specVersion: 1,
    id: method.id,
    schema: state.train.schema,
    report: { steps: state.steps, losses: {}, warnings: state.warnings },
    sample: (count, run) => sample(method, { state, roundings }, count, run),
    save: () => saveState(method, state),
  }
}

async function sample<Options extends RatioOptions>(
  method: Method<Options>,
  { state, roundings }: { readonly state: FittedState<Options>; readonly roundings: (column: number) => Rounding },
  count: number,
  run: SampleOptions,
): Promise<Table> {
  checkSample(`${method.name}.sample`, count, run)
  const wanted = conditionedClass(method.name, state, run)
  const counts = wanted === undefined ? allocate(classesToServe(method, state), count) : [{ code: wanted, count }]
  const rng = createRng(run.seed).fork('sample')
  const requests = []
  for (const { code, count } of counts) {
    if (count > 0) requests.push({ code, count, recipe: await recipeOf(method, state, code, run) })
  }
  return generateRows({ train: state.train, roundings, vote: method.vote, requests, rng, run })
}

/** The class that `where` asks for, if any. */
function conditionedClass(
  name: string,
  { train, target }: FittedState<RatioOptions>,
  { where = {} }: SampleOptions,
): number | undefined {
  const field = train.schema.fields[target]!
  for (const column of Object.keys(where)) {
    if (fieldIndex(train.schema, column) === target) continue
    throw new AsdfError(
      'ASDF_UNSUPPORTED',
      `${name}.sample: can only fix the target '${field.name}', got a condition on '${column}'; leave it out`,
      { feature: `where on column '${column}'` },
    )
  }
  const value = where[field.name]
  return value === undefined ? undefined : classCode(field, value)
}
