import type { AnyTensor, Artifact, JsonObject } from '@asdf/contract'
import type { FittedState } from './fitted-state.ts'
import type { Method } from './method.ts'
import type { RatioOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { isAsdfError } from '@asdf/contract'
import {
  artifactArray,
  artifactFault,
  checkArtifact,
  checkRatio,
  schemaFromJson,
  schemaToJson,
  tableFromArrays,
  tableToArrays,
} from '@asdf/core'
import { describeTraining, featuresOf } from './fitted-state.ts'

/** The artifact of a fitted oversampler: its options, seed, training rows, and the recipes known so far. */
export function saveState<Options extends RatioOptions>(
  method: Method<Options>,
  state: FittedState<Options>,
): Artifact {
  const { options, seed, train, recipes, warnings, steps } = state
  const arrays: Record<string, AnyTensor> = tableToArrays(train, 'train')
  const codes = [...recipes.keys()]
  for (const code of codes) Object.assign(arrays, recipeToArrays(recipes.get(code)!, `class.${code}`))
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: method.id,
    stateVersion: method.stateVersion,
    state: {
      options: options as unknown as JsonObject,
      seed,
      schema: schemaToJson(train.schema),
      classes: codes,
      // Which classes have these arrays, so that one that was lost is noticed.
      weighted: codes.filter((code) => recipes.get(code)!.weights !== undefined),
      reaching: codes.filter((code) => recipes.get(code)!.reaches !== undefined),
      warnings,
      steps,
    },
    arrays,
  }
}

/** Reads what `saveState` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function loadState<Options extends RatioOptions>(
  method: Method<Options>,
  artifact: Artifact,
): FittedState<Options> {
  checkArtifact(artifact, method.id, method.stateVersion)
  const { seed, classes, warnings, steps } = artifact.state
  if (
    typeof seed !== 'number' ||
    typeof steps !== 'number' ||
    !isList(classes, 'number') ||
    !isList(warnings, 'string')
  ) {
    throw artifactFault('content', 'has an incomplete state', method.id)
  }
  const bare = asContent(method.id, () => {
    const options = readOptions(method, artifact)
    const train = tableFromArrays(artifact, 'train', schemaFromJson(artifact.state['schema']))
    featuresOf(method, options, train) // refuses what fit would
    return describeTraining(method, options, train, seed)
  })
  const recipes = new Map(classes.map((code) => [code, recipeFromArrays(artifact, code, bare.labels)] as const))
  return { ...bare, recipes, warnings, steps }
}

function readOptions<Options extends RatioOptions>(method: Method<Options>, { state }: Artifact): Options {
  const options = { ...method.defaults, ...(state['options'] as object) } as Options
  checkRatio(method.name, options.ratio)
  method.check(options)
  return options
}

function recipeToArrays(
  { bases, starts, neighbors, weights, reaches }: Recipe,
  name: string,
): Record<string, AnyTensor> {
  const integers = (data: Uint32Array): AnyTensor => ({
    dtype: 'i32',
    shape: [data.length],
    data: Int32Array.from(data),
  })
  const reals = (data: Float64Array): AnyTensor => ({ dtype: 'f64', shape: [data.length], data })
  return {
    [`${name}.bases`]: integers(bases),
    [`${name}.starts`]: integers(starts),
    [`${name}.neighbors`]: integers(neighbors),
    ...(weights === undefined ? {} : { [`${name}.weights`]: reals(weights) }),
    ...(reaches === undefined ? {} : { [`${name}.reaches`]: reals(reaches) }),
  }
}

function recipeFromArrays(artifact: Artifact, code: number, labels: Int32Array): Recipe {
  const name = `class.${code}`
  const bases = rowList(artifact, `${name}.bases`, labels.length)
  const neighbors = rowList(artifact, `${name}.neighbors`, labels.length)
  const starts = rowList(artifact, `${name}.starts`, neighbors.length + 1)
  const weights = optionalReals(artifact, 'weighted', code, `${name}.weights`, bases.length)
  const reaches = optionalReals(artifact, 'reaching', code, `${name}.reaches`, neighbors.length)
  const isAscending = starts.every((start, i) => i === 0 || start >= starts[i - 1]!)
  if (bases.length === 0 || starts.length !== bases.length + 1 || !isAscending || starts.at(-1) !== neighbors.length) {
    throw artifactFault('content', `holds arrays '${name}' that do not fit together`, artifact.writer)
  }
  if (!bases.every((row) => labels[row] === code)) {
    throw artifactFault('content', `holds rows in '${name}.bases' that are not of the class`, artifact.writer)
  }
  if (weights?.some((weight) => !(weight > 0 && weight < Infinity))) {
    throw artifactFault('content', `holds weights '${name}.weights' that are not above 0`, artifact.writer)
  }
  if (reaches?.some((reach) => !(Math.abs(reach) <= 1))) {
    throw artifactFault('content', `holds reaches '${name}.reaches' beyond a neighbor`, artifact.writer)
  }
  return {
    bases,
    starts,
    neighbors,
    ...(weights === undefined ? {} : { weights }),
    ...(reaches === undefined ? {} : { reaches }),
  }
}

/** An array of whole numbers from 0 to `bound` - 1. */
function rowList(artifact: Artifact, name: string, bound: number): Uint32Array {
  const data = artifactArray(artifact, name, 'i32')
  if (data.every((row) => row >= 0 && row < bound)) return Uint32Array.from(data)
  throw artifactFault('content', `holds rows in '${name}' that it does not have`, artifact.writer)
}

/** The numbers of a class that `state[list]` says it has, or nothing. */
function optionalReals(
  artifact: Artifact,
  list: 'weighted' | 'reaching',
  code: number,
  name: string,
  length: number,
): Float64Array | undefined {
  const codes = artifact.state[list]
  if (!isList(codes, 'number')) throw artifactFault('content', 'has an incomplete state', artifact.writer)
  if (!codes.includes(code)) return undefined
  const data = artifactArray(artifact, name, 'f64', length)
  if (data.every((value) => Number.isFinite(value))) return data
  throw artifactFault('content', `holds numbers in '${name}' that are not finite`, artifact.writer)
}

function isList(value: unknown, type: 'number'): value is number[]
function isList(value: unknown, type: 'string'): value is string[]
function isList(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === type)
}

/** Turns complaints about options and tables into one about the artifact that holds them. */
function asContent<T>(writer: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isAsdfError(error) || isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
    throw artifactFault('content', `holds what it cannot have written: ${error.message}`, writer)
  }
}
