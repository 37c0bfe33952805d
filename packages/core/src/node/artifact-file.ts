import type { Artifact } from '@asdf/contract'
import { AsdfError, isAsdfError } from '@asdf/contract'
import { readFile } from 'node:fs/promises'
import { decodeArtifact, encodeArtifact } from '../artifacts/bytes.ts'
import { fileError } from './file-errors.ts'
import type { ReplaceFileOptions } from './replace-file.ts'
import { replaceFile } from './replace-file.ts'

/**
 * Writes a model to a file, in the safetensors layout of `encodeArtifact`, and returns how many bytes it has. The old
 * file stays until the new one is whole (see `replaceFile`). What the system refuses is an `ASDF_FILE_FAILED`.
 */
export async function writeArtifactFile(
  path: string,
  artifact: Artifact,
  options: ReplaceFileOptions = {},
): Promise<number> {
  const bytes = encodeArtifact(artifact)
  await replaceFile(path, (append) => append(bytes), options)
  return bytes.length
}

/**
 * Reads a model from a file. A file that is none, is cut short or was written by a newer ASDF is an
 * `ASDF_ARTIFACT_INVALID` that names it; what the system refuses is an `ASDF_FILE_FAILED`.
 */
export async function readArtifactFile(
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Artifact> {
  options.signal?.throwIfAborted()
  try {
    return decodeArtifact(await readFile(path, options))
  } catch (error) {
    if (options.signal?.aborted === true) throw options.signal.reason
    if (!isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw fileError(path, error)
    throw new AsdfError('ASDF_ARTIFACT_INVALID', `${path}: ${error.message}`, error.details, { cause: error })
  }
}
