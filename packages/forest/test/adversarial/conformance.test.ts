import { describeSynthesizer } from '@asdf/testkit/vitest'
import { adversarialForest } from '../../src/adversarial/adversarial-forest.ts'

describeSynthesizer({ factory: adversarialForest, options: { trees: 10 } })
