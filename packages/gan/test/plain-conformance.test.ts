import { gan, wganGp } from '@asdf/gan'
import { describeSynthesizer } from '@asdf/testkit/vitest'
import { smallNetworks } from './small.ts'

describeSynthesizer({ factory: gan, options: { ...smallNetworks, epochs: 60 } })
describeSynthesizer({ factory: wganGp, options: { ...smallNetworks, epochs: 60, criticSteps: 2 } })
