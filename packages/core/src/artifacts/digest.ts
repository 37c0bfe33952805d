import { crc32c } from '../kernels/crc32c.ts'

/** Name of the digest in a model file's metadata. It is the first entry, so that its place is known without parsing. */
export const digestName = 'digest'
const prefix = 'crc32c:'
const digits = 8

/** What stands for the digest while it is computed. */
export const emptyDigest = prefix + '0'.repeat(digits)

/** Writes the digest of all bytes over the empty one among them. */
export function writeDigest(bytes: Uint8Array): void {
  const at = digestPlace(bytes)
  bytes.set(new TextEncoder().encode(digestOf(bytes, at).slice(prefix.length)), at)
}

/** Whether the bytes are those whose digest they hold; `undefined` when there is no digest among them. */
export function hasOwnDigest(bytes: Uint8Array): boolean | undefined {
  const at = digestPlace(bytes)
  if (at < 0 || at + digits > bytes.length) return undefined
  const written = new TextDecoder().decode(bytes.subarray(at - prefix.length, at + digits))
  return written === digestOf(bytes, at)
}

/** The digest of all bytes, with zeros for the digits at `at`. */
function digestOf(bytes: Uint8Array, at: number): string {
  const zeros = new Uint8Array(digits).fill(0x30)
  const sum = crc32c(bytes.subarray(at + digits), crc32c(zeros, crc32c(bytes.subarray(0, at))))
  return prefix + sum.toString(16).padStart(digits, '0')
}

/** Where the digits of the digest begin, or -1: right at the start of the header, after its length. */
function digestPlace(bytes: Uint8Array): number {
  const start = new TextEncoder().encode(headerStart)
  const isThere = start.every((byte, i) => bytes[lengthBytes + i] === byte)
  return isThere ? lengthBytes + start.length : -1
}

const lengthBytes = 8
const headerStart = `{"__metadata__":{"${digestName}":"${prefix}`
