import type { AnyTensor, Artifact, DType, TensorArrays } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { anArtifact, checkForms } from '../argument-forms.ts'
import { show } from '../options.ts'

const dataTypes = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const

/**
 * Refuses an artifact that `writer` cannot read: of another writer (`writer`), of a format or state layout newer than
 * `stateVersion` (`version`), not an artifact at all (`format`), or without its parts (`content`). The first line of
 * every `load`.
 */
export function checkArtifact(artifact: Artifact, writer: string, stateVersion: number): void {
  if (!isObject(artifact) || artifact.format !== 'asdf') throw artifactFault('format', 'is not one of ASDF', writer)
  const { formatVersion, stateVersion: received } = artifact
  if (formatVersion !== 1) {
    throw artifactFault(
      'version',
      `has format version ${show(formatVersion)}, this version reads 1; update ASDF`,
      writer,
    )
  }
  if (artifact.writer !== writer) {
    throw artifactFault('writer', `was written by ${show(artifact.writer)}; load it there`, writer)
  }
  if (!Number.isInteger(received) || received < 1) {
    throw artifactFault('content', `has no state version, got ${show(received)}; save the model again`, writer)
  }
  if (received > stateVersion) {
    const versions = `state version ${received}, this version reads up to ${stateVersion}`
    throw artifactFault('version', `has ${versions}; update ${writer}`, writer)
  }
  if (isObject(artifact.state) && isObject(artifact.arrays)) return
  throw artifactFault('content', 'lacks its state or its arrays; save the model again', writer)
}

/**
 * The data of the named array, or an `ASDF_ARTIFACT_INVALID` when it is missing, of another type, of a shape that is not
 * its own, or not of the `length` or `shape` that is given.
 */
export function artifactArray<D extends DType>(
  artifact: Artifact,
  name: string,
  dtype: D,
  expected?: number | readonly number[],
): TensorArrays[D] {
  checkForms('artifactArray', { artifact: [artifact, anArtifact] })
  const { arrays, writer } = artifact
  const tensor = Object.hasOwn(arrays, name) ? arrays[name] : undefined
  if (!isObject(tensor)) throw artifactFault('content', `lacks the array '${name}'`, writer)
  if (tensor.dtype !== dtype) {
    throw artifactFault('content', `holds the array '${name}' as ${show(tensor.dtype)}, not ${dtype}`, writer)
  }
  if (!isWhole(tensor)) throw artifactFault('content', `holds an array '${name}' that does not fit its shape`, writer)
  const shape = typeof expected === 'number' ? [expected] : (expected ?? tensor.shape)
  if (shape.length === tensor.shape.length && shape.every((size, axis) => size === tensor.shape[axis])) {
    return tensor.data as TensorArrays[D]
  }
  const shapes = `shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`
  throw artifactFault('content', `holds the array '${name}' with ${shapes}`, writer)
}

/** Whether a tensor's data are of its type and as many as its shape says. */
export function isWhole({ dtype, shape, data }: AnyTensor): boolean {
  if (!Object.hasOwn(dataTypes, dtype) || !(data instanceof dataTypes[dtype])) return false
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) return false
  return shape.reduce((product, size) => product * size, 1) === data.length
}

/** The error for an artifact that cannot be read: `where: the artifact <fault>`. */
export function artifactFault(
  problem: 'format' | 'version' | 'writer' | 'content',
  fault: string,
  where = 'load',
): AsdfError<'ASDF_ARTIFACT_INVALID'> {
  return new AsdfError('ASDF_ARTIFACT_INVALID', `${where}: the artifact ${fault}`, { problem })
}

function isObject<T>(value: T): value is T & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
