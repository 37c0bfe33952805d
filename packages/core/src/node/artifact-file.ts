import type { Artifact } from '@asdf/contract'
import type { ReplaceFileOptions } from './replace-file.ts'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AsdfError, isAsdfError } from '@asdf/contract'
import { decodeArtifact, encodeArtifact } from '../artifacts/bytes.ts'
import { untilAborted } from '../csv/until-aborted.ts'
import { checkNumberOption } from '../options.ts'
import { fileError } from './file-errors.ts'
import { openPipeToRead } from './pipes.ts'
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

export interface ReadArtifactOptions {
  readonly signal?: AbortSignal
  /** Larger files are refused before they are read: 2^30, 1 GiB, when absent. */
  readonly maximumBytes?: number
}

const defaultMaximum = 2 ** 30
/** More does not fit one array of Node 20. */
const largestMaximum = 2 ** 31 - 1

/**
 * Reads a model from a file. A file that is none, is cut short, damaged, larger than `maximumBytes` or was written by a
 * newer ASDF is an `ASDF_ARTIFACT_INVALID` that names it; what the system refuses is an `ASDF_FILE_FAILED`.
 */
export async function readArtifactFile(path: string, options: ReadArtifactOptions = {}): Promise<Artifact> {
  const { signal, maximumBytes = defaultMaximum } = options
  checkNumberOption('readArtifactFile', 'maximumBytes', maximumBytes, {
    integer: true,
    minimum: 1,
    maximum: largestMaximum,
  })
  signal?.throwIfAborted()
  try {
    return decodeArtifact(await readAtMost(path, maximumBytes, signal))
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    if (!isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw fileError(path, error)
    throw new AsdfError('ASDF_ARTIFACT_INVALID', `${path}: ${error.message}`, error.details, { cause: error })
  }
}

/** All bytes of a file, in parts, so that one that grows or has no size, such as a pipe, is not read without end either. */
async function readAtMost(path: string, maximum: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const stats = await stat(path)
  if (stats.size > maximum) throw tooLarge(stats.size, maximum)
  const stream = stats.isFIFO()
    ? await openPipeToRead(path, signal)
    : createReadStream(path, { highWaterMark: 1 << 20 })
  const parts: Uint8Array[] = []
  let total = 0
  try {
    for await (const part of untilAborted<Uint8Array>(stream, signal)) {
      parts.push(part)
      total += part.length
      if (total > maximum) throw tooLarge(total, maximum)
    }
  } finally {
    stream.destroy()
  }
  return Buffer.concat(parts, total)
}

function tooLarge(size: number, maximum: number): AsdfError {
  return new AsdfError(
    'ASDF_ARTIFACT_INVALID',
    `readArtifactFile: the file has ${size} bytes or more, above the limit of ${maximum}; raise maximumBytes if it is a model`,
    { problem: 'size' },
  )
}
