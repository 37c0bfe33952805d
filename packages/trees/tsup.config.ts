import { defineConfig } from 'tsup'
import base from '../../tsup.config.ts'

const entries = { index: 'src/index.ts', density: 'src/density/index.ts', matrix: 'src/matrix/index.ts' }

/** The package, its density models, boosting on matrices, and beside them the file that helper threads start from. */
export default defineConfig({
  ...(base as object),
  entry: { ...entries, worker: 'src/threads/worker.ts' },
  dts: { entry: entries },
})
