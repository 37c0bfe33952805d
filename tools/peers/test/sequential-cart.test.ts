import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runPython } from '../src/scores.ts'

const python = join(import.meta.dirname, '../../../.venv/bin/python')

it.skipIf(!existsSync(python))('the sequential CART writes cells as they are spelled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asdf-cart-'))
  try {
    const [train, output] = ['train.csv', 'made.csv'].map((name) => join(folder, name)) as [string, string]
    writeFileSync(train, `flag,amount,y\n${'TRUE,1.50,a\nFALSE,2.00,b\n'.repeat(20)}`)
    runPython(python, 'sequential_cart.py', ['--train', train, '--target', 'y', '--output', output, '--leaf', '2'])
    const [, ...rows] = readFileSync(output, 'utf8').trim().split(/\r?\n/)
    expect(rows).toHaveLength(40)
    expect(new Set(rows)).toEqual(new Set(['TRUE,1.50,a', 'FALSE,2.00,b']))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
