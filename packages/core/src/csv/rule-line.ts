const ruleCharacters: ReadonlySet<number> = new Set([...'-+|:=, ;\t\r\n'].map((character) => character.charCodeAt(0)))

/** Whether a line is one that consoles and Markdown draw below headers and around tables: `----+----`, `|:---|---|`. */
export function isRuleLine(bytes: Uint8Array, start: number, end: number): boolean {
  let run = 0
  let longest = 0
  for (let p = start; p < end; p++) {
    const byte = bytes[p]!
    if (!ruleCharacters.has(byte)) return false
    run = byte === 45 || byte === 61 ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest >= 2
}
