import type { Schema } from '@asdf/contract'
import { readConditions, unreachable } from '@asdf/core'
import { describe, expect, it } from 'vitest'

const schema: Schema = {
  fields: [{ name: 'rank', kind: 'numeric', role: 'feature', nullable: true, integer: true }],
}

describe('readConditions', () => {
  it('says how to get rows without a value, which cannot be asked for', () => {
    const where = { rank: null } as unknown as Record<string, number>
    expect(() => readConditions('x.sample', schema, where, () => 0)).toThrow(
      expect.objectContaining({
        code: 'ASDF_OPTION_INVALID',
        message:
          "x.sample: option 'where.rank' cannot ask for rows without a value; sample more rows and keep those that are null, got null",
      }),
    )
  })

  it('calls a class as the column spells it', () => {
    const labels = ['no', 'yes'] as const
    const fields = [{ name: 'y', kind: 'boolean', role: 'target', nullable: false, labels }] as const
    const ask = (y: string | boolean) => () => readConditions('x.sample', { fields }, { y }, () => undefined)
    expect(ask(true)).toThrow(/no row has y=yes:/)
    expect(ask('no')).toThrow(/no row has y=no:/)
  })
})

describe('unreachable', () => {
  it.each([
    [0, 'none of the rows satisfy'],
    [0.0055, 'about 0.55 % of the rows satisfy'],
    [0.000012, 'about 0.0012 % of the rows satisfy'],
    [0.25, 'about 25 % of the rows satisfy'],
  ])('says of a share of %d: %s', (share, text) => {
    expect(unreachable('x.sample', { rank: 6 }, share).message).toContain(`x.sample: ${text} rank=6, too few to find`)
  })
})
