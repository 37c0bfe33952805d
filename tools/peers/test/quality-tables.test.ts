import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { qualityTables } from '../src/quality-tables.ts'

const page = `# Measured

Some words.

\`\`\`sh
measure | sort
\`\`\`

## One

Words.

| a   | b |
| --- | - |
| 1   | 2 |

What to say of it.

## Without a table

More words, and a command:

\`\`\`sh
measure more
\`\`\`

## Two

\`\`\`sh
measure two
\`\`\`

| c |
| - |
| 3 |
`

it('takes commands and tables with their headings, and leaves out words and sections without a table', () => {
  expect(qualityTables(page).filter((line) => line !== '')).toEqual([
    '```sh\nmeasure | sort\n```',
    '### One',
    '| a   | b |\n| --- | - |\n| 1   | 2 |',
    '### Two',
    '```sh\nmeasure two\n```',
    '| c |\n| - |\n| 3 |',
  ])
})

it('has been put on the page of benchmarks', () => {
  const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
  const benchmarks = read('benchmarks.md')
  const tables = qualityTables(read('synthesizers.md'))
  expect(tables.length).toBeGreaterThan(5)
  expect(benchmarks).toContain(tables.join('\n'))
})
