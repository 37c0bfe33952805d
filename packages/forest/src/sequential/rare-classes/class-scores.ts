import type { FittedClassifier } from '@asdf/contract'
import type { CodedRows } from '../code-table.ts'
import { codeTable } from '../code-table.ts'

const smallest = 1e-6

/** For each row, whose first column is the class, the log-odds that it belongs to the class, as the classifier sees it. */
export async function classScores(classifier: FittedClassifier, rows: CodedRows, code: number): Promise<Float64Array> {
  const { data } = await classifier.predictProbability(codeTable(rows))
  const classes = classifier.classes.length
  return Float64Array.from({ length: rows.codes[0]!.length }, (_, row) => {
    const probability = data[row * classes + code]!
    return Math.log((probability + smallest) / (1 - probability + smallest))
  })
}
