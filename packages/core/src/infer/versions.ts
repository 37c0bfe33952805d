import { areCodes, trimBlanks } from './cell-text.ts'

const version = /^(?:\d{1,2}|20\d\d)\.(0|[1-9]\d?)$/
/** Decimals of two digits go up to 99, the second numbers of versions seldom so far. */
export const mostMinor = 31

/** Whether all texts may be versions, though none shows that they are; false where there are none. */
export function mayBeVersions(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every((text) => minorOf(trimBlanks(text)) !== undefined)
}

function minorOf(trimmed: string): string | undefined {
  const minor = version.exec(trimmed)?.[1]
  return minor === undefined || Number(minor) > mostMinor ? undefined : minor
}

/** Whether numbers are codes or versions, whose spelling says more than their value. */
export function areSpelled(texts: readonly string[], counts: readonly number[]): boolean {
  return areCodes(texts, counts) || versionLikeness(texts) === 'versions'
}

/**
 * Whether numbers with one point are versions such as `1.9` and `1.10`, of which the second is the later one and no 1.1.
 * Numbers do not end in a zero behind more digits than others have, unless in a table that was put together: `0.5`, `0.50`.
 * Versions count up from 0 or 1, and have `1.1` beside `1.10`; `perhaps` where neither shows.
 */
export function versionLikeness(texts: readonly string[]): 'versions' | 'perhaps' | undefined {
  const minors = new Set<string>()
  const spelled = new Set<string>()
  for (const text of texts) {
    const trimmed = trimBlanks(text)
    const minor = minorOf(trimmed)
    if (minor === undefined) return undefined
    minors.add(minor)
    spelled.add(trimmed)
  }
  const tens = [...spelled].filter((text) => /\.\d0$/.test(text))
  if (tens.length === 0 || ![...minors].some((minor) => minor.length === 1 && minor !== '0')) return undefined
  const hasBoth = tens.some((text) => spelled.has(text.slice(0, -1)))
  const countsUp = minors.size * 2 > Math.max(...[...minors].map(Number))
  return hasBoth || countsUp ? 'versions' : 'perhaps'
}
