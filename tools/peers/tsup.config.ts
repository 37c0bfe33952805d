import { defineConfig } from 'tsup'

/** The runner and one program per work, for plain Node. The packages they measure stay outside, as built. */
export default defineConfig({
  entry: ['src/run.ts', 'src/programs/*.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: false,
  sourcemap: true,
  clean: true,
})
