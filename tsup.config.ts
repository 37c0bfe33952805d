import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly '@asdf/source': string }>>
}

// Nx and pnpm run tsup in the package's own folder.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest

/** One build for every package: ESM and types, one file for each entry of the package's `exports`. */
export default defineConfig({
  entry: Object.values(exports).map((target) => target['@asdf/source']),
  format: ['esm'],
  target: 'node20',
  platform: 'neutral',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
  external: [/^node:/],
})
