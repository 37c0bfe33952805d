import type { Field, JsonValue } from '@asdf/contract'
import type { EncoderState, PlacedEncoder } from './encoder.ts'
import { artifactFault } from '../artifacts/checks.ts'
import { isField } from '../artifacts/table-state.ts'
import { restoreCategories } from './categories.ts'
import { hugeUnit, restoreScaling } from './scaling.ts'

/** The encoder whose `state` this is, after it went through JSON; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreEncoder(state: JsonValue | undefined): PlacedEncoder {
  if (isScaling(state)) return restoreScaling(state)
  if (isCategories(state)) return restoreCategories(state)
  throw artifactFault('content', 'has no readable encoder state')
}

function isScaling(state: JsonValue | undefined): state is EncoderState {
  if (!isState(state, ['numeric', 'datetime'])) return false
  const { field, grid, range } = state as unknown as { field: Field; grid: unknown; range: unknown }
  if (field.kind === 'datetime' && !(isNumber(grid) && grid >= 0 && areRising(range) && range.length === 2))
    return false
  if (state.encoder === 'none') return true
  if (state.encoder === 'minMax' || state.encoder === 'standard') {
    const { shift, scale, unit = 1 } = state
    return isNumber(shift) && isNumber(scale) && scale > 0 && (unit === 1 || unit === hugeUnit)
  }
  const { distribution, quantiles } = state
  const isKnown = distribution === 'uniform' || distribution === 'normal'
  return state.encoder === 'quantile' && isKnown && areRising(quantiles) && quantiles.length > 0
}

function isCategories(state: JsonValue | undefined): state is EncoderState {
  return isState(state, ['categorical', 'boolean']) && (state.encoder === 'oneHot' || state.encoder === 'ordinal')
}

function isState(state: JsonValue | undefined, kinds: readonly string[]): state is EncoderState {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return false
  const { field, nulls } = state as Partial<Readonly<Record<string, JsonValue>>>
  if (nulls !== 'error' && nulls !== 'indicator') return false
  return isField(field) && field.name !== '' && kinds.includes(field.kind)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** Whether these are finite numbers none of which is below the one before. */
function areRising(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.every((value, i) => isNumber(value) && (i === 0 || value >= values[i - 1]))
}
