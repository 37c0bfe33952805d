import { AsdfError } from '@asdf/contract'

export interface NumberRule {
  readonly integer?: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** The value must be above, not at, `minimum`. */
  readonly exclusiveMinimum?: boolean
}

/** How often something is done that takes time or room each time, such as rounds, trees and epochs; more is a slip. */
export const repeatRule: NumberRule = { integer: true, minimum: 1, maximum: 100_000 }

/** Refuses an option that is not a finite number within `rule`. `where` names the algorithm, as in `smote`. */
export function checkNumberOption(where: string, option: string, received: unknown, rule: NumberRule = {}): void {
  const { integer = false, minimum = -Infinity, maximum = Infinity, exclusiveMinimum = false } = rule
  const isFine =
    typeof received === 'number' &&
    Number.isFinite(received) &&
    (!integer || Number.isInteger(received)) &&
    (exclusiveMinimum ? received > minimum : received >= minimum) &&
    received <= maximum
  if (isFine) return
  throw optionError(where, option, received, `must be ${describe(rule)}`)
}

/** Refuses an option that is none of `allowed`. */
export function checkChoiceOption(where: string, option: string, received: unknown, allowed: readonly string[]): void {
  if (typeof received === 'string' && allowed.includes(received)) return
  throw optionError(where, option, received, `must be one of ${allowed.map((value) => `'${value}'`).join(', ')}`)
}

/**
 * Refuses keys that the algorithm does not know, so that a misspelt option cannot pass silently, and options that are not
 * an object at all.
 */
export function checkOptionNames(where: string, options: object, known: object): void {
  if (typeof options !== 'object' || (options as unknown) === null || Array.isArray(options)) {
    throw new AsdfError('ASDF_OPTION_INVALID', `${where}: the options must be an object, got ${show(options)}`, {
      option: 'options',
      received: options,
    })
  }
  for (const option of Object.keys(options)) {
    if (Object.hasOwn(known, option)) continue
    const names = Object.keys(known).join(', ')
    throw optionError(
      where,
      option,
      (options as Record<string, unknown>)[option],
      `is not an option; use ${names || 'none'}`,
    )
  }
}

/** The error for a bad option: `where: option … fault, got received`. */
export function optionError(where: string, option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `${where}: option '${option}' ${fault}, got ${show(received)}`, {
    option,
    received,
  })
}

/** A value as it should appear in an error message: strings quoted, long things cut. Never throws, whatever the value. */
export function show(value: unknown): string {
  const text = typeof value === 'object' ? describeObject(value) : describeScalar(value as string | number | undefined)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function describeObject(value: object | null): string {
  if (ArrayBuffer.isView(value)) return `${tagOf(value)} of ${value.byteLength} bytes`
  // Only the start of a long array is shown, so only that is written.
  const shown = Array.isArray(value) && value.length > 40 ? (value as unknown[]).slice(0, 40) : value
  try {
    return JSON.stringify(shown) ?? tagOf(value)
  } catch {
    return tagOf(value) // a bigint inside, a cycle, a getter that throws
  }
}

/** The name of an object's built-in type, such as `Map`. */
function tagOf(value: object | null): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

function describeScalar(value: string | number | undefined): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function describe({ integer = false, minimum, maximum, exclusiveMinimum = false }: NumberRule): string {
  const noun = integer ? 'a whole number' : 'a number'
  const low = minimum === undefined ? '' : exclusiveMinimum ? ` above ${minimum}` : ` of at least ${minimum}`
  const high = maximum === undefined ? '' : `${low === '' ? ' of' : ' and'} at most ${maximum}`
  return noun + low + high
}
