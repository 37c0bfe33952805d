import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { formatCsv, parseCsv } from '@asdf/core'
import { checkWritable, fileIdentity, replaceFile, writeCsvFile } from '@asdf/core/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asdf-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const inFolder = (...names: string[]) => join(folder, ...names)
const partials = async () => (await readdir(folder)).filter((name) => name.endsWith('.partial'))

/** The partial file that a process which has ended left beside `target`. */
async function leavePartial(target: string): Promise<string> {
  const program = `
    import { replaceFile } from '@asdf/core/node'
    await replaceFile(process.argv[1], () => process.kill(process.pid, 'SIGKILL') && new Promise(() => {}))`
  const args = [...process.execArgv, '--input-type=module', '-e', program, target]
  expect(() => execFileSync(process.execPath, args, { cwd: new URL('..', import.meta.url), stdio: 'ignore' })).toThrow()
  return (await partials())[0]!
}

describe.skipIf(process.platform === 'win32')('replaceFile', () => {
  it('fills a file that nobody may read who may not read the old one', async () => {
    const old = inFolder('secret.csv')
    await writeFile(old, 'old')
    for (const mode of [0o600, 0o640, 0o666]) {
      await chmod(old, mode)
      await replaceFile(old, async (append) => {
        await append('new')
        expect((await stat(inFolder((await partials())[0]!))).mode & 0o777).toBe(mode)
      })
      expect((await stat(old)).mode & 0o777).toBe(mode)
    }
  })

  it('removes what a killed process left of the same file, and nothing else', async () => {
    const target = inFolder('out.csv')
    const stale = await leavePartial(target)
    const mine = `out.csv.${stale.split('.')[2]!.split('-')[0]}-${process.pid}-01234567.partial`
    const kept = ['other.csv.partial', mine, `x${stale}`, stale.replace(/[0-9a-f]{8}-/, '00000000-'), `${stale}x`]
    for (const name of kept) await writeFile(inFolder(name), '')
    await replaceFile(target, (append) => append('new'))
    expect((await readdir(folder)).toSorted()).toEqual([...kept, 'out.csv'].toSorted())
  })

  it('writes where a link leads, also through several to a file that does not exist yet', async () => {
    await mkdir(inFolder('there'))
    await symlink('there/new.csv', inFolder('second'))
    await symlink(inFolder('second'), inFolder('first'))
    await checkWritable(inFolder('first'))
    await replaceFile(inFolder('first'), (append) => append('new'))
    expect(await readFile(inFolder('there', 'new.csv'), 'utf8')).toBe('new')
    expect((await readdir(folder)).toSorted()).toEqual(['first', 'second', 'there'])
  })

  it('refuses links that lead round in a circle or to a folder that does not exist', async () => {
    await symlink('b', inFolder('a'))
    await symlink('a', inFolder('b'))
    await symlink('nowhere/new.csv', inFolder('lost'))
    for (const [name, reason] of [
      ['a', 'ELOOP'],
      ['lost', 'ENOENT'],
    ] as const) {
      const expected = { code: 'ASDF_FILE_FAILED', details: { path: inFolder(name), reason } }
      await expect(checkWritable(inFolder(name))).rejects.toMatchObject(expected)
      await expect(replaceFile(inFolder(name), (append) => append('x'))).rejects.toMatchObject(expected)
    }
  })

  it('refuses a path through a folder that does not exist, though it leads back to a file', async () => {
    await writeFile(inFolder('a.csv'), 'kept')
    const path = `${folder}/nowhere/../a.csv`
    const expected = { code: 'ASDF_FILE_FAILED', details: { path, reason: 'ENOENT' } }
    await expect(checkWritable(path)).rejects.toMatchObject(expected)
    await expect(replaceFile(path, (append) => append('x'))).rejects.toMatchObject(expected)
    expect(await fileIdentity(path)).toBeUndefined()
    expect(await readFile(inFolder('a.csv'), 'utf8')).toBe('kept')
  })

  it('is written to a pipe once that has a reader, and can be given up before and after', async () => {
    const pipe = inFolder('pipe')
    execFileSync('mkfifo', [pipe])
    const table = await parseCsv(`a,b\n${'1,x\n2,y\n'.repeat(20_000)}`)
    const [text] = await Promise.all([readFile(pipe, 'utf8'), writeCsvFile(pipe, table)])
    expect(text).toBe(formatCsv(table))
    const reason = new Error('enough')
    const abortSoon = () => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(reason), 50)
      return controller.signal
    }
    await expect(writeCsvFile(pipe, table, { signal: abortSoon() })).rejects.toBe(reason)
    const idle = await open(pipe, 'r+')
    await expect(writeCsvFile(pipe, table, { signal: abortSoon() })).rejects.toBe(reason)
    await idle.close()
  })
})

describe.skipIf(process.platform === 'win32')('fileIdentity', () => {
  it('is the same for all paths to a file, whether it exists or not', async () => {
    await mkdir(inFolder('sub'))
    await writeFile(inFolder('a.csv'), 'a')
    await link(inFolder('a.csv'), inFolder('hard.csv'))
    await symlink('a.csv', inFolder('soft.csv'))
    await symlink('missing.csv', inFolder('dangling.csv'))
    const same = async (first: string, second: string) => {
      const identity = await fileIdentity(first)
      return identity !== undefined && identity === (await fileIdentity(second))
    }
    const a = inFolder('a.csv')
    const paths = [relative(process.cwd(), a), `${folder}/sub/../a.csv`, inFolder('hard.csv'), inFolder('soft.csv')]
    for (const path of paths) expect(await same(a, path), path).toBe(true)
    const missing = inFolder('missing.csv')
    const others = [relative(process.cwd(), missing), `${folder}/sub/../missing.csv`, inFolder('dangling.csv')]
    for (const path of others) expect(await same(missing, path), path).toBe(true)
    expect(await same(a, missing)).toBe(false)
    expect(await same(missing, inFolder('sub', 'missing.csv'))).toBe(false)
  })

  it('is nothing for folders, devices and what lies in folders that do not exist', async () => {
    for (const path of [folder, '/dev/null', inFolder('no', 'a.csv')]) expect(await fileIdentity(path)).toBeUndefined()
  })
})
