import type { Field } from '@asdf/contract'
import { describe, expect, it } from 'vitest'
import { findNames } from '../src/column-names.ts'

describe('findNames', () => {
  const schemaOf = (names: readonly string[]) => ({
    fields: names.map((name): Field => ({ name, kind: 'text', role: 'feature', nullable: false })),
  })

  it('takes the longest name that fits', () => {
    const schema = schemaOf(['a', 'a,b', 'b', ' c', 'd'])
    expect(findNames(['a,b,b,a', ' c, d'], schema)).toEqual(['a,b', 'b', 'a', ' c', 'd'])
  })

  it('reads a long list without joining what no name is as long as', () => {
    const names = Array.from({ length: 4000 }, (_, i) => `column ${i}`)
    expect(findNames([names.join(',')], schemaOf(names))).toEqual(names)
  })
})
