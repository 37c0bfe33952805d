import type { FormatCsvOptions } from '@asdf/core'
import { InvalidArgumentError } from 'commander'
import { delimiterNames } from './output-delimiter.ts'

/** A whole number from `minimum` to `maximum`, for a command's option. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value
    const most = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`
    throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}${most}.`)
  }
}

/** A number from `minimum` to `maximum`, for a command's option. */
export function numberBetween(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= minimum && value <= maximum) return value
    throw new InvalidArgumentError(`It must be a number from ${minimum} to ${maximum}.`)
  }
}

/** Gathers texts of the form `name=value`, of an option that may be given several times. */
export function collectAssignment(text: string, earlier: readonly string[] = []): readonly string[] {
  cut(text, text.indexOf('='), 'NAME=VALUE')
  return [...earlier, text]
}

const mostRatio = 1000

/** Gathers `class=ratio` options into one object of positive numbers. The class may hold `=`. */
export function ratioAssignment(text: string, earlier: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [name, value] = cut(text, text.lastIndexOf('='), 'CLASS=RATIO')
  const ratio = Number(value)
  if (value.trim() === '' || !(ratio > 0 && ratio <= mostRatio)) {
    throw new InvalidArgumentError(`It must be CLASS=RATIO with a ratio above 0 and at most ${mostRatio}.`)
  }
  return { ...earlier, [name]: ratio }
}

const roles = ['feature', 'identifier', 'sensitive', 'weight']

/** Gathers `column=role` options into one object. The column may hold `=`. */
export function roleAssignment(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, role] = cut(text, text.lastIndexOf('='), 'COLUMN=ROLE')
  if (role === 'target') throw new InvalidArgumentError(`Name the target with --target ${name}.`)
  if (!roles.includes(role)) throw new InvalidArgumentError(`A role is one of ${roles.join(', ')}.`)
  return { ...earlier, [name]: role }
}

const kinds = ['numeric', 'categorical', 'text', 'datetime', 'boolean']

/** Gathers `column=kind` options into one object. The column may hold `=`. */
export function kindAssignment(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, kind] = cut(text, text.lastIndexOf('='), 'COLUMN=KIND')
  if (!kinds.includes(kind)) throw new InvalidArgumentError(`A kind is one of ${kinds.join(', ')}.`)
  return { ...earlier, [name]: kind }
}

/** Gathers `column=format` options into one object. The column may hold `=`. */
export function formatAssignment(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, format] = cut(text, text.lastIndexOf('='), 'COLUMN=FORMAT')
  return { ...earlier, [name]: format }
}

/** A delimiter by its name, or as it is. */
export function delimiterName(text: string): NonNullable<FormatCsvOptions['delimiter']> {
  const name = text.toLowerCase()
  if (Object.hasOwn(delimiterNames, name)) return delimiterNames[name]!
  throw new InvalidArgumentError("It must be comma, semicolon, tab or pipe, or one of ',', ';' and '|'.")
}

/** A list whose items are separated by commas, each once. */
export function commaList(allowed: readonly string[]): (text: string) => readonly string[] {
  return (text) => {
    const items = [...new Set(text.split(',').map((item) => item.trim()))]
    const unknown = items.filter((item) => !allowed.includes(item))
    if (unknown.length === 0) return items
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Use ${allowed.join(', ')}.`)
  }
}

/** Three numbers separated by commas: shares of fidelity, diversity and privacy. */
export function threeWeights(text: string): readonly [number, number, number] {
  const parts = text.split(',')
  const numbers = parts.map((part) => (part.trim() === '' ? NaN : Number(part)))
  const isFine = numbers.length === 3 && numbers.every((one) => one >= 0 && one <= 1)
  if (isFine) return numbers as [number, number, number]
  throw new InvalidArgumentError('It must be three numbers from 0 to 1 separated by commas, such as 0.4,0.3,0.3.')
}

/** Gathers the values of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text]
}

function cut(text: string, at: number, form: string): readonly [name: string, value: string] {
  if (at <= 0) throw new InvalidArgumentError(`It must be ${form}.`)
  return [text.slice(0, at), text.slice(at + 1)]
}
