import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

// Writes src/density/kernels/wasm-binary.ts from density.wat: `node --import tsx packages/trees/wasm/generate-density.ts`.

const source = new URL('./density.wat', import.meta.url)
const target = new URL('../src/density/kernels/wasm-binary.ts', import.meta.url)

/** The text of `src/density/kernels/wasm-binary.ts` for the present `density.wat`. */
export async function generateDensity(): Promise<string> {
  const module = (await wabt()).parseWat('density.wat', readFileSync(source, 'utf8'), { simd: true, bulk_memory: true })
  try {
    return `// Generated from wasm/density.wat by wasm/generate-density.ts. Do not edit.

/** The kernels, in base64. */
export const densityBinary =
  '${Buffer.from(module.toBinary({}).buffer).toString('base64')}'
`
  } finally {
    module.destroy()
  }
}

if (process.argv[1]?.endsWith('generate-density.ts')) writeFileSync(target, await generateDensity())
