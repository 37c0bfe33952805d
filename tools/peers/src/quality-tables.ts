/**
 * The commands and tables of a page of measured synthesizers, without what it makes of them: those before its first section,
 * then, with a heading one level deeper, those of every section that has a table.
 */
export function qualityTables(page: string): string[] {
  const [preamble = '', ...sections] = page.split(/^## /m)
  const parts = sections.map((section) => {
    const [heading = '', ...lines] = section.split('\n')
    return { heading, blocks: blocksOf(lines.join('\n')) }
  })
  const withTable = parts.filter(({ blocks }) => blocks.some((block) => block.startsWith('|')))
  return [
    ...blocksOf(preamble).flatMap((block) => ['', block]),
    ...withTable.flatMap(({ heading, blocks }) => ['', `### ${heading}`, ...blocks.flatMap((block) => ['', block])]),
  ]
}

/** Code blocks and tables, in order. */
function blocksOf(text: string): string[] {
  return [...text.matchAll(/^```[^]*?^```|(?:^\|.*\n?)+/gm)].map(([block]) => block.trim())
}
