import { defineConfig } from 'tsup'
import base from '../../tsup.config.ts'

/** Two entries: the package, and beside it the file that its helper threads start from. */
export default defineConfig({
  ...(base as object),
  entry: { index: 'src/index.ts', worker: 'src/threads/worker.ts' },
  dts: { entry: { index: 'src/index.ts' } },
})
