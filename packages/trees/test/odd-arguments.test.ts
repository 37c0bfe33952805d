import { oddCallFaults } from '@asdf/testkit'
import * as own from '@asdf/trees'
import * as density from '@asdf/trees/density'
import * as matrix from '@asdf/trees/matrix'
import { expect, it } from 'vitest'

it.each([
  ['trees', own],
  ['trees/density', density],
  ['trees/matrix', matrix],
])('functions of %s refuse odd arguments with errors of their own', async (_, module) => {
  // Where nothing is odd, startHelpers starts threads.
  expect(await oddCallFaults(module, { unchecked: ['startHelpers'] })).toEqual([])
})

it.each([null, -1, 1.5, 3n, 'x', Number.NaN])('startHelpers refuses %s for a count', (count) => {
  expect(() => matrix.startHelpers(count as number)).toThrow(/startHelpers: count must be a whole number/)
})

it('startHelpers refuses a file that is no URL', () => {
  expect(() => matrix.startHelpers(1, 3 as never)).toThrow(/startHelpers: file must be a URL/)
})
