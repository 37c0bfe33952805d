import type { BrowserPage } from '../src/index.ts'
import type * as operations from './pages/operations-tfjs.ts'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineChecks } from '@asdf/nn/checks'
import { referenceEngine } from '@asdf/nn/reference'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from '../src/index.ts'

// Checks with a sine or a cosine. Graphics hardware, and what stands in for it, may be off by 8e-4 there: Direct3D's
// promise, https://learn.microsoft.com/windows/win32/direct3dhlsl/sincos--sm4---asm-
const coarse = /^(sin|cos|concat)(,|$)/
const toleranceOf = (backend: string, name: string) => (backend === 'webgl' && coarse.test(name) ? 1e-3 : 1e-5)

for (const backend of ['wasm', 'webgl']) {
  describe(`TensorFlow.js in a page computes what the reference computes, on its backend ${backend}`, () => {
    let page: BrowserPage<typeof operations>
    beforeAll(async () => {
      const entry = fileURLToPath(new URL('pages/operations-tfjs.ts', import.meta.url))
      const runtime = dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')))
      page = await openPage<typeof operations>({ entry, folders: [runtime] })
    })
    afterAll(() => page.close())
    test('which can be used', async () => expect(await page.call('useBackend', backend)).toBe(backend))
    for (const { name } of engineChecks(referenceEngine())) {
      test(name, () => page.call('runCheck', name, toleranceOf(backend, name)))
    }
    test('and holds no tensor afterwards', async () => expect(await page.call('countTensors')).toBe(0))
  })
}
