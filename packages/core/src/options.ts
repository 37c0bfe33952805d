import { AsdfError } from '@asdf/contract'

export interface NumberRule {
  readonly integer?: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** The value must be above, not at, `minimum`. */
  readonly exclusiveMinimum?: boolean
}

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

/** Refuses keys that the algorithm does not know, so that a misspelt option cannot pass silently. */
export function checkOptionNames(where: string, options: object, known: object): void {
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

/** A value as it should appear in an error message: strings quoted, long things cut. */
export function show(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : describeScalar(value as string | number | undefined)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
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
