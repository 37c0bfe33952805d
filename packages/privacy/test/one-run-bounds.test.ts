import { fdpEpsilon, oneRunEpsilon } from '@asdf/privacy'
import { expectAsdfError } from '@asdf/testkit'
import { expect, it } from 'vitest'

// From the implementation of both papers in jax_privacy, significance 0.05.
const table = [
  [1000, 100, 75, 1e-4, 0.673, 0.8417],
  [100_000, 1510, 1439, 1e-5, 2.6759, 3.3091],
  [1000, 1000, 600, 1e-5, 0.2972, 0.5835],
  [1000, 200, 190, 1e-5, 2.3936, 3.9161],
  [1000, 100, 100, 1e-5, 3.4654, 5.549],
  [500, 500, 280, 1e-5, 0.089, 0.1752],
] as const

it.each(table)('of %i canaries %i are guessed, %i of them right', (canaries, guesses, correct, delta, oneRun, fdp) => {
  const given = { canaries, guesses, correct, delta }
  expect(oneRunEpsilon(given).toFixed(4)).toBe(oneRun.toFixed(4))
  expect(fdpEpsilon(given).toFixed(4)).toBe(fdp.toFixed(4))
})

it('refutes nothing where guesses are as good as a coin, and everything small where all are right', () => {
  expect(oneRunEpsilon({ canaries: 200, guesses: 200, correct: 100, delta: 1e-5 })).toBe(0)
  expect(fdpEpsilon({ canaries: 200, guesses: 200, correct: 100, delta: 1e-5 })).toBe(0)
  const all = { canaries: 1000, guesses: 1000, correct: 1000, delta: 0 }
  // P[all right] = q^1000 = 0.05.
  expect(oneRunEpsilon(all)).toBeCloseTo(Math.log(0.05 ** 0.001 / (1 - 0.05 ** 0.001)), 9)
})

it('rises with the number of right guesses', () => {
  const bounds = [120, 140, 160, 180, 200].map((correct) =>
    fdpEpsilon({ canaries: 400, guesses: 200, correct, delta: 1e-5 }),
  )
  expect(bounds).toEqual([...bounds].sort((a, b) => a - b))
})

it('refuses counts that cannot be', async () => {
  const good = { canaries: 10, guesses: 5, correct: 3, delta: 1e-5 }
  for (const odd of [
    { guesses: 11 },
    { correct: 6 },
    { canaries: 0 },
    { delta: -1 },
    { significance: 0 },
    { correct: NaN },
  ]) {
    await expectAsdfError(() => oneRunEpsilon({ ...good, ...odd }), 'ASDF_OPTION_INVALID', 'odd counts')
    await expectAsdfError(() => fdpEpsilon({ ...good, ...odd }), 'ASDF_OPTION_INVALID', 'odd counts')
  }
  await expectAsdfError(() => fdpEpsilon({ ...good, delta: 0 }), 'ASDF_OPTION_INVALID', 'a delta of 0')
})
