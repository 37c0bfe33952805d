import type { Table } from '@asdf/contract'
import { cellsOf, checkForms, classCounts, classNames, isPresent } from '@asdf/core'
import { aTable } from './argument-forms.ts'

const commonRows = 20
const leastRows = 200

/**
 * Whether a generator makes too few kinds of rows (mode collapse), in words: categories and booleans that at least 20 training
 * rows have and no generated row, and rows that repeat far more often than training rows do.
 */
export function findCollapse(train: Table, made: Table): string[] {
  checkForms('findCollapse', { train: [train, aTable], made: [made, aTable] })
  if (made.rowCount < leastRows) return []
  const [lost, known] = missingCategories(train, made)
  const warnings: string[] = []
  if (lost.length > 0) {
    const some = lost.slice(0, 5).join(', ') + (lost.length > 5 ? ` and ${lost.length - 5} more` : '')
    warnings.push(
      `the generator makes ${known - lost.length} of the ${known} categories that 20 or more training rows have; it lacks ${some}`,
    )
  }
  const [repeated, usual] = [duplicateShare(made), duplicateShare(train)]
  if (repeated > 0.05 + 2 * usual) {
    warnings.push(
      `${(100 * repeated).toFixed(1)} % of generated rows repeat another, ${(100 * usual).toFixed(1)} % of training rows do: the generator may have collapsed; train longer, or with a larger pack`,
    )
  }
  return warnings
}

/** Share of the rows that are equal to one before them; texts and identifiers do not count. */
export function duplicateShare(table: Table): number {
  const columns = table.columns.filter(
    (column, index) => column.kind !== 'text' && table.schema.fields[index]!.role !== 'identifier',
  )
  const seen = new Set<string>()
  for (let row = 0; row < table.rowCount; row++) {
    const cells = columns.map((column) => {
      if (!isPresent(column, row)) return ''
      return cellsOf(column)[row]
    })
    seen.add(cells.join())
  }
  return 1 - seen.size / table.rowCount
}

/** Names of common categories that no generated row has, and how many common ones there are. */
function missingCategories(train: Table, made: Table): readonly [lost: string[], known: number] {
  const lost: string[] = []
  let known = 0
  train.schema.fields.forEach((field, index) => {
    if (field.kind !== 'categorical' && field.kind !== 'boolean') return
    const names = classNames(field)
    const ours = classCounts(field, made.columns[index]!)
    classCounts(field, train.columns[index]!).forEach((count, code) => {
      if (count < commonRows) return
      known++
      if (ours[code] === 0) lost.push(`${field.name}=${names[code]}`)
    })
  })
  return [lost, known]
}
