import { gradientBoosting } from '@asdf/trees'
import { benchClassifier, syntheticParts } from './bench.ts'

// node --conditions=@asdf/source --import tsx packages/trees/bench/boosting.ts
const { train, test } = syntheticParts()
console.log(JSON.stringify(await benchClassifier(gradientBoosting(), train, test)))
