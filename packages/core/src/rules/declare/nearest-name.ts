const longestName = 100

/** The name that a misspelt one most likely means: the same but for case, or the one with the fewest other letters. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const same = names.find((name) => name.toLowerCase() === wanted.toLowerCase())
  if (same !== undefined || wanted.length > longestName) return same
  const most = Math.max(1, Math.floor(wanted.length / 3))
  const near = names
    .filter((name) => Math.abs(name.length - wanted.length) <= most)
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), wanted.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.name
}

/** Letters to put in, take out, change, or exchange with the next one. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + Number(!isSame))
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}
