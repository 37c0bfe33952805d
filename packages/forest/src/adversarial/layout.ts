import type { TableCoder } from '../columns/table-coder.ts'
import type { CodedColumn } from './dependencies.ts'
import type { Evidence } from './kernels/reach-leaves.ts'
import { findDependencies } from './dependencies.ts'

/** A column that another one determines. */
export interface DerivedColumn {
  readonly column: number
  /** Place of the column that determines it among the modelled ones. */
  readonly place: number
  /** Its code for each code of that column. */
  readonly codes: Uint8Array
}

/** Which columns of a table the forest holds, and which follow from those. Columns made anew are in neither. */
export interface Layout {
  readonly modelled: readonly number[]
  readonly derived: readonly DerivedColumn[]
}

export function planLayout(coder: TableCoder, codes: readonly (Uint8Array | undefined)[], rowCount: number): Layout {
  const coded = codes.flatMap((one, index) => (one === undefined ? [] : [index]))
  const columns = coded.map((index): CodedColumn => {
    const { size, ordered } = coder.coders[index]!
    return { codes: codes[index]!, size, ordered }
  })
  const found = findDependencies(columns, rowCount)
  const modelled = coded.filter((_, i) => found[i] === undefined)
  const derived = found.flatMap((dependency, i): DerivedColumn[] => {
    if (dependency === undefined) return []
    return [{ column: coded[i]!, place: modelled.indexOf(coded[dependency.source]!), codes: dependency.codes }]
  })
  return { modelled, derived }
}

/** What is known of a row's columns, by table column, as evidence on the modelled ones. */
export function evidenceOf({ modelled, derived }: Layout, known: Evidence): Evidence {
  const evidence = modelled.map((column) => known[column])
  for (const { column, place, codes } of derived) {
    const wanted = known[column]
    if (wanted === undefined) continue
    const fits = (code: number) => (typeof wanted === 'number' ? code === wanted : wanted[code] === 1)
    const given = evidence[place]
    const isGiven = (code: number) =>
      given === undefined || (typeof given === 'number' ? code === given : given[code] === 1)
    const flags = codes.map((code, source) => (fits(code) && isGiven(source) ? 1 : 0))
    if (typeof given !== 'number' || flags[given] !== 1) evidence[place] = flags
  }
  return evidence
}

/** Codes by table column from those of the modelled ones. */
export function codesByColumn(
  { modelled, derived }: Layout,
  codes: readonly Uint8Array[],
  columnCount: number,
): (Uint8Array | undefined)[] {
  const all: (Uint8Array | undefined)[] = Array.from({ length: columnCount }, () => undefined)
  modelled.forEach((column, place) => (all[column] = codes[place]!))
  for (const { column, place, codes: map } of derived) all[column] = codes[place]!.map((code) => map[code]!)
  return all
}
