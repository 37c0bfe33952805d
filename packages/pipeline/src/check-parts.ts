import { optionError } from '@asdf/core'

/** Refuses a part that lacks the method `method`, such as `fit`, with `ASDF_OPTION_INVALID`: `where: option … fault`. */
export function checkPart(where: string, option: string, part: unknown, method: string, fault: string): void {
  const isObject = typeof part === 'object' && part !== null
  if (isObject && typeof (part as Record<string, unknown>)[method] === 'function') return
  throw optionError(where, option, part, fault)
}

/** Refuses what is not a configured synthesizer, such as its factory. */
export function checkSynthesizer(where: string, option: string, part: unknown): void {
  const fault = 'must be a configured synthesizer, such as sequentialTrees()'
  checkPart(where, option, part, 'fit', fault)
  if (typeof (part as { traits?: unknown }).traits !== 'object') throw optionError(where, option, part, fault)
}

/** As `checkPart`, for a list of parts. */
export function checkParts(where: string, option: string, parts: unknown, method: string, fault: string): void {
  if (!Array.isArray(parts)) throw optionError(where, option, parts, fault)
  for (const part of parts) checkPart(where, option, part, method, fault)
}
