import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** The tests that need Python: `npm run test:python`. `npm test`, which must do with Node alone, leaves them out. */
export default defineConfig({
  ...base,
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: { ...base.test, include: ['test/*.python.ts'], maxWorkers: 1 },
})
