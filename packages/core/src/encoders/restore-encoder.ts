import type { JsonValue } from '@asdf/contract'
import type { EncoderState, PlacedEncoder } from './encoder.ts'
import { artifactFault } from '../artifacts/checks.ts'
import { restoreCategories } from './categories.ts'
import { restoreScaling } from './scaling.ts'

/** The encoder whose `state` this is, after it went through JSON; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreEncoder(state: JsonValue | undefined): PlacedEncoder {
  if (isScaling(state)) return restoreScaling(state)
  if (isCategories(state)) return restoreCategories(state)
  throw artifactFault('content', 'has no readable encoder state')
}

function isScaling(state: JsonValue | undefined): state is EncoderState {
  if (!isState(state, ['numeric', 'datetime'])) return false
  if (state.encoder === 'none') return true
  if (state.encoder === 'minMax' || state.encoder === 'standard') {
    return isNumber(state['shift']) && isNumber(state['scale']) && isNumber(state['unit'] ?? 1)
  }
  const knots = state['quantiles']
  return state.encoder === 'quantile' && Array.isArray(knots) && knots.length > 0 && knots.every(isNumber)
}

function isCategories(state: JsonValue | undefined): state is EncoderState {
  return isState(state, ['categorical', 'boolean']) && (state.encoder === 'oneHot' || state.encoder === 'ordinal')
}

function isState(state: JsonValue | undefined, kinds: readonly string[]): state is EncoderState {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return false
  const { field, nulls } = state as { field?: { kind?: unknown; name?: unknown }; nulls?: unknown }
  if (nulls !== 'error' && nulls !== 'indicator') return false
  return typeof field?.name === 'string' && typeof field.kind === 'string' && kinds.includes(field.kind)
}

function isNumber(value: JsonValue | undefined): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}
