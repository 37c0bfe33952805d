import { close, constants, open as openWithCallback } from 'node:fs'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { unlessAborted } from '../csv/until-aborted.ts'
import { isSystemError } from './file-errors.ts'

const openDescriptor = promisify<string, number, number>(openWithCallback)
const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants
const retryMilliseconds = 20

/**
 * Opens a named pipe to read from. As a socket, unlike as a file, it can be left while it waits for a writer or for data.
 * Only Linux lets one open a pipe without a writer and then tells its first writer from its last.
 */
export async function openPipeToRead(path: string, signal: AbortSignal | undefined): Promise<Socket> {
  const opening = openDescriptor(path, process.platform === 'linux' ? O_RDONLY | O_NONBLOCK : O_RDONLY)
  try {
    return new Socket({ fd: await unlessAborted(opening, signal), readable: true, writable: false })
  } catch (error) {
    void opening.then((descriptor) => close(descriptor)).catch(() => undefined)
    throw error
  }
}

/** Opens a named pipe to write to, once it has a reader. */
export async function openPipeToWrite(path: string, signal: AbortSignal | undefined): Promise<Socket> {
  for (;;) {
    signal?.throwIfAborted()
    try {
      const fd = await openDescriptor(path, O_WRONLY | O_NONBLOCK)
      return new Socket({ fd, readable: false, writable: true })
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'ENXIO') throw error
    }
    // Opening it in a thread, which would wait, could not be given up again.
    await unlessAborted(new Promise((resolve) => setTimeout(resolve, retryMilliseconds)), signal)
  }
}
