import type { BrowserPage } from '../src/index.ts'
import type * as operations from './pages/operations.ts'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineChecks } from '@asdf/nn/checks'
import { referenceEngine } from '@asdf/nn/reference'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from '../src/index.ts'

type Operations = typeof operations

for (const isIsolated of [false, true]) {
  const threads = isIsolated ? 2 : 1
  describe(`ONNX Runtime in a page computes what the reference computes, threads: ${threads}`, () => {
    let page: BrowserPage<Operations>
    beforeAll(async () => {
      const entry = fileURLToPath(new URL('pages/operations.ts', import.meta.url))
      const runtime = dirname(fileURLToPath(import.meta.resolve('onnxruntime-web')))
      page = await openPage<Operations>({ entry, folders: [runtime], isIsolated })
    })
    afterAll(() => page.close())
    for (const { name } of engineChecks(referenceEngine())) test(name, () => page.call('runCheck', name))
    test('with as many threads as it was told', async () => expect(await page.call('countThreads')).toBe(threads))
    test('and prints nothing', () => expect(page.printed).toEqual([]))
  })
}
