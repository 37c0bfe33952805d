import { isAsdfError } from '@asdf/contract'
import { checkChoiceOption, checkNumberOption, checkOptionNames, show } from '@asdf/core'
import { describe, expect, it } from 'vitest'

function failureOf(action: () => void): { message: string; details: unknown } | undefined {
  try {
    action()
  } catch (error) {
    if (isAsdfError(error, 'ASDF_OPTION_INVALID')) return { message: error.message, details: error.details }
    throw error
  }
  return undefined
}

describe('checkNumberOption', () => {
  it('takes what is within its rule and refuses everything else, naming option and value', () => {
    const rule = { integer: true, minimum: 1, maximum: 10 }
    for (const fine of [1, 5, 10])
      expect(failureOf(() => checkNumberOption('smote', 'neighbors', fine, rule))).toBeUndefined()
    for (const bad of [0, 11, 1.5, NaN, Infinity, '5', null, undefined]) {
      expect(failureOf(() => checkNumberOption('smote', 'neighbors', bad, rule))?.details).toEqual({
        option: 'neighbors',
        received: bad,
      })
    }
  })

  it('says what would be fine', () => {
    expect(failureOf(() => checkNumberOption('smote', 'neighbors', NaN, { integer: true, minimum: 1 }))?.message).toBe(
      "smote: option 'neighbors' must be a whole number of at least 1, got NaN",
    )
    expect(
      failureOf(() => checkNumberOption('x', 'rate', 0, { minimum: 0, exclusiveMinimum: true, maximum: 1 }))?.message,
    ).toBe("x: option 'rate' must be a number above 0 and at most 1, got 0")
  })
})

describe('checkChoiceOption and checkOptionNames', () => {
  it('list what there is to choose from', () => {
    expect(failureOf(() => checkChoiceOption('x', 'scale', 'nonne', ['none', 'standard']))?.message).toMatch(
      /'none', 'standard'.*'nonne'/,
    )
    expect(failureOf(() => checkOptionNames('x', { neighbours: 5 }, { neighbors: 5 }))?.message).toMatch(
      /'neighbours'.*use neighbors/,
    )
    expect(failureOf(() => checkOptionNames('x', { neighbors: 5 }, { neighbors: 5 }))).toBeUndefined()
  })

  it('do not take a property of every object for an option', () => {
    expect(failureOf(() => checkOptionNames('x', { toString: 1 }, {}))?.details).toEqual({
      option: 'toString',
      received: 1,
    })
  })
})

describe('show', () => {
  it('quotes strings, writes objects as JSON and cuts what is long', () => {
    expect([show('a'), show(1), show(undefined), show(null), show({ a: [1] })]).toEqual([
      "'a'",
      '1',
      'undefined',
      'null',
      '{"a":[1]}',
    ])
    expect(show('x'.repeat(200)).length).toBe(80)
  })
})

it('show writes any value, however odd', () => {
  const circle: unknown[] = []
  circle.push(circle)
  const getter = Object.defineProperty({}, 'a', { enumerable: true, get: () => circle.flat(Infinity).at(0) as string })
  for (const odd of [circle, [1n], Symbol('s'), () => 1, new Map(), Object.create(null), getter, undefined, 1n]) {
    expect(show(odd).length).toBeLessThanOrEqual(80)
  }
  expect(show(new Float64Array(1e6))).toBe('Float64Array of 8000000 bytes')
  expect(show(Array.from({ length: 1e6 }, () => 1)).length).toBe(80)
})
