import * as nn from '@asdf/nn'
import { oddCallFaults } from '@asdf/testkit'
import { expect, it } from 'vitest'

const usual = [nn.ones([2, 3]), nn.input('x', [2, 3]), nn.parameterScope('net'), [2, 3]]

it.each([1, 2, 3])('functions on graphs refuse odd arguments with errors of their own, seed %i', async (seed) => {
  expect(await oddCallFaults(nn, { usual, seed })).toEqual([])
})
