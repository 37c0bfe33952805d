import type { JsonObject, JsonValue } from '@asdf/contract'
import type { GridLevel } from './grid-levels.ts'
import type { ValueGrid } from './value-grid.ts'
import { anObject, checkForms } from './argument-forms.ts'

/** A grid as JSON, for an artifact. */
export function gridToJson(grid: ValueGrid): JsonObject {
  checkForms('gridToJson', { grid: [grid, anObject] })
  const { factor, step, origin, levels, significant } = grid
  return {
    factor,
    step,
    origin,
    ...(levels && { levels: levels.map((level) => ({ ...level })) }),
    ...(significant !== undefined && { significant }),
  }
}

/** Reads what `gridToJson` wrote, or nothing when it is damaged. */
export function gridFromJson(json: JsonValue | undefined): ValueGrid | undefined {
  const { factor, step, origin, levels, significant } = objectOf(json)
  if (!isNumber(factor) || !isNumber(step) || !isNumber(origin) || factor <= 0 || step < 0) return undefined
  if (significant !== undefined && !isDigitCount(significant)) return undefined
  const grid = { factor, step, origin, ...(significant !== undefined && { significant }) }
  if (levels === undefined) return grid
  if (!Array.isArray(levels) || levels.length === 0 || levels.length > mostLevels || step === 0) return undefined
  return levels.every(isLevel) ? { ...grid, levels: levels as unknown as GridLevel[] } : undefined
}

/** Each level is at least twice as coarse as the one before, so more than this cannot be. */
const mostLevels = 52

function isLevel(json: JsonValue): boolean {
  const { step, origin, calendar } = objectOf(json)
  return isNumber(step) && step > 0 && isNumber(origin) && (calendar === undefined || calendar === 'month')
}

function isDigitCount(json: JsonValue): json is number {
  return typeof json === 'number' && Number.isInteger(json) && json >= 1 && json <= 17
}

function objectOf(json: JsonValue | undefined): JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {}
}

function isNumber(json: JsonValue | undefined): json is number {
  return typeof json === 'number' && Number.isFinite(json)
}
