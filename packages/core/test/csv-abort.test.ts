import type { RunProgress } from '@asdf/contract'
import { execFileSync } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { parseCsv } from '@asdf/core'
import { readCsvFile } from '@asdf/core/node'
import { describe, expect, it } from 'vitest'

const reason = new Error('enough')
const text = `a,b\n${'1,x\n'.repeat(200_000)}`

/** Aborts once what is started now has come to wait for data. */
function abortSoon(): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 50)
  return controller.signal
}

describe('an abort ends a read that waits for data', () => {
  const beginnings: readonly [what: string, bytes: string | Uint8Array | undefined][] = [
    ['before any byte', undefined],
    ['after a few bytes', text.slice(0, 100)],
    ['after many bytes', text],
    ['within packed bytes', gzipSync(text).subarray(0, 100)],
  ]
  it.each(beginnings)('of a stream, %s, and destroys the stream', async (_, bytes) => {
    const stream = new PassThrough()
    if (bytes !== undefined) stream.write(bytes)
    await expect(readCsvFile(stream, { signal: abortSoon() })).rejects.toBe(reason)
    expect(stream.destroyed).toBe(true)
  })

  it('of pieces that come one by one', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(text)
      await new Promise(() => {})
    }
    await expect(parseCsv(pieces(), { signal: abortSoon() })).rejects.toBe(reason)
  })

  it.skipIf(process.platform === 'win32')('of a pipe by its name, with a writer and without', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asdf-csv-'))
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const waiting = readCsvFile(pipe, { signal: abortSoon() })
    await expect(waiting).rejects.toBe(reason)
    // Lets the thread go that still waits for a writer.
    const writer = await open(pipe, 'r+')
    await expect(readCsvFile(pipe, { signal: abortSoon() })).rejects.toBe(reason)
    const reading = readCsvFile(pipe)
    await writer.write('a,b\n1,x\n')
    await new Promise((resolve) => setTimeout(resolve, 50))
    await writer.close()
    expect(await reading).toEqual(await parseCsv('a,b\n1,x\n'))
    await rm(folder, { recursive: true })
  })
})

it('pieces are let go of when the text is bad, and errors of theirs come through', async () => {
  let isLetGo = false
  async function* pieces(start: string, error?: Error): AsyncGenerator<Uint8Array> {
    try {
      yield new TextEncoder().encode(start + text)
      if (error !== undefined) throw error
    } finally {
      isLetGo = true
    }
  }
  const { signal } = new AbortController()
  await expect(parseCsv(pieces('a,b\n1\n'), { signal })).rejects.toMatchObject({ code: 'ASDF_FILE_INVALID' })
  expect(isLetGo).toBe(true)
  await expect(parseCsv(pieces('', reason), { signal })).rejects.toBe(reason)
})

it('an abort ends the search for identifiers at once', async () => {
  const controller = new AbortController()
  const { signal } = controller
  let looks = 0
  let isInferred = false
  signal.throwIfAborted = () => {
    if (isInferred && ++looks === 9) controller.abort(reason)
    AbortSignal.prototype.throwIfAborted.call(signal)
  }
  const onProgress = ({ phase, step, totalSteps }: RunProgress) =>
    void (isInferred = phase === 'infer' && step === totalSteps)
  const ids = `user_id\n${Array.from({ length: 60_000 }, (_, i) => `u${i}\n`).join('')}`
  await expect(parseCsv(ids, { signal, onProgress })).rejects.toBe(reason)
})
