import type { CodedColumn } from '@asdf/trees/density'

/** Codes the columns of a CSV file without quotes: the target first, then by falling number of codes. */
export function codeColumns(
  text: string,
  target: string,
): { readonly names: readonly string[]; readonly columns: readonly CodedColumn[] } {
  const [header = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  const coded = header.map((name, column) => {
    const values = rows.map((row) => row[column]!)
    return { name, ...(name === target || !isNumeric(values) ? codeTexts(values) : codeNumbers(values.map(Number))) }
  })
  const rank = (one: (typeof coded)[number]) => (one.name === target ? Infinity : one.size)
  coded.sort((a, b) => rank(b) - rank(a))
  return { names: coded.map(({ name }) => name), columns: coded }
}

function isNumeric(values: readonly string[]): boolean {
  return new Set(values).size > 10 && values.every((value) => value !== '' && !Number.isNaN(Number(value)))
}

function codeTexts(values: readonly string[]): CodedColumn {
  const names = [...new Set(values)].sort()
  return { codes: Uint8Array.from(values, (value) => names.indexOf(value)), size: names.length, ordered: false }
}

const bins = 64
const minimumRows = 5

/** Values of many rows have codes of their own; the others share about 64 codes with their neighbors. */
function codeNumbers(values: readonly number[]): CodedColumn {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const distinct = [...counts.keys()].sort((a, b) => a - b)
  const frequent = distinct.filter((value) => counts.get(value)! >= minimumRows).length
  const perBin = values.length / bins
  const codeOf = new Map<number, number>()
  const atoms: number[] = []
  let open = -1
  let held = 0
  // The bin before this one takes in values that are too few for a bin.
  let last = -1
  const close = () => {
    if (open < 0) return
    if (held < minimumRows && last >= 0) {
      for (const [value, code] of codeOf) if (code === open) codeOf.set(value, last)
      atoms.pop()
    } else last = open
    open = -1
    held = 0
  }
  for (const value of distinct) {
    const count = counts.get(value)!
    if (count >= Math.max(minimumRows, perBin / 4) || (count >= minimumRows && frequent <= 150)) {
      close()
      codeOf.set(value, atoms.length)
      atoms.push(1)
      continue
    }
    if (open < 0) {
      open = atoms.length
      atoms.push(0)
    }
    codeOf.set(value, open)
    held += count
    if (held >= perBin) close()
  }
  close()
  const codes = Uint8Array.from(values, (value) => codeOf.get(value)!)
  return { codes, size: atoms.length, ordered: true, atoms: Uint8Array.from(atoms) }
}
