import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withCheckpoints } from '../src/training-files.ts'
import { createFolder } from './support/run.ts'

it.skipIf(process.platform === 'win32')('a checkpoint that a pipe never gives is left at an abort', async () => {
  const folder = await createFolder()
  const pipe = join(folder.path, 'pipe')
  execFileSync('mkfifo', [pipe])
  const controller = new AbortController()
  const reason = new Error('enough')
  setTimeout(() => controller.abort(reason), 20)
  const training = withCheckpoints({ resume: pipe }, controller.signal, () => Promise.resolve('trained'))
  await expect(training).rejects.toBe(reason)
  await folder.remove()
})
