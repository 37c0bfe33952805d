const ruleCharacters: ReadonlySet<number> = new Set([...'-+|:=, ;\t\r\n'].map((character) => character.charCodeAt(0)))

const delimiters: ReadonlySet<number> = new Set([...',;\t'].map((character) => character.charCodeAt(0)))

/**
 * Whether a line is one that consoles and Markdown draw below headers and around tables: `----+----`, `|:---|---|`. Rules
 * fill every cell: `,--` is a row of missing values.
 */
export function isRuleLine(bytes: Uint8Array, start: number, end: number): boolean {
  let run = 0
  let longest = 0
  let isEmpty = true
  for (let p = start; p < end; p++) {
    const byte = bytes[p]!
    if (!ruleCharacters.has(byte)) return false
    run = byte === 45 || byte === 61 ? run + 1 : 0
    longest = Math.max(longest, run)
    if (delimiters.has(byte)) {
      if (isEmpty) return false
      isEmpty = true
    } else if (run > 0) isEmpty = false
  }
  return longest >= 2
}
