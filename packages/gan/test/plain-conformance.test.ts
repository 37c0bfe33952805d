import { describeSynthesizer } from '@asdf/testkit/vitest'
import { gan, wganGp } from '@asdf/gan'
import { smallNetworks } from './small.ts'

describeSynthesizer({ factory: gan, options: { ...smallNetworks, epochs: 150 } })
describeSynthesizer({ factory: wganGp, options: { ...smallNetworks, epochs: 120, criticSteps: 2 } })
