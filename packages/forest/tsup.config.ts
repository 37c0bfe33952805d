import { defineConfig } from 'tsup'
import base from '../../tsup.config.ts'

const { entry, ...rest } = base as { readonly entry: readonly string[] }

/** The entries of the package, and beside them the file that helper threads of forest flow start from. */
export default defineConfig({
  ...rest,
  entry: [...entry, 'src/flow/threads/flow-worker.ts'],
  dts: { entry: [...entry] },
})
