import { sequentialTrees } from '@asdf/forest/sequential'
import { describeSynthesizer } from '@asdf/testkit/vitest'

describeSynthesizer({ factory: sequentialTrees, options: { threads: 1 } })
describeSynthesizer({ factory: sequentialTrees, options: { honest: true, order: 'cardinality', minimumRows: 8 } })
describeSynthesizer({ factory: sequentialTrees, options: { order: 'given', bins: 4, leaves: 4, maximumRounds: 40 } })
