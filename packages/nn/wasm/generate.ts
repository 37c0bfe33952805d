import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

// Writes src/kernels/*-binary.ts from the .wat files here: `node --import tsx packages/nn/wasm/generate.ts`.

export const kernels = ['update', 'noise'] as const

/** Where the binary form of a file lies. */
export function targetOf(name: (typeof kernels)[number]): URL {
  return new URL(`../src/kernels/${name}-binary.ts`, import.meta.url)
}

/** The text of that file for the present .wat file. */
export async function generate(name: (typeof kernels)[number]): Promise<string> {
  const source = readFileSync(new URL(`./${name}.wat`, import.meta.url), 'utf8')
  const module = (await wabt()).parseWat(`${name}.wat`, source, { simd: true, multi_value: true })
  const binary = Buffer.from(module.toBinary({}).buffer).toString('base64')
  module.destroy()
  return `// Generated from wasm/${name}.wat by wasm/generate.ts. Do not edit.

/** The compiled kernels. */
export const ${name}Binary =
  '${binary}'
`
}

if (process.argv[1]?.endsWith('generate.ts')) {
  for (const name of kernels) writeFileSync(targetOf(name), await generate(name))
}
