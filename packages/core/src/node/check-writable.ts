import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError, isSystemError, systemError } from './file-errors.ts'
import { followLinks } from './file-places.ts'

/**
 * Fails with an `ASDF_FILE_FAILED` where a file could not be written: for use before long work whose result goes there.
 * Writes nothing. The disk may still fill up, and folders may still go, before the work is done.
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const existing = await stat(path).catch((error: unknown) => {
      if (isSystemError(error) && error.code === 'ENOENT') return undefined
      throw error
    })
    if (existing?.isDirectory() === true) throw systemError('EISDIR', path)
    // Files are replaced by new ones beside them; devices and pipes are written themselves.
    await access(existing?.isFile() === false ? path : dirname(await followLinks(path)), constants.W_OK)
  } catch (error) {
    throw fileError(path, error)
  }
}
