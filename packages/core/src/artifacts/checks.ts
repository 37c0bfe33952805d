import { AsdfError } from '@asdf/contract'
import type { Artifact, DType, TensorArrays } from '@asdf/contract'

/**
 * Refuses an artifact that `writer` cannot read: of another writer (`writer`), of a state layout newer than
 * `stateVersion` (`version`), or not an artifact at all (`format`). The first line of every `load`.
 */
export function checkArtifact(artifact: Artifact, writer: string, stateVersion: number): void {
  if (artifact?.format !== 'asdf' || artifact.formatVersion !== 1) {
    throw artifactFault('format', `is not an ASDF artifact of format version 1`, writer)
  }
  if (artifact.writer !== writer)
    throw artifactFault('writer', `was written by ${artifact.writer}; load it there`, writer)
  if (artifact.stateVersion > stateVersion) {
    const versions = `state version ${artifact.stateVersion}, this version reads up to ${stateVersion}`
    throw artifactFault('version', `has ${versions}; update ${writer}`, writer)
  }
}

/** The data of the named array, or an `ASDF_ARTIFACT_INVALID` when it is missing or of another type. */
export function artifactArray<D extends DType>(artifact: Artifact, name: string, dtype: D): TensorArrays[D] {
  const tensor = artifact.arrays[name]
  if (tensor === undefined) throw artifactFault('content', `lacks the array '${name}'`, artifact.writer)
  if (tensor.dtype !== dtype) {
    throw artifactFault('content', `holds the array '${name}' as ${tensor.dtype}, not ${dtype}`, artifact.writer)
  }
  return tensor.data as TensorArrays[D]
}

/** The error for an artifact that cannot be read: `where: the artifact <fault>`. */
export function artifactFault(
  problem: 'format' | 'version' | 'writer' | 'content',
  fault: string,
  where = 'load',
): AsdfError<'ASDF_ARTIFACT_INVALID'> {
  return new AsdfError('ASDF_ARTIFACT_INVALID', `${where}: the artifact ${fault}`, { problem })
}
