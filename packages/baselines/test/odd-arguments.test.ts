import * as own from '@asdf/baselines'
import { oddCallFaults } from '@asdf/testkit'
import { expect, it } from 'vitest'

it('functions refuse odd arguments with errors of their own', async () => {
  expect(await oddCallFaults(own)).toEqual([])
})
