import { adaptive } from '@asdf/gan'
import { describeSteerableSynthesizer, describeSynthesizer } from '@asdf/testkit/vitest'
import { smallNetworks } from './small.ts'

const options = { ...smallNetworks, epochs: 50, pack: 2, criticSteps: 1 }
describeSynthesizer({ factory: adaptive, options })
describeSteerableSynthesizer({ factory: adaptive, options })
