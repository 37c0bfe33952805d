import { AsdfError } from '@asdf/contract'
import { show } from './options.ts'

/** What an argument must look like, from the outside: enough that its use cannot throw what nobody understands. */
export interface Form {
  /** As in `must be a table`. */
  readonly phrase: string
  readonly fits: (value: unknown) => boolean
}

/** Arguments by name, each with its form. */
export type FormsOfArguments = Readonly<Record<string, readonly [value: unknown, form: Form]>>

/**
 * Refuses arguments that are not of their form with an `ASDF_OPTION_INVALID` that names the function and the argument. For
 * functions that are called by hand or once a column; those that are called once a cell take their arguments on trust.
 */
export function checkForms(where: string, given: FormsOfArguments): void {
  for (const [name, [value, form]] of Object.entries(given)) {
    if (form.fits(value)) continue
    throw new AsdfError('ASDF_OPTION_INVALID', `${where}: ${name} must be ${form.phrase}, got ${show(value)}`, {
      option: name,
      received: value,
    })
  }
}

/** The form, or `undefined`. */
export function optional({ phrase, fits }: Form): Form {
  return { phrase, fits: (value) => value === undefined || fits(value) }
}

/** A list of what has the form. */
export function listOf({ phrase, fits }: Form): Form {
  return { phrase: `an array, each of it ${phrase}`, fits: (value) => Array.isArray(value) && value.every(fits) }
}

export const anObject: Form = { phrase: 'an object', fits: isObject }
export const aText: Form = { phrase: 'a text', fits: (value) => typeof value === 'string' }
export const aNumber: Form = { phrase: 'a number', fits: (value) => typeof value === 'number' }
export const aFiniteNumber: Form = { phrase: 'a finite number', fits: (value) => Number.isFinite(value) }
export const aCount: Form = {
  phrase: 'a whole number of at least 0',
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
}
export const aFunction: Form = { phrase: 'a function', fits: (value) => typeof value === 'function' }
export const anArray: Form = { phrase: 'an array', fits: (value) => Array.isArray(value) }

/** One byte a row, such as `valid` of a column. */
export const bytes: Form = { phrase: 'a Uint8Array', fits: (value) => value instanceof Uint8Array }

/** Where rows are written to, by number. */
export const rowNumbers: Form = { phrase: 'a Uint32Array', fits: (value) => value instanceof Uint32Array }

/** What `toNumbers` takes, whatever its elements are. */
export const numberList: Form = {
  phrase: 'an array or typed array of numbers',
  fits: (value) => (Array.isArray(value) ? value.every((one) => typeof one === 'number') : isNumberArray(value)),
}

/** What `save` of a model gives, on the outside; `checkArtifact` looks into it. */
export const anArtifact: Form = {
  phrase: 'an artifact, as save() gives',
  fits: (value) =>
    isObject(value) && isObject(value['arrays']) && isObject(value['state']) && typeof value['writer'] === 'string',
}

export const anRng: Form = {
  phrase: 'a stream of random numbers, as createRng(1) gives',
  fits: (value) => isObject(value) && ['next', 'nextUint32', 'fork'].every((name) => typeof value[name] === 'function'),
}

export const aField: Form = {
  phrase: 'a field of a schema',
  fits: (value) =>
    isObject(value) && [value['name'], value['kind'], value['role']].every((one) => typeof one === 'string'),
}

export const aSchema: Form = {
  phrase: 'a schema, { fields: [...] }',
  fits: once((value) => Array.isArray(value['fields']) && value['fields'].every(aField.fits)),
}

/** Something with a kind; for functions that look into the cells themselves. */
export const anyColumn: Form = {
  phrase: 'a column of a table',
  fits: (value) => isObject(value) && typeof value['kind'] === 'string',
}

export const aColumn: Form = { phrase: 'a column of a table', fits: isColumn }

/** A table on the outside; `checkTable` looks into it. */
export const aTable: Form = {
  phrase: 'a table, as tableFromRows and parseCsv give',
  fits: once(
    ({ schema, rowCount, columns }) =>
      aSchema.fits(schema) && aCount.fits(rowCount) && Array.isArray(columns) && columns.every(isColumn),
  ),
}

/** Tables and schemas do not change: what was found sound is not looked at again for each of its columns. */
function once(fits: (value: Record<string, unknown>) => boolean): Form['fits'] {
  const sound = new WeakSet()
  return (value) => {
    if (!isObject(value)) return false
    if (sound.has(value)) return true
    const isSound = fits(value)
    if (isSound) sound.add(value)
    return isSound
  }
}

/** Whether a value is an object, and neither null, an array nor a typed array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

function isNumberArray(value: unknown): boolean {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false
  return !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array)
}

/** The place of a column's cells by its kind. */
const cells: Readonly<Record<string, string>> = {
  numeric: 'values',
  datetime: 'values',
  boolean: 'values',
  text: 'values',
  categorical: 'codes',
}

function isColumn(value: unknown): boolean {
  if (!isObject(value) || typeof value['kind'] !== 'string') return false
  const { kind, valid } = value
  if (valid !== undefined && !(valid instanceof Uint8Array)) return false
  if (kind === 'image' || kind === 'series') return true
  const own = Object.hasOwn(cells, kind) ? value[cells[kind]!] : undefined
  return kind === 'text' ? Array.isArray(own) : isNumberArray(own) || Array.isArray(own)
}
