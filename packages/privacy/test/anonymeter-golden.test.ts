import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isGuessed } from '../src/disclosure/inference.ts'
import { residualRisk } from '../src/disclosure/risk.ts'

interface Tries {
  readonly right: number
  readonly count: number
}

interface Golden {
  readonly versions: { readonly anonymeter: string }
  readonly risks: readonly {
    readonly attack: Tries
    readonly control: Tries
    readonly level: number
    readonly value: number
    readonly interval: readonly [number, number]
  }[]
  readonly guesses: readonly {
    readonly guess: number | null
    readonly secret: number | null
    readonly right: boolean
  }[]
}

const golden = JSON.parse(readFileSync(new URL('./golden/anonymeter.json', import.meta.url), 'utf8')) as Golden

it('rests on the version that it names', () => {
  expect(golden.versions).toEqual({ anonymeter: '1.1.0' })
})

it.each(golden.risks)("the risk of $attack against $control at $level equals Anonymeter's", (one) => {
  const { value, interval } = residualRisk(one, 1 - one.level)
  expect(Math.abs(value - one.value)).toBeLessThanOrEqual(1e-12)
  for (const end of [0, 1] as const) expect(Math.abs(interval[end] - one.interval[end])).toBeLessThanOrEqual(1e-12)
})

it.each(golden.guesses)('a guess of $guess for $secret counts as it does in Anonymeter, in compat mode', (one) => {
  expect(isGuessed(one.guess ?? NaN, one.secret ?? NaN, 0.05, 'compat')).toBe(one.right)
})

it('counts a guess of the wrong sign as wrong', () => {
  expect(isGuessed(-5, 7, 0.05, 'fixed')).toBe(false)
  expect(isGuessed(-100, -104, 0.05, 'fixed')).toBe(true)
})
