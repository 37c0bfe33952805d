import { defineConfig } from 'tsup'
import base from '../../tsup.config.ts'

const { entry, ...rest } = base as { readonly entry: readonly string[] }

/** The entries of the package, and beside them the files that helper threads start from. */
export default defineConfig({
  ...rest,
  entry: [...entry, 'src/adversarial/threads/forest-worker.ts', 'src/flow/threads/flow-worker.ts'],
  dts: { entry: [...entry] },
})
