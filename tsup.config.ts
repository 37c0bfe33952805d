import { defineConfig } from 'tsup'

/** One build for every package: ESM and types, one file per entry that the package's `exports` name. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'neutral',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
})
