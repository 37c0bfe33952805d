import * as core from '@asdf/core'
import * as rules from '@asdf/core/rules'
import * as statistics from '@asdf/core/statistics'
import { oddCallFaults } from '@asdf/testkit'
import { expect, it } from 'vitest'

/** Called once a cell or in an inner loop, or what checks the arguments of others. */
const unchecked = {
  core: [
    'checkChoiceOption',
    'checkForms',
    'checkNumberOption',
    'checkOptionNames',
    'fitLogistic',
    'hasLevel',
    'insertNeighbor',
    'isPresent',
    'levelOf',
    'normalProbability',
    'normalQuantile',
    'pointBesideZero',
    'pointOnLevel',
    'predictLogistic',
    'roundSignificant',
    'squaredDistance',
    'toGrid',
    'toGridEdge',
    'toLevel',
    'unitsValue',
  ],
  statistics: ['allFinite'],
  rules: ['binOf', 'cellValue', 'fits', 'fixedPart', 'multipleOf', 'productOf', 'roundTo', 'stepSize', 'sumOf'],
}

it.each([1, 2, 3])('functions of core refuse odd arguments with errors of their own, seed %i', async (seed) => {
  expect(await oddCallFaults(core, { unchecked: unchecked.core, seed })).toEqual([])
  expect(await oddCallFaults(statistics, { unchecked: unchecked.statistics, seed })).toEqual([])
  expect(await oddCallFaults(rules, { unchecked: unchecked.rules, seed })).toEqual([])
})

it('a function that throws a TypeError is listed, one that refuses is not', async () => {
  const module = {
    lengthOf: (value: string) => value.length,
    classNames: core.classNames,
    later: async (value: string) => (await Promise.resolve(value)).length,
  }
  const faults = await oddCallFaults(module)
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(['lengthOf', 'later'])
  expect(await oddCallFaults(module, { unchecked: ['lengthOf', 'later'] })).toEqual([])
})
