import { AsdfError } from '@asdf/contract'

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the path',
  EACCES: 'permission denied; check the rights of the file and its folder',
  EPERM: 'the operation is not permitted; check the rights of the file and its folder',
  EISDIR: 'this is a folder; name a file',
  ENOTDIR: 'a part of the path is no folder; check the path',
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EPIPE: 'the reading end was closed',
  EROFS: 'the file system is read-only; choose another place',
  ELOOP: 'its links lead round in a circle; check them',
  EMFILE: 'too many files are open',
}

/** The error for what the operating system refused, or the error itself when it was not the system. */
export function fileError(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error
  const explanation = explanations[error.code] ?? error.message
  return new AsdfError(
    'ASDF_FILE_FAILED',
    `${path}: ${explanation} (${error.code})`,
    { path, reason: error.code },
    { cause: error },
  )
}

/** Whether Node got the error from the operating system. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

/** An error such as the operating system gives. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'open', path })
}
