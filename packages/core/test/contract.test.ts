import * as contract from '@asdf/contract'
import * as core from '@asdf/core'
import { expect, it } from 'vitest'

it('core brings all of the contract along, so that one import serves', () => {
  for (const [name, value] of Object.entries(contract)) expect(core).toHaveProperty(name, value)
})
