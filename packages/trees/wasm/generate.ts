import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

// Writes src/kernels/wasm-binary.ts from kernels.wat: `node --import tsx packages/trees/wasm/generate.ts`.

const source = new URL('./kernels.wat', import.meta.url)
const target = new URL('../src/kernels/wasm-binary.ts', import.meta.url)

/** The text of `src/kernels/wasm-binary.ts` for the present `kernels.wat`. */
export async function generate(): Promise<string> {
  const text = readFileSync(source, 'utf8')
  const shared = await assemble(text)
  const unshared = await assemble(text.replace('(memory 1 65536 shared)', '(memory 1 65536)'))
  return `// Generated from wasm/kernels.wat by wasm/generate.ts. Do not edit.

/** The kernels over memory that threads share. */
export const sharedBinary =
  '${shared}'

/** The same kernels over memory of one thread, for places without SharedArrayBuffer. */
export const unsharedBinary =
  '${unshared}'
`
}

async function assemble(text: string): Promise<string> {
  const module = (await wabt()).parseWat('kernels.wat', text, { simd: true, threads: true, bulk_memory: true })
  try {
    return Buffer.from(module.toBinary({}).buffer).toString('base64')
  } finally {
    module.destroy()
  }
}

if (process.argv[1]?.endsWith('generate.ts')) writeFileSync(target, await generate())
