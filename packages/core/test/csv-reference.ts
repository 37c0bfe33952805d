/** The shortest correct CSV tokenizer: cells of quoted and unquoted text, blanks around them removed, no empty lines. */
export function referenceCells(text: string, delimiter: string): { text: string; quoted: boolean }[][] {
  const rows: { text: string; quoted: boolean }[][] = []
  let row: { text: string; quoted: boolean }[] = []
  const cell = new RegExp(
    `[ \\t]*"((?:[^"]|"")*)"[ \\t]*(${escape(delimiter)}|\\r\\n|\\r|\\n|$)|([^${escape(delimiter)}\\r\\n]*)(${escape(delimiter)}|\\r\\n|\\r|\\n|$)`,
    'y',
  )
  while (cell.lastIndex < text.length || row.length > 0) {
    const [, inside, afterQuotes, bare = '', afterBare] = cell.exec(text)!
    const end = afterQuotes ?? afterBare
    if (inside === undefined) row.push({ text: bare.replace(/^[ \t]+|[ \t]+$/g, ''), quoted: false })
    else row.push({ text: inside.replaceAll('""', '"'), quoted: true })
    if (end === delimiter) continue
    const isEmptyLine = row.length === 1 && inside === undefined && bare === ''
    if (!isEmptyLine) rows.push(row)
    row = []
  }
  return rows
}

function escape(delimiter: string): string {
  return delimiter === '|' ? '\\|' : delimiter
}
