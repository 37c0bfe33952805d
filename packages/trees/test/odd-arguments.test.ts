import { oddCallFaults } from '@asdf/testkit'
import * as own from '@asdf/trees'
import { expect, it } from 'vitest'

it('functions refuse odd arguments with errors of their own', async () => {
  expect(await oddCallFaults(own)).toEqual([])
})
