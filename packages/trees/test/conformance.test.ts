import { describeClassifier, describeEpochClassifier, describeRegressor } from '@asdf/testkit/vitest'
import { gradientBoosting, gradientBoostingRegressor, randomForest, randomForestRegressor } from '@asdf/trees'

// Weights and repeated rows agree roughly only: bins and least rows of a leaf count rows, and a forest draws them.
const boosting = { rounds: 20, minimumRowsPerLeaf: 5, roundsPerEpoch: 3 }
const forest = { trees: 20 }

describeClassifier({ factory: gradientBoosting, options: boosting, nulls: 'modelled', weightTolerance: 0.02 })
describeEpochClassifier({ factory: gradientBoosting, options: boosting })
describeClassifier({ factory: randomForest, options: forest, nulls: 'modelled', weightTolerance: 0.06 })
describeRegressor({ factory: gradientBoostingRegressor, options: boosting, nulls: 'modelled', weightTolerance: 0.06 })
describeRegressor({ factory: randomForestRegressor, options: forest, nulls: 'modelled', weightTolerance: 0.2 })
