import type { FitReport, JsonObject, JsonValue } from '@asdf/contract'

/** A report as part of an artifact's state. */
export function reportToJson({ steps, losses, warnings, promises = [] }: FitReport): JsonObject {
  return { steps, losses: { ...losses }, warnings: [...warnings], promises: [...promises] }
}

/** Whether JSON is what `reportToJson` wrote. */
export function isReport(json: JsonValue | undefined): json is JsonObject & FitReport {
  const { steps, losses, warnings, promises } = (json ?? {}) as JsonObject
  const isTexts = (list: JsonValue | undefined) => Array.isArray(list) && list.every((one) => typeof one === 'string')
  const hasLosses = typeof losses === 'object' && Object.values(losses ?? {}).every(Number.isFinite)
  return Number.isInteger(steps) && hasLosses && isTexts(warnings) && isTexts(promises)
}
