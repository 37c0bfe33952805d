import { describeClassifier } from '@asdf/testkit/vitest'
import { gradientBoosting, randomForest } from '@asdf/trees'

describeClassifier({ factory: gradientBoosting, options: { rounds: 20, minimumRowsPerLeaf: 5 }, nulls: 'modelled' })
describeClassifier({ factory: randomForest, options: { trees: 20 }, nulls: 'modelled' })
