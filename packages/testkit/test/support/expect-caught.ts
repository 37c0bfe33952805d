import type { Check } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'

/** By the name of a check, the checks of subjects that each break what it claims. */
export type Broken = Readonly<Record<string, readonly (readonly Check[])[]>>

/** Declares one test for each broken subject, and one that every check of `all` has such a subject. */
export function expectCaught(what: string, all: readonly Check[], broken: Broken): void {
  describe(what, () => {
    const cases = Object.entries(broken).flatMap(([name, subjects]) => subjects.map((checks) => ({ name, checks })))

    it.each(cases)('notice a subject that breaks: $name', async ({ name, checks }) => {
      const check = checks.find((candidate) => candidate.name === name)
      await expect(check!.run()).rejects.toThrow()
    })

    it('have each been seen to notice something', () => {
      expect(Object.keys(broken).toSorted()).toEqual([...new Set(all.map(({ name }) => name))].toSorted())
    })
  })
}
