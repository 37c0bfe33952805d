import type { AnyTensor, Artifact, DType, JsonObject } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { anArtifact, checkForms } from '../argument-forms.ts'
import { isWhole } from './checks.ts'
import { digestName, emptyDigest, hasOwnDigest, writeDigest } from './digest.ts'

/** Name in the file and bytes per element of each element type, as in the safetensors format. */
const storedTypes = {
  f64: { name: 'F64', size: 8 },
  f32: { name: 'F32', size: 4 },
  i32: { name: 'I32', size: 4 },
  u8: { name: 'U8', size: 1 },
} as const satisfies Record<DType, { name: string; size: number }>

const metadataName = '__metadata__'
const metadataKey = 'asdf'
const lengthBytes = 8
const alignment = 8

interface StoredTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [begin: number, end: number] // end exclusive
}

/**
 * An artifact as bytes in the safetensors layout: the header's length (u64, little-endian), a JSON header that names each
 * array's type, shape and place, then the arrays. Any safetensors reader can read the arrays; the rest of the
 * artifact is the header's `__metadata__.asdf`, itself JSON, beside a checksum of all bytes, `digest`. Holds data only, never code. Numbers in the state that JSON
 * cannot hold, arrays that do not fit their shapes and one named `__metadata__` are a `TypeError`.
 */
export function encodeArtifact(artifact: Artifact): Uint8Array {
  checkForms('encodeArtifact', { artifact: [artifact, anArtifact] })
  const { arrays, ...rest } = artifact
  // Wide elements first, so that every array begins at a multiple of its element's size.
  const names = Object.keys(arrays).sort((a, b) => sizeOf(arrays[b]!) - sizeOf(arrays[a]!) || (a < b ? -1 : 1))
  let end = 0
  const entries = names.map((name): [string, unknown] => {
    const tensor = arrays[name]!
    if (name === metadataName || !isWhole(tensor)) {
      throw new TypeError(
        `encodeArtifact: array '${name}' does not fit its type and shape, or has a name that is taken`,
      )
    }
    const begin = end
    end += tensor.data.length * sizeOf(tensor)
    return [name, { dtype: storedTypes[tensor.dtype].name, shape: tensor.shape, data_offsets: [begin, end] }]
  })
  const metadata = { [digestName]: emptyDigest, [metadataKey]: JSON.stringify(rest, refuseNonFinite) }
  const header = Object.fromEntries([[metadataName, metadata], ...entries])
  const headerBytes = new TextEncoder().encode(JSON.stringify(header))
  const paddedLength = Math.ceil(headerBytes.length / alignment) * alignment
  const bytes = new Uint8Array(lengthBytes + paddedLength + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(paddedLength), true)
  bytes.fill(0x20, lengthBytes, lengthBytes + paddedLength)
  bytes.set(headerBytes, lengthBytes)
  let offset = lengthBytes + paddedLength
  for (const name of names) {
    const { data } = arrays[name]!
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset)
    offset += data.byteLength
  }
  writeDigest(bytes)
  return bytes
}

/**
 * Reads what `encodeArtifact` wrote. Anything else is an `ASDF_ARTIFACT_INVALID`: `format` for foreign or truncated bytes,
 * `version` for an artifact of a newer ASDF or of one that wrote no checksum yet, `content` for bytes that were changed
 * since, and for arrays that do not fit the header.
 */
export function decodeArtifact(bytes: Uint8Array): Artifact {
  if (!(bytes instanceof Uint8Array)) throw invalid('format', 'must be a Uint8Array')
  const { header, dataStart } = readHeader(bytes)
  const rest = readMetadata(header)
  const entries = Object.entries(header).filter(([name]) => name !== metadataName) as [string, StoredTensor][]
  const arrays = Object.fromEntries(
    entries.map(([name, entry]) => [name, readTensor(bytes, dataStart, name, entry)] as const),
  )
  checkCovered(entries, bytes.length - dataStart)
  checkDigest(bytes)
  return { ...rest, arrays }
}

/** Parts that were changed on the way, in a copy or on a disk, would otherwise be values like any other. */
function checkDigest(bytes: Uint8Array): void {
  const isOwn = hasOwnDigest(bytes)
  if (isOwn === undefined) throw invalid('version', 'has no checksum: an earlier ASDF wrote it; fit the model again')
  if (!isOwn) throw invalid('content', 'was changed since it was written: its checksum differs; get it again')
}

function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  throw new TypeError(`encodeArtifact: '${key}' in the state is ${value}, which JSON cannot hold`)
}

function sizeOf(tensor: AnyTensor): number {
  return storedTypes[tensor.dtype].size
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < lengthBytes) throw invalid('format', `is ${bytes.length} bytes long, too short to be a model`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (!(length <= bytes.length - lengthBytes)) throw invalid('format', 'is cut short or is not an ASDF model')
  const text = new TextDecoder().decode(bytes.subarray(lengthBytes, lengthBytes + length))
  const header = parseObject(text)
  if (header === undefined) throw invalid('format', 'has no JSON header, so it is not an ASDF model')
  return { header, dataStart: lengthBytes + length }
}

function readMetadata(header: Record<string, unknown>): Omit<Artifact, 'arrays'> {
  const text = (header[metadataName] as Record<string, unknown> | undefined)?.[metadataKey]
  const rest = typeof text === 'string' ? parseObject(text) : undefined
  if (rest?.['format'] !== 'asdf') throw invalid('format', 'is a safetensors file that ASDF did not write')
  if (rest['formatVersion'] !== 1) {
    throw invalid('version', `has format version ${String(rest['formatVersion'])}, this version reads 1; update ASDF`)
  }
  const { writer, stateVersion, state } = rest
  if (
    typeof writer !== 'string' ||
    typeof stateVersion !== 'number' ||
    typeof state !== 'object' ||
    state === null ||
    Array.isArray(state)
  ) {
    throw invalid('content', 'has an incomplete header')
  }
  return { format: 'asdf', formatVersion: 1, writer, stateVersion, state: state as JsonObject }
}

function readTensor(bytes: Uint8Array, dataStart: number, name: string, entry: StoredTensor): AnyTensor {
  const dtype = (Object.keys(storedTypes) as DType[]).find((key) => storedTypes[key].name === entry?.dtype)
  const { shape, data_offsets: offsets } = entry ?? {}
  if (dtype === undefined || !isCountList(shape) || !isCountList(offsets) || offsets.length !== 2) {
    throw invalid('content', `describes the array '${name}' in a way this version does not know`)
  }
  const [begin, end] = offsets
  const count = shape.reduce((product, size) => product * size, 1)
  if (end - begin !== count * storedTypes[dtype].size)
    throw invalid('content', `has an array '${name}' of the wrong length`)
  if (dataStart + end > bytes.length) throw invalid('format', `is cut short inside the array '${name}'`)
  // A copy even of Node's Buffer, whose slice is a view of memory that holds other things too.
  const { buffer } = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end))
  switch (dtype) {
    case 'f64':
      return { dtype, shape, data: new Float64Array(buffer) }
    case 'f32':
      return { dtype, shape, data: new Float32Array(buffer) }
    case 'i32':
      return { dtype, shape, data: new Int32Array(buffer) }
    case 'u8':
      return { dtype, shape, data: new Uint8Array(buffer) }
  }
}

/** Refuses arrays that overlap, holes between them, and bytes after the last one. */
function checkCovered(entries: readonly [string, StoredTensor][], length: number): void {
  const offsets = entries.map(([, entry]) => entry.data_offsets).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const end = offsets.reduce((covered, [begin, last]) => (begin === covered ? last : Number.NaN), 0)
  if (end !== length) throw invalid('content', 'has bytes that belong to none of its arrays, or to two')
}

function isCountList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0)
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function invalid(problem: 'format' | 'version' | 'content', fault: string): AsdfError {
  return new AsdfError('ASDF_ARTIFACT_INVALID', `decodeArtifact: the data ${fault}`, { problem })
}
