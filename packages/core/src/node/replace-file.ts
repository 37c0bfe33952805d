import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, rename, rm, stat } from 'node:fs/promises'
import { unlessAborted } from '../csv/until-aborted.ts'
import { fileError, systemError } from './file-errors.ts'
import { followLinks } from './file-places.ts'
import { holdPartial, releasePartial } from './open-partials.ts'
import { partialName, removeStalePartials } from './partial-names.ts'
import { openPipeToWrite } from './pipes.ts'
import { writeToStream } from './write-to-stream.ts'

export interface ReplaceFileOptions {
  readonly signal?: AbortSignal
}

/** Adds text (as UTF-8) or bytes to the file that is being written. */
export type AppendData = (data: string | Uint8Array) => Promise<void>

/**
 * Writes a file so that readers see the old one or the whole new one, never a part: `write` fills
 * `<path>.<unique>.partial`, which has the old file's mode from the start, is flushed to the disk and then renamed. When
 * `write` fails, the disk is full, `signal` aborts or the process exits, the partial file is removed and the old one
 * stays; what a killed process left is removed by the next one that writes the file. Links are followed, also those that
 * lead to nothing yet; devices and pipes are written directly. What the system refuses is an `ASDF_FILE_FAILED`. Returns
 * what `write` returns.
 */
export async function replaceFile<Result>(
  path: string,
  write: (append: AppendData) => Promise<Result>,
  options: ReplaceFileOptions = {},
): Promise<Result> {
  options.signal?.throwIfAborted()
  try {
    const existing = await statOrNothing(path)
    if (existing?.isDirectory() === true) throw systemError('EISDIR', path)
    if (existing?.isFIFO() === true) return await writePipe(path, write, options)
    if (existing !== undefined && !existing.isFile()) return await writeDevice(path, write, options)
    return await writeBeside(await followLinks(path), existing, write, options)
  } catch (error) {
    throw fileError(path, error)
  }
}

async function writeBeside<Result>(
  target: string,
  existing: Stats | undefined,
  write: (append: AppendData) => Promise<Result>,
  options: ReplaceFileOptions,
): Promise<Result> {
  await removeStalePartials(target)
  const partial = partialName(target)
  holdPartial(partial)
  try {
    return await writePartial({ partial, target, existing }, write, options)
  } finally {
    releasePartial(partial)
  }
}

interface Places {
  readonly partial: string
  readonly target: string
  /** The file that is replaced. */
  readonly existing: Stats | undefined
}

async function writePartial<Result>(
  { partial, target, existing }: Places,
  write: (append: AppendData) => Promise<Result>,
  options: ReplaceFileOptions,
): Promise<Result> {
  const mode = existing === undefined ? undefined : existing.mode & 0o777
  const file = await open(partial, 'wx', mode)
  try {
    // The mode with which a file is opened lacks what the process masks.
    if (mode !== undefined) await file.chmod(mode)
    const result = await fill(file, write, options)
    await file.sync()
    await file.close()
    options.signal?.throwIfAborted()
    await rename(partial, target)
    return result
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(partial, { force: true })
    throw error
  }
}

async function writePipe<Result>(
  path: string,
  write: (append: AppendData) => Promise<Result>,
  { signal }: ReplaceFileOptions,
): Promise<Result> {
  const pipe = await openPipeToWrite(path, signal)
  try {
    const result = await write((data) => writeToStream(pipe, data, signal))
    await unlessAborted(new Promise<void>((resolve) => pipe.end(resolve)), signal)
    return result
  } finally {
    // One that still waits for its reader would keep the process from ending.
    pipe.destroy()
  }
}

async function writeDevice<Result>(
  path: string,
  write: (append: AppendData) => Promise<Result>,
  options: ReplaceFileOptions,
): Promise<Result> {
  const file = await open(path, 'w')
  try {
    return await fill(file, write, options)
  } finally {
    await file.close()
  }
}

function fill<Result>(
  file: FileHandle,
  write: (append: AppendData) => Promise<Result>,
  { signal }: ReplaceFileOptions,
): Promise<Result> {
  return write(async (data) => {
    signal?.throwIfAborted()
    // Unlike FileHandle.write, this goes on until everything is written.
    await file.appendFile(data)
  })
}

async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
