import { describeSynthesizer } from '@asdf/testkit/vitest'
import { ctgan } from '@asdf/gan'
import { smallNetworks } from './small.ts'

describeSynthesizer({ factory: ctgan, options: { ...smallNetworks, epochs: 60, pack: 2, dropout: 0.2 } })
