import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '@asdf/core'
import { encodedWidth, parts } from '../networks/layout.ts'
import { writeNpy } from '../npy.ts'

/** Rows as generators are trained on, `rows.npy`: scalars uniform from -1 to 1, choices uniform. */
export function prepareEncodedRows(folder: string, { rows, seed }: { rows: number; seed: number }): void {
  mkdirSync(folder, { recursive: true })
  const rng = createRng(seed)
  const data = new Float64Array(rows * encodedWidth)
  for (let row = 0; row < rows; row++) {
    for (const { kind, start, size } of parts) {
      const place = row * encodedWidth + start
      if (kind === 'scalar') data[place] = 2 * rng.next() - 1
      else data[place + Math.floor(size * rng.next())] = 1
    }
  }
  writeNpy(join(folder, 'rows.npy'), { shape: [rows, encodedWidth], data })
}
