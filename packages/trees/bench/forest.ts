import { randomForest } from '@asdf/trees'
import { benchClassifier, syntheticParts } from './bench.ts'

// node --conditions=@asdf/source --import tsx packages/trees/bench/forest.ts
const { train, test } = syntheticParts()
console.log(JSON.stringify(await benchClassifier(randomForest(), train, test)))
