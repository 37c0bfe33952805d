import type { Synthesizer, SynthesizerLoader } from '@asdf/contract'
import { adversarialForest, forestFlow, sequentialTrees } from '@asdf/forest'
import { adaptive, ctgan, gan, wganGp } from '@asdf/gan'
import { withRules } from '@asdf/pipeline'
import { adasyn, borderlineSmote, kMeansSmote, randomOversampling, smote, smoteN, smoteNc, svmSmote } from '@asdf/smote'
import { describeRules } from '@asdf/testkit/vitest'

const small = { batchSize: 40, noiseSize: 8, generatorSizes: [16], criticSizes: [16] }

const models: readonly (readonly [SynthesizerLoader, Synthesizer])[] = [
  [sequentialTrees, sequentialTrees({ threads: 1 })],
  [adversarialForest, adversarialForest({ trees: 10, threads: 1 })],
  [forestFlow, forestFlow({ levels: 10, rounds: 4, copiedRows: 1000, maximumLeaves: 8, threads: 1 })],
  ...[smote, borderlineSmote, adasyn, svmSmote, kMeansSmote, smoteNc, smoteN, randomOversampling].map(
    (make) => [make, make()] as const,
  ),
  [ctgan, ctgan({ ...small, epochs: 30, pack: 2 })],
  [gan, gan({ ...small, epochs: 30 })],
  [wganGp, wganGp({ ...small, epochs: 20, criticSteps: 1 })],
  [adaptive, adaptive({ epochs: 4 })],
]

for (const [factory, model] of models) {
  describeRules(model.id, {
    create: () => withRules(model),
    load: (artifact) => withRules.load(artifact, { factories: [factory] }),
  })
}
