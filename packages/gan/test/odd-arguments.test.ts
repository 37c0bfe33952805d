import * as own from '@asdf/gan'
import { oddCallFaults } from '@asdf/testkit'
import { expect, it } from 'vitest'

it('functions refuse odd arguments with errors of their own', async () => {
  expect(await oddCallFaults(own)).toEqual([])
})
