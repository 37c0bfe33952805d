import type { Artifact } from '@asdf/contract'
import { execFileSync } from 'node:child_process'
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAsdfError } from '@asdf/contract'
import { encodeArtifact } from '@asdf/core'
import { readArtifactFile, writeArtifactFile } from '@asdf/core/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asdf-artifact-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const model: Artifact = {
  format: 'asdf',
  formatVersion: 1,
  writer: '@asdf/test/model',
  stateVersion: 1,
  state: { name: 'größe' },
  arrays: { values: { dtype: 'f64', shape: [2], data: Float64Array.of(Math.PI, -0) } },
}

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work
  } catch (error) {
    if (!isAsdfError(error)) throw error
    return { code: error.code, ...error.details, message: error.message }
  }
}

describe('writeArtifactFile and readArtifactFile', () => {
  it.skipIf(process.platform === 'win32')(
    'read from a pipe, and leave one that gives nothing at an abort',
    async () => {
      const pipe = join(folder, 'pipe')
      execFileSync('mkfifo', [pipe])
      const [read] = await Promise.all([readArtifactFile(pipe), writeFile(pipe, encodeArtifact(model))])
      expect(read).toEqual(model)
      const reason = new Error('enough')
      const abortSoon = () => {
        const controller = new AbortController()
        setTimeout(() => controller.abort(reason), 20)
        return controller.signal
      }
      await expect(readArtifactFile(pipe, { signal: abortSoon() })).rejects.toBe(reason)
      const writer = await open(pipe, 'r+')
      await writer.write('a part')
      await expect(readArtifactFile(pipe, { signal: abortSoon() })).rejects.toBe(reason)
      await writer.close()
    },
  )

  it('give back what went in, and say how many bytes it takes', async () => {
    const path = join(folder, 'model.asdf')
    const size = await writeArtifactFile(path, model)
    expect(await readArtifactFile(path)).toEqual(model)
    expect([size, await readFile(path)]).toEqual([encodeArtifact(model).length, Buffer.from(encodeArtifact(model))])
  })

  it('refuse a file above the limit before reading it, and say what to raise', async () => {
    const path = join(folder, 'large.asdf')
    const size = await writeArtifactFile(path, model)
    const error: unknown = await readArtifactFile(path, { maximumBytes: size - 1 }).catch((reason: unknown) => reason)
    expect(isAsdfError(error, 'ASDF_ARTIFACT_INVALID') && error.details).toEqual({ problem: 'size' })
    expect((error as Error).message).toMatch(new RegExp(`${size} bytes.*maximumBytes`))
    expect(await readArtifactFile(path, { maximumBytes: size })).toEqual(model)
    for (const maximumBytes of [0, NaN, 2 ** 40, '1' as never]) {
      await expect(readArtifactFile(path, { maximumBytes })).rejects.toThrow(/maximumBytes/)
    }
  })

  it('leave the old file and no other when the run is aborted', async () => {
    const path = join(folder, 'old.asdf')
    await writeFile(path, 'precious')
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(writeArtifactFile(path, model, { signal })).rejects.toThrow('stop')
    await expect(readArtifactFile(path, { signal })).rejects.toThrow('stop')
    expect(await readFile(path, 'utf8')).toBe('precious')
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('name the file that is cut short, not a model, of a newer ASDF, or not there', async () => {
    const path = join(folder, 'bad.asdf')
    const reasons: unknown[] = []
    const newer = encodeArtifact({ ...model, formatVersion: 2 } as unknown as Artifact)
    for (const bytes of [encodeArtifact(model).subarray(0, -3), Buffer.from('a,b\n1,2\n3,4\n'), newer]) {
      await writeFile(path, bytes)
      reasons.push(await faultOf(readArtifactFile(path)))
    }
    expect(reasons).toEqual(
      ['format', 'format', 'version'].map((problem) => ({
        code: 'ASDF_ARTIFACT_INVALID',
        problem,
        message: expect.stringContaining(path) as string,
      })),
    )
    const missing = join(folder, 'missing.asdf')
    expect(await faultOf(readArtifactFile(missing))).toMatchObject({ code: 'ASDF_FILE_FAILED', reason: 'ENOENT' })
  })
})
