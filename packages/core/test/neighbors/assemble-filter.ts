import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import createAssembler from 'wabt'

const source = fileURLToPath(new URL('../../src/kernels/distance-filter.wat', import.meta.url))
const generated = fileURLToPath(new URL('../../src/kernels/distance-filter.ts', import.meta.url))

/** The text of `distance-filter.ts`, assembled from `distance-filter.wat`. */
export async function assembleFilter(): Promise<string> {
  const assembler = await createAssembler()
  const module = assembler.parseWat('distance-filter.wat', readFileSync(source, 'utf8'), { simd: true })
  const { buffer } = module.toBinary({})
  module.destroy()
  const lines = Buffer.from(buffer)
    .toString('base64')
    .match(/.{1,100}/g)!
    .map((line) => `  '${line}'`)
  return `// Assembled from distance-filter.wat by test/neighbors/assemble-filter.ts; a test compares the two.

/** The distance filter as a WebAssembly module, in base64. */
export const distanceFilter: string =
${lines.join(' +\n')}
`
}

// node --conditions=@asdf/source --import tsx packages/core/test/neighbors/assemble-filter.ts
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(generated, await assembleFilter())
