import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { fileError, systemError } from './file-errors.ts'
import { holdPartial, releasePartial } from './open-partials.ts'

export interface ReplaceFileOptions {
  readonly signal?: AbortSignal
}

/** Adds text (as UTF-8) or bytes to the file that is being written. */
export type AppendData = (data: string | Uint8Array) => Promise<void>

/**
 * Writes a file so that readers see the old one or the whole new one, never a part: `write` fills
 * `<path>.<unique>.partial`, which is flushed to the disk and then renamed. When `write` fails, the disk is full or
 * `signal` aborts or the process exits, the partial file is removed and the old one stays. Links are followed; devices and pipes are written
 * directly. What the system refuses is an `ASDF_FILE_FAILED`. Returns what `write` returns.
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
    if (existing !== undefined && !existing.isFile()) return await writeDirectly(path, write, options)
    const target = existing === undefined ? path : await realpath(path)
    return await writeBeside(target, existing?.mode, write, options)
  } catch (error) {
    throw fileError(path, error)
  }
}

async function writeBeside<Result>(
  target: string,
  mode: number | undefined,
  write: (append: AppendData) => Promise<Result>,
  options: ReplaceFileOptions,
): Promise<Result> {
  const partial = `${target}.${randomUUID().slice(0, 8)}.partial`
  holdPartial(partial)
  try {
    return await writePartial(partial, target, mode, write, options)
  } finally {
    releasePartial(partial)
  }
}

async function writePartial<Result>(
  partial: string,
  target: string,
  mode: number | undefined,
  write: (append: AppendData) => Promise<Result>,
  options: ReplaceFileOptions,
): Promise<Result> {
  const file = await open(partial, 'wx')
  try {
    const result = await fill(file, write, options)
    if (mode !== undefined) await file.chmod(mode & 0o777)
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

async function writeDirectly<Result>(
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
