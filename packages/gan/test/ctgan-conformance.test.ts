import { ctgan } from '@asdf/gan'
import { describeSynthesizer } from '@asdf/testkit/vitest'
import { smallNetworks } from './small.ts'

describeSynthesizer({ factory: ctgan, options: { ...smallNetworks, epochs: 60, pack: 2, dropout: 0.2 } })
