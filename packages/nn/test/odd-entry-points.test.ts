import * as reference from '@asdf/nn/reference'
import * as table from '@asdf/nn/table'
import * as training from '@asdf/nn/training'
import { oddCallFaults } from '@asdf/testkit'
import { expect, it } from 'vitest'

it.each([
  ['reference', reference],
  ['table', table],
  ['training', training],
])('functions of nn/%s refuse odd arguments with errors of their own', async (_, module) => {
  expect(await oddCallFaults(module)).toEqual([])
})
