import { InvalidArgumentError } from 'commander'

/** A whole number of at least `minimum`, for a command's option. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= minimum) return value
    throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`)
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

/** Gathers `name=value` options into one object; each may be given several times. */
export function assignment(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, ...rest] = text.split('=')
  if (name === undefined || name === '' || rest.length === 0) throw new InvalidArgumentError('It must be NAME=VALUE.')
  return { ...earlier, [name]: rest.join('=') }
}

/** Gathers `class=ratio` options into one object of positive numbers. */
export function ratioAssignment(text: string, earlier: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [[name, value] = ['', '']] = Object.entries(assignment(text))
  const ratio = Number(value)
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new InvalidArgumentError('It must be CLASS=RATIO with a ratio above 0.')
  return { ...earlier, [name]: ratio }
}

/** A list whose items are separated by commas. */
export function commaList(allowed: readonly string[]): (text: string) => readonly string[] {
  return (text) => {
    const items = text.split(',').map((item) => item.trim())
    const unknown = items.filter((item) => !allowed.includes(item))
    if (unknown.length === 0) return items
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Use ${allowed.join(', ')}.`)
  }
}

/** Gathers the values of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text]
}
