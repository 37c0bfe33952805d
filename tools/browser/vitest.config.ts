import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** The tests that need a browser: `npm run test:browser`. `npm test`, which must do with Node alone, leaves them out. */
export default defineConfig({
  ...base,
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: { ...base.test, include: ['test/*.browser.ts'], maxWorkers: 1, testTimeout: 300_000, hookTimeout: 60_000 },
})
