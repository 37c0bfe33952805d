import { defineConfig } from 'tsup'
import shared from '../../tsup.config.ts'

/** Two entries: the core, which browsers can import, and what needs Node. */
export default defineConfig({
  ...(shared as object),
  entry: ['src/index.ts', 'src/node.ts'],
  external: [/^node:/],
})
