import type { Rng } from '@asdf/contract'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { SymbolicTensor } from '../tensor.ts'
import type { Parameter } from './scope.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms, checkNumberOption, optionError } from '@asdf/core'
import { allFinite } from '@asdf/core/statistics'
import { aTensor, parameterList, someOptions } from '../argument-forms.ts'
import { grad } from '../grad.ts'
import { moveAverage } from '../kernels/move-average.ts'
import { createFlatBlock } from '../kernels/update.ts'
import { firstStateRow, gradientRow, parameterRow } from '../optimizers/optimizer.ts'
import { sizeOf } from '../shapes.ts'

export interface WeightOptions {
  /** First values: each parameter draws from a stream of its own name, so others do not change it. */
  readonly rng: Rng
  /** How they are trained; absent for weights that are only used. */
  readonly optimizer?: Optimizer
  /**
   * Also keeps an exponential moving average, with this decay, such as 0.999, or with one for each update, counted from 1.
   */
  readonly averageDecay?: number | ((update: number) => number)
}

/** The parameters of a network as numbers: one flat array, with a view for each. */
export interface Weights {
  /** All parameters, one after another. Views of it are what graphs are fed. */
  readonly values: Float32Array
  readonly gradients: Float32Array
  /** The moving average of `values`, if it was asked for. */
  readonly average?: Float32Array
  /** The views to feed, by parameter name. */
  readonly feeds: Readonly<Record<string, Float32Array>>
  /** Views of the average, to feed in their place. */
  readonly averageFeeds?: Readonly<Record<string, Float32Array>>
  /** Where the outputs of `gradientOutputs` are written. */
  readonly into: Readonly<Record<string, Float32Array>>
  /** Moves the parameters by the gradients, and the average after them. */
  update(): void
  /** Whether all of it is finite: parameters, gradients, state of the optimizer and average. */
  isFinite(): boolean
  /** Everything: parameters, state of the optimizer, average and number of updates, copied. */
  save(): WeightState
  /**
   * Goes on from what `save` gave for the same parameters and options; an `ASDF_OPTION_INVALID` where the optimizer was
   * another, an `ASDF_SHAPE_MISMATCH` where there were more or fewer numbers.
   */
  load(state: WeightState): void
}

export interface WeightState {
  readonly updates: number
  /** Whose rows they are: the optimizer and the size of the rows. `load` compares it, where it is there. */
  readonly layout?: string
  readonly rows: Float32Array
}

/**
 * Weights for these parameters, with their first values. Parameters that share a name are an `ASDF_OPTION_INVALID`, more
 * than fit in a memory of 4 GB with the rows of the optimizer an `ASDF_UNSUPPORTED`.
 */
export function createWeights(parameters: readonly Parameter[], options: WeightOptions): Weights {
  checkForms('createWeights', { parameters: [parameters, parameterList], options: [options, someOptions] })
  const { rng, optimizer, averageDecay } = options
  if (averageDecay !== undefined && typeof averageDecay !== 'function')
    checkNumberOption('createWeights', 'averageDecay', averageDecay, { minimum: 0, maximum: 1 })
  checkNames(parameters)
  const size = parameters.reduce((total, { tensor }) => total + sizeOf(tensor.shape), 0)
  const averageRow = firstStateRow + (optimizer?.stateRows ?? 0)
  const rowCount = averageRow + (averageDecay === undefined ? 0 : 1)
  const layout = `${optimizer?.id ?? 'no optimizer'}, ${rowCount} rows of ${size}`
  const block = createFlatBlock(size, rowCount)
  const { rows } = block
  const feeds = viewsOf(parameters, rows[parameterRow]!, (name) => name)
  for (const { name, initialize } of parameters) initialize(rng.fork(name), feeds[name]!)
  const average = rows[averageRow]
  average?.set(rows[parameterRow]!)
  let updates = 0

  return {
    values: rows[parameterRow]!,
    gradients: rows[gradientRow]!,
    feeds,
    into: viewsOf(parameters, rows[gradientRow]!, gradientName),
    ...(average && { average, averageFeeds: viewsOf(parameters, average, (name) => name) }),
    update() {
      if (optimizer === undefined) {
        throw new AsdfError('ASDF_UNSUPPORTED', 'update: these weights have no optimizer; give createWeights one', {
          feature: 'update',
        })
      }
      optimizer.update(block, updates + 1)
      updates++
      if (average === undefined || averageDecay === undefined) return
      const decay = typeof averageDecay === 'function' ? averageDecay(updates) : averageDecay
      moveAverage(rows[parameterRow]!, decay, average)
    },
    isFinite: () => rows.every(allFinite),
    save() {
      const all = new Float32Array(rowCount * size)
      rows.forEach((row, i) => all.set(row, i * size))
      return { updates, layout, rows: all }
    },
    load(state) {
      checkNumberOption('load', 'updates', state.updates, { integer: true, minimum: 0 })
      if (state.layout !== undefined && state.layout !== layout) {
        throw optionError('load', 'layout', state.layout, `must be that of these weights, ${layout}`)
      }
      if (state.rows.length !== rowCount * size) {
        throw new AsdfError(
          'ASDF_SHAPE_MISMATCH',
          `load: these weights are ${rowCount} rows of ${size}, got ${state.rows.length} numbers`,
          { expected: [rowCount, size], received: [state.rows.length] },
        )
      }
      rows.forEach((row, i) => row.set(state.rows.subarray(i * size, (i + 1) * size)))
      updates = state.updates
    },
  }
}

function checkNames(parameters: readonly Parameter[]): void {
  const seen = new Set<string>()
  for (const { name } of parameters) {
    if (seen.has(name)) throw optionError('createWeights', 'parameters', name, 'must name each parameter once')
    seen.add(name)
  }
}

/** The gradients of a loss as outputs of a graph, named as in `Weights.into`. */
export function gradientOutputs(
  loss: SymbolicTensor,
  parameters: readonly Parameter[],
): Record<string, SymbolicTensor> {
  checkForms('gradientOutputs', { loss: [loss, aTensor], parameters: [parameters, parameterList] })
  const gradients = grad(
    loss,
    parameters.map(({ tensor }) => tensor),
  )
  return Object.fromEntries(parameters.map(({ name }, i) => [gradientName(name), gradients[i]!]))
}

function gradientName(name: string): string {
  return `gradient of ${name}`
}

function viewsOf(
  parameters: readonly Parameter[],
  row: Float32Array,
  rename: (name: string) => string,
): Record<string, Float32Array> {
  const views: Record<string, Float32Array> = {}
  let start = 0
  for (const { name, tensor } of parameters) {
    views[rename(name)] = row.subarray(start, (start += sizeOf(tensor.shape)))
  }
  return views
}
