import type { FittedClassifier, Predictions, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkTable } from './check-table.ts'
import { classCodes, classNames, targetIndex } from './fields.ts'
import { optionError } from './options.ts'
import { readWeights } from './weights.ts'

/**
 * What a classifier says about the rows of a table whose target is known: their classes, its probabilities, and the rows'
 * weights where a column has the role `weight` (see `readWeights`). A row without a class is an `ASDF_DATA_INVALID`.
 */
export async function predictTable(
  classifier: Pick<FittedClassifier, 'classes' | 'predictProbability'>,
  table: Table,
): Promise<Predictions> {
  checkTable('predictTable', table)
  if (typeof (classifier as Partial<FittedClassifier> | null)?.predictProbability !== 'function') {
    throw optionError('predictTable', 'classifier', classifier, 'must be a fitted classifier')
  }
  const target = targetIndex(table.schema, 'predictTable')
  const field = table.schema.fields[target]!
  const names = classNames(field)
  const own = names.map((name) => classifier.classes.indexOf(name))
  const truth = classCodes(table.columns[target]!).map((code, row) => {
    const known = code < 0 ? -1 : own[code]!
    if (known >= 0) return known
    const fault = code < 0 ? 'has no class' : `has the class '${names[code]}', which the classifier does not know`
    throw new AsdfError('ASDF_DATA_INVALID', `predictTable: column '${field.name}', row ${row + 1} ${fault}`, {
      column: field.name,
      row: row + 1,
    })
  })
  const weight = readWeights('predictTable', table)
  const probability = await classifier.predictProbability(table)
  return { classes: classifier.classes, truth, probability, ...(weight === undefined ? {} : { weight }) }
}
