import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

// Writes src/kernels/wasm-binary.ts from kernels.wat: `node --import tsx packages/nn/wasm/generate.ts`.

const source = new URL('./kernels.wat', import.meta.url)
const target = new URL('../src/kernels/wasm-binary.ts', import.meta.url)

/** The text of `src/kernels/wasm-binary.ts` for the present `kernels.wat`. */
export async function generate(): Promise<string> {
  const module = (await wabt()).parseWat('kernels.wat', readFileSync(source, 'utf8'), { simd: true })
  const binary = Buffer.from(module.toBinary({}).buffer).toString('base64')
  module.destroy()
  return `// Generated from wasm/kernels.wat by wasm/generate.ts. Do not edit.

/** The kernels of the optimizers. */
export const binary =
  '${binary}'
`
}

if (process.argv[1]?.endsWith('generate.ts')) writeFileSync(target, await generate())
