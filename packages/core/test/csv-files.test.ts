import { execFileSync, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { formatCsv, parseCsv } from '@asdf/core'
import { readCsvFile, replaceFile, writeCsvFile } from '@asdf/core/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asdf-csv-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = 'a,b\n1,x\n2,"y, z"\n'

/** Runs as somebody who is not root, whom no file's rights would stop. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return run()
  process.seteuid?.(65_534)
  try {
    return await run()
  } finally {
    process.seteuid?.(0)
  }
}

describe('readCsvFile', () => {
  it('reads plain and packed files, whatever they are called, and streams of both', async () => {
    const expected = await parseCsv(text)
    await writeFile(join(folder, 'a.csv'), text)
    await writeFile(join(folder, 'b.csv'), gzipSync(text))
    expect(await readCsvFile(join(folder, 'a.csv'))).toEqual(expected)
    expect(await readCsvFile(join(folder, 'b.csv'))).toEqual(expected)
    expect(await readCsvFile(Readable.from([text.slice(0, 5), text.slice(5)]))).toEqual(expected)
    const packed = gzipSync(text)
    expect(await readCsvFile(Readable.from([packed.subarray(0, 1), packed.subarray(1)]))).toEqual(expected)
  })

  it('reads large packed files like plain ones, with progress to the end', async () => {
    const large = `n,w\n${Array.from({ length: 150_000 }, (_, i) => `${i / 7},w${i % 11}`).join('\n')}\n`
    await writeFile(join(folder, 'a.csv'), large)
    await writeFile(join(folder, 'a.csv.gz'), gzipSync(large))
    const last: number[] = []
    const plain = await readCsvFile(join(folder, 'a.csv'), {
      onProgress: ({ step, totalSteps }) => last.push(step / totalSteps),
    })
    expect(last.at(-1)).toBe(1)
    expect(plain).toEqual(await parseCsv(large))
    expect(await readCsvFile(join(folder, 'a.csv.gz'))).toEqual(plain)
    const reason = new Error('enough')
    for (const name of ['a.csv', 'a.csv.gz']) {
      const controller = new AbortController()
      const reading = readCsvFile(join(folder, name), {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      })
      await expect(reading).rejects.toBe(reason)
    }
  })

  it('names the file and the reason when the system says no', async () => {
    const missing = join(folder, 'none.csv')
    await expect(readCsvFile(missing)).rejects.toMatchObject({
      code: 'ASDF_FILE_FAILED',
      details: { path: missing, reason: 'ENOENT' },
    })
    await expect(readCsvFile(folder)).rejects.toMatchObject({
      code: 'ASDF_FILE_FAILED',
      details: { path: folder, reason: 'EISDIR' },
    })
    await expect(readCsvFile(missing)).rejects.toThrow(/none\.csv: there is no such file.*check the path/)
  })

  it.skipIf(process.platform === 'win32')('names the file when it must not be read', async () => {
    const secret = join(folder, 'secret.csv')
    await writeFile(secret, text)
    await chmod(secret, 0)
    await chmod(folder, 0o755)
    await expect(asNobody(() => readCsvFile(secret))).rejects.toMatchObject({
      code: 'ASDF_FILE_FAILED',
      details: { path: secret, reason: 'EACCES' },
    })
  })

  it('names the file and line of bad text, and damaged packing', async () => {
    const bad = join(folder, 'bad.csv')
    await writeFile(bad, 'a,b\n1\n')
    await expect(readCsvFile(bad)).rejects.toMatchObject({ code: 'ASDF_FILE_INVALID', details: { path: bad, line: 2 } })
    await writeFile(bad, '')
    await expect(readCsvFile(bad)).rejects.toMatchObject({ code: 'ASDF_FILE_INVALID', details: { path: bad, line: 0 } })
    const packed = gzipSync(text.repeat(1000))
    await writeFile(bad, packed.subarray(0, packed.length - 20))
    await expect(readCsvFile(bad)).rejects.toMatchObject({ code: 'ASDF_FILE_INVALID', details: { path: bad, line: 0 } })
    packed[packed.length >> 1]! ^= 255
    await writeFile(bad, packed)
    await expect(readCsvFile(bad)).rejects.toThrow(/gzip data are damaged/)
  })

  it.runIf(process.platform === 'linux')('reads named pipes, and files that do not know their size', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const [table] = await Promise.all([readCsvFile(pipe), writeFile(pipe, gzipSync(text))])
    expect(table).toEqual(await parseCsv(text))
    await expect(readCsvFile('/proc/sys/kernel/ostype')).rejects.toMatchObject({ code: 'ASDF_TOO_FEW_ROWS' })
  })

  it.runIf(process.platform === 'linux')('refuses an endless binary device instead of filling the memory', async () => {
    await expect(readCsvFile('/dev/zero')).rejects.toMatchObject({ code: 'ASDF_FILE_INVALID' })
  })
})

describe('writeCsvFile', () => {
  it('writes plain and packed files that read back the same, with progress to the last row', async () => {
    const table = await parseCsv(`a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i / 3},w${i % 5}`).join('\n')}`)
    const steps: number[] = []
    await writeCsvFile(join(folder, 'a.csv'), table, { onProgress: ({ step }) => steps.push(step) })
    await writeCsvFile(join(folder, 'a.csv.gz'), table)
    expect(steps.at(-1)).toBe(20_000)
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe(formatCsv(table))
    expect(gunzipSync(await readFile(join(folder, 'a.csv.gz'))).toString()).toBe(formatCsv(table))
    expect(await readCsvFile(join(folder, 'a.csv.gz'), { schema: table.schema })).toEqual(table)
    expect((await readdir(folder)).toSorted()).toEqual(['a.csv', 'a.csv.gz'])
  })

  it.each(['a.csv', 'a.csv.gz'])(
    'a table that cannot be written, or an abort, leaves the old %s and nothing else',
    async (name) => {
      const path = join(folder, name)
      await writeFile(path, 'old')
      const good = await parseCsv(`a\n${'1\n2.5\n'.repeat(50_000)}`)
      const bad = structuredClone(good)
      if (bad.columns[0]!.kind === 'numeric') bad.columns[0]!.values[99_999] = Number.NaN
      await expect(writeCsvFile(path, bad)).rejects.toMatchObject({
        code: 'ASDF_DATA_INVALID',
        details: { column: 'a', row: 100_000 },
      })
      const controller = new AbortController()
      const reason = new Error('stop')
      const writing = writeCsvFile(path, good, {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      })
      await expect(writing).rejects.toBe(reason)
      expect(await readFile(path, 'utf8')).toBe('old')
      expect(await readdir(folder)).toEqual([name])
    },
  )

  it('names the file and the reason when the system says no', async () => {
    const table = await parseCsv(text)
    const lost = join(folder, 'no', 'a.csv')
    await expect(writeCsvFile(lost, table)).rejects.toMatchObject({
      code: 'ASDF_FILE_FAILED',
      details: { path: lost, reason: 'ENOENT' },
    })
    await expect(writeCsvFile(folder, table)).rejects.toMatchObject({
      code: 'ASDF_FILE_FAILED',
      details: { path: folder, reason: 'EISDIR' },
    })
  })

  it.runIf(process.platform === 'linux')('a full disk is a failed file with the reason ENOSPC', async () => {
    await expect(writeCsvFile('/dev/full', await parseCsv(text))).rejects.toMatchObject({
      code: 'ASDF_FILE_FAILED',
      details: { path: '/dev/full', reason: 'ENOSPC' },
    })
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('a folder that must not be written to', async () => {
    await mkdir(join(folder, 'locked'), { mode: 0o555 })
    const path = join(folder, 'locked', 'a.csv')
    await chmod(folder, 0o755)
    const table = await parseCsv(text)
    await expect(asNobody(() => writeCsvFile(path, table))).rejects.toMatchObject({
      details: { path, reason: 'EACCES' },
    })
  })

  it('a reader of standard output that goes away is a failed file with the reason EPIPE', async () => {
    const program = `
      import { parseCsv } from '@asdf/core'
      import { writeCsvFile } from '@asdf/core/node'
      const table = await parseCsv('a,b\\n' + '1,hello\\n'.repeat(300000))
      await writeCsvFile('-', table).catch((error) => { process.stderr.write(error.code + ' ' + error.details.reason); process.exitCode = 3 })`
    const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', program], {
      cwd: new URL('..', import.meta.url),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.once('data', () => child.stdout.destroy())
    let errors = ''
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(errors).toBe('ASDF_FILE_FAILED EPIPE')
    expect(code).toBe(3)
  })
})

describe('replaceFile', () => {
  it('keeps the mode of the old file, follows links and returns what write returned', async () => {
    const path = join(folder, 'log.jsonl')
    await writeFile(path, 'old', { mode: 0o640 })
    await symlink(path, join(folder, 'link'))
    const result = await replaceFile(join(folder, 'link'), async (append) => {
      await append('{"a":1}\n')
      await append(Uint8Array.of(0x62, 10))
      expect(await readFile(path, 'utf8')).toBe('old')
      return 7
    })
    expect(result).toBe(7)
    expect(await readFile(path, 'utf8')).toBe('{"a":1}\nb\n')
    expect((await stat(path)).mode & 0o777).toBe(0o640)
    expect((await readdir(folder)).toSorted()).toEqual(['link', 'log.jsonl'])
  })

  it('removes the partial file when writing fails, and passes the error on', async () => {
    const path = join(folder, 'new.json')
    const reason = new Error('no')
    const writing = replaceFile(path, async (append) => {
      await append('half')
      throw reason
    })
    await expect(writing).rejects.toBe(reason)
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves nothing but the old files when the process exits in the middle', async () => {
    const program = `
      import { replaceFile } from '@asdf/core/node'
      const replace = (name, end) => replaceFile(process.env.FOLDER + '/' + name, async (append) => {
        await append('half')
        await end
      })
      await replace('whole', undefined)
      void replace('a', new Promise(() => {}))
      void replace('b', new Promise(() => {}))
      const { readdirSync } = await import('node:fs')
      setInterval(() => readdirSync(process.env.FOLDER).length === 4 && process.exit(7), 10)`
    await writeFile(join(folder, 'a'), 'old')
    const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', program], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, FOLDER: folder },
      stdio: 'inherit',
    })
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(7)
    expect((await readdir(folder)).toSorted()).toEqual(['a', 'whole'])
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old')
  })

  it('listens for the exit once while files are open, and no longer', async () => {
    const before = process.listenerCount('exit')
    const during: number[] = []
    const replace = (name: string) =>
      replaceFile(join(folder, name), async () => void during.push(process.listenerCount('exit')))
    await Promise.all([replace('a'), replace('b')])
    expect(during).toEqual([before + 1, before + 1])
    expect(process.listenerCount('exit')).toBe(before)
  })

  it('an abort before the rename leaves nothing', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const writing = replaceFile(
      join(folder, 'new.json'),
      async (append) => {
        await append('all')
        controller.abort(reason)
      },
      { signal: controller.signal },
    )
    await expect(writing).rejects.toBe(reason)
    expect(await readdir(folder)).toEqual([])
  })
})
