import { describeSynthesizer } from '@asdf/testkit/vitest'
import { forestFlow } from '../../src/flow/index.ts'

const small = { levels: 10, rounds: 4, copiedRows: 1000, maximumLeaves: 8 }

describeSynthesizer({ factory: forestFlow, options: small })
describeSynthesizer({ factory: forestFlow, options: { ...small, process: 'diffusion', linearStart: false } })
describeSynthesizer({ factory: forestFlow, options: { ...small, solver: 'heun', maximumFeatures: 3 } })
