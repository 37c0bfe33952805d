import { adaptive, ctgan, gan } from '@asdf/gan'
import { describeResume } from '@asdf/testkit/vitest'
import { smallNetworks } from './small.ts'

const options = { ...smallNetworks, epochs: 3 }
const earlyStopping = { every: 1, patience: 2, share: 0.3 }

describeResume({ factory: gan, options })
describeResume({ factory: ctgan, options: { ...options, pack: 2, dropout: 0.2 } })
describeResume({ factory: adaptive, options: { ...options, pack: 2, earlyStopping } })
