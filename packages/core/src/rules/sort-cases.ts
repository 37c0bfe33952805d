import type { CellValue, DependencyCase } from './rule.ts'
import { byText } from '../by-text.ts'

/** Cases in ascending order of their keys. The order in which they were found would tell that of the rows. */
export function sortCases(cases: readonly DependencyCase[]): DependencyCase[] {
  return cases.toSorted((a, b) => {
    for (const [place, key] of a.keys.entries()) {
      const order = byCell(key, b.keys[place]!)
      if (order !== 0) return order
    }
    return 0
  })
}

/** Orders the cells of a column, for `sort`: null first, texts by code unit, false before true. */
export function byCell(a: CellValue, b: CellValue): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  return typeof a === 'string' && typeof b === 'string' ? byText(a, b) : Number(a) - Number(b)
}
