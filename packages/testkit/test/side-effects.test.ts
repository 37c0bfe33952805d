import { checkNoSideEffects } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'

const effects: Record<string, () => unknown> = {
  'Math.random': () => Math.random(),
  'Date.now': () => Date.now(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'console.log': () => console.log(),
  'console.debug': () => console.debug(),
  'process.stdout.write': () => process.stdout.write(''),
  'process.stderr.write': () => process.stderr.write(''),
}

describe('checkNoSideEffects', () => {
  it.each(Object.entries(effects))('notices %s', async (name, effect) => {
    await expect(checkNoSideEffects(async () => void effect())).rejects.toThrow(`${name} was called`)
  })

  it('puts everything back, whatever happens', async () => {
    const methods = () => [Math.random, Date.now, console.log, process.stdout.write, Object.keys(crypto)]
    const before = methods()
    const mine = new Error('mine')
    await expect(checkNoSideEffects(() => Promise.reject(mine))).rejects.toBe(mine)
    expect(methods()).toEqual(before)
  })

  it('passes what has none', () => checkNoSideEffects(async () => {}))
})
