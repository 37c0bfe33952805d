import type { JsonValue } from '@asdf/contract'
import type { EpochRecord } from '../fitting/run-options.ts'

/** Whether JSON is the record of epochs 1, 2, … of a training. */
export function isHistory(json: JsonValue | undefined): json is JsonValue & readonly EpochRecord[] {
  return (
    Array.isArray(json) &&
    json.every((record: JsonValue, i) => {
      if (typeof record !== 'object' || record === null || Array.isArray(record)) return false
      const { epoch, critic, generator, validation } = record as { readonly [key: string]: JsonValue }
      return epoch === i + 1 && [critic, generator, validation ?? 0].every((value) => Number.isFinite(value))
    })
  )
}
