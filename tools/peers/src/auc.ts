import type { FittedClassifier, Table } from '@asdf/contract'
import { classCodes, targetIndex } from '@asdf/core'
import { rocAuc } from '@asdf/metrics'

/** ROC AUC of a two-class model on a table with the truth, the second class being the positive one. */
export async function testAuc(model: FittedClassifier, test: Table): Promise<number> {
  const truth = classCodes(test.columns[targetIndex(test.schema, 'testAuc')]!)
  const { data } = await model.predictProbability(test)
  return rocAuc(
    truth,
    data.filter((_, index) => index % 2 === 1),
  )
}
