import { mostMinor } from '../../infer/versions.ts'

/** No version, so that no number of the column is. */
export const noVersion = 0
/** A number that may be a version. */
export const mayBeVersion = 1
/** A number such as 1.10, which shows versions beside others of one digit behind the point. */
export const showsVersion = 2

/** What a plain number in bytes, from `start` to `stop`, says about versions in its column. */
export function versionEvidence(bytes: Uint8Array, start: number, stop: number): number {
  const decimals = bytes[stop - 2] === 46 ? 1 : bytes[stop - 3] === 46 ? 2 : 0
  const wholeDigits = stop - start - decimals - 1
  if (decimals === 0 || wholeDigits < 1 || (wholeDigits > 2 && !isYear(bytes, start, wholeDigits))) return noVersion
  for (let i = start; i < start + wholeDigits; i++) if (!isDigit(bytes[i]!)) return noVersion
  if (decimals === 1) return mayBeVersion
  const [tens, ones] = [bytes[stop - 2]! - 48, bytes[stop - 1]! - 48]
  if (tens === 0 || 10 * tens + ones > mostMinor) return noVersion
  return ones === 0 ? showsVersion : mayBeVersion
}

function isYear(bytes: Uint8Array, start: number, digits: number): boolean {
  return digits === 4 && bytes[start] === 50 && bytes[start + 1] === 48
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}
