import { AsdfError } from '@asdf/contract'
import { show } from './options.ts'

/**
 * Numbers as doubles, from an array or typed array of numbers: a `Float64Array` itself, a copy of anything else. What is
 * not such an array, or holds something that is not a number (a bigint, a text, a hole), is an `ASDF_DATA_INVALID`;
 * NaN and infinity are numbers. `where` names the call, `name` the argument.
 */
export function toNumbers(where: string, name: string, values: ArrayLike<number>): Float64Array {
  if (values instanceof Float64Array) return values
  checkIsArray(where, name, values)
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < numbers.length; i++) {
    const value: unknown = values[i]
    if (typeof value !== 'number') throw badElement(where, name, i, `must be a number, got ${show(value)}`)
    numbers[i] = value
  }
  return numbers
}

/**
 * Codes (whole numbers of 32 bits) from an array or typed array of numbers: an `Int32Array` itself, a copy of anything
 * else. What is not such an array, or holds anything but such numbers, is an `ASDF_DATA_INVALID`.
 */
export function toCodes(where: string, name: string, values: ArrayLike<number>): Int32Array {
  if (values instanceof Int32Array) return values
  checkIsArray(where, name, values)
  const codes = new Int32Array(values.length)
  for (let i = 0; i < codes.length; i++) {
    const value: unknown = values[i]
    if (typeof value === 'number') codes[i] = value
    if (codes[i] !== value) throw badElement(where, name, i, `must be a whole number, got ${show(value)}`)
  }
  return codes
}

function checkIsArray(where: string, name: string, values: unknown): void {
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))) return
  throw new AsdfError(
    'ASDF_DATA_INVALID',
    `${where}: ${name} must be an array or typed array of numbers, got ${show(values)}`,
    { column: name, row: 0 },
  )
}

function badElement(where: string, name: string, index: number, fault: string): AsdfError {
  const row = index + 1
  return new AsdfError('ASDF_DATA_INVALID', `${where}: ${name} in row ${row} ${fault}`, { column: name, row })
}
