import type { Rng } from '@asdf/contract'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRng, standardNormal } from '@asdf/core'

const rowsPerWrite = 5000

/**
 * `table.csv` in the form of the full card-fraud file: a time in seconds, 28 normal columns with up to 15 decimals, an
 * amount with two, and a class, 1 in one row of 580. 285,000 rows take about 150 MB.
 */
export function prepareCsv(folder: string, { rows, seed }: { rows: number; seed: number }): void {
  mkdirSync(folder, { recursive: true })
  const rng = createRng(seed)
  const path = join(folder, 'table.csv')
  const names = ['Time', ...Array.from({ length: 28 }, (_, i) => `V${i + 1}`), 'Amount', 'Class']
  writeFileSync(path, `${names.join(',')}\n`)
  let lines: string[] = []
  for (let row = 0; row < rows; row++) {
    lines.push(drawLine(row, rng))
    if (lines.length < rowsPerWrite && row < rows - 1) continue
    appendFileSync(path, `${lines.join('\n')}\n`)
    lines = []
  }
}

/** `table.csv` with three numeric columns, two categories and a target that one row in ten is of: a user's own file. */
export function prepareSmallCsv(folder: string, { rows, seed }: { rows: number; seed: number }): void {
  mkdirSync(folder, { recursive: true })
  const rng = createRng(seed)
  const pick = (choices: readonly string[]) => choices[Math.floor(rng.next() * choices.length)]!
  const lines = Array.from({ length: rows }, (_, row) => {
    const isBad = row % 10 === 0
    const age = Math.round(40 + 12 * standardNormal(rng) + (isBad ? -5 : 0))
    const income = (30000 * Math.exp(0.5 * standardNormal(rng))).toFixed(2)
    const debt = (standardNormal(rng) + (isBad ? 1 : 0)).toFixed(4)
    const cells = [age, income, debt, pick(['north', 'south', 'west']), pick(['own', 'rent']), isBad ? 'bad' : 'good']
    return cells.join(',')
  })
  writeFileSync(join(folder, 'table.csv'), `${['age,income,debt,region,home,risk', ...lines].join('\n')}\n`)
}

function drawLine(row: number, rng: Rng): string {
  let line = String(Math.floor(row * 0.6))
  for (let column = 0; column < 28; column++) line += `,${Math.round(standardNormal(rng) * 1e15) / 1e15}`
  const amount = Math.exp(3 + 1.5 * standardNormal(rng)).toFixed(2)
  return `${line},${amount},${row % 580 === 0 ? 1 : 0}`
}
