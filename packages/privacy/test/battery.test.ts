import type { MetricResult, Table } from '@asdf/contract'
import { appendTables, createRng, headRows, takeRows } from '@asdf/core'
import { attackBattery, detectorAttack, logRatioAttack, shadowAttack, subsetQueryAttack } from '@asdf/privacy'
import { expectAsdfError, mixedTable, steeredBootstrap } from '@asdf/testkit'
import { gradientBoosting } from '@asdf/trees'
import { describe, expect, it } from 'vitest'

const [train, holdout, reference, fresh] = [1, 2, 3, 4].map((seed) => mixedTable(500, seed)) as [
  Table,
  Table,
  Table,
  Table,
]
const boosted = gradientBoosting({ rounds: 10, threads: 1 })
const run = { seed: 1 }
const partsOf = ({ details }: MetricResult, name: string) =>
  (details![name] as { values: Record<string, number> }).values

describe('the battery', () => {
  it('finds that rows are copies, with every attack and in every class', async () => {
    const synthetic = takeRows(
      train,
      Uint32Array.from({ length: 500 }, (_, row) => (row * 7) % 500),
    )
    const result = await attackBattery({ classifiers: [boosted] }).compute(
      { train, holdout, reference, synthetic },
      run,
    )
    expect(result.value).toBeGreaterThan(0.99)
    expect(Object.keys(partsOf(result, 'attacks')).length).toBe(6)
    expect(Object.keys(result.breakdown!).sort()).toEqual(['class common', 'class middling', 'class rare', 'outliers'])
    for (const [name, auc] of Object.entries(result.breakdown!)) {
      expect(auc).toBeGreaterThan(0.95)
      expect(partsOf(result, 'low')[name]).toBeLessThanOrEqual(auc)
    }
    expect(result.verdict).toMatch(/^the strongest of 6 attacks on 500 members and as many others, .* tells them apart/)
    expect(result.unmeasured!['shadow models']).toMatch(/synthesizer was not given/)
  })

  it('keeps one half inside its interval for fresh rows, which a plain maximum leaves', async () => {
    let [inside, above, alarms] = [0, 0, 0]
    for (let seed = 0; seed < 20; seed++) {
      const [a, b, c, d] = [0, 1, 2, 3].map((part) =>
        mixedTable(200, 1000 + 4 * seed + part, { kinds: ['numeric', 'categorical'] }),
      )
      const result = await attackBattery().compute({ train: a!, holdout: b!, reference: c!, synthetic: d! }, { seed })
      const [low, high] = result.interval!
      if (low <= 0.5 && 0.5 <= high) inside++
      if (result.verdict!.includes('stand out')) alarms++
      above += Math.max(...Object.values(partsOf(result, 'attacks'))) - result.value
    }
    expect(inside).toBeGreaterThanOrEqual(19)
    expect(above / 20).toBeGreaterThan(0.005)
    expect(alarms).toBeLessThanOrEqual(1)
  })

  it('sees a few copies among fresh rows, and nothing in a handful of rows', async () => {
    const copies = appendTables(headRows(fresh, 450), headRows(train, 50))
    const few = await attackBattery().compute({ train, holdout, reference, synthetic: copies }, run)
    expect(few.verdict).toMatch(/stand out at 1 % of false alarms/)
    const [a, b, c, d] = [train, holdout, reference, fresh].map((table) => headRows(table, 2)) as [
      Table,
      Table,
      Table,
      Table,
    ]
    for (const synthetic of [a, d]) {
      const { verdict } = await attackBattery().compute({ train: a, holdout: b, reference: c, synthetic }, run)
      expect(verdict).not.toMatch(/stand out/)
    }
  })

  it('takes half of the hold-out for the attacker where there is no reference', async () => {
    const result = await attackBattery().compute({ train, holdout, synthetic: fresh }, run)
    expect(partsOf(result, 'counts')).toMatchObject({ members: 250, nonMembers: 250, referenceRows: 250 })
  })

  it('adds shadow models where it is given the synthesizer', async () => {
    const synthesizer = steeredBootstrap()
    const synthetic = await (await synthesizer.fit(train, { ...run, schema: 'training' })).sample(500, run)
    const result = await attackBattery({ synthesizer }).compute({ train, holdout, reference, synthetic }, run)
    expect(partsOf(result, 'attacks')['shadow models']).toBeGreaterThan(0.78)
    expect(result.unmeasured).toBeUndefined()
  })

  it('does without shadow models, and says why, where the reference rows are too few', async () => {
    const few = headRows(reference, 30)
    const result = await attackBattery({ synthesizer: steeredBootstrap() }).compute(
      { train, holdout, reference: few, synthetic: fresh },
      run,
    )
    expect(result.unmeasured!['shadow models']).toMatch(/^half of the 30 reference rows/)
    const compute = () =>
      shadowAttack(steeredBootstrap()).compute({ train, holdout, reference: few, synthetic: fresh }, run)
    await expectAsdfError(compute, 'ASDF_METRIC_UNDEFINED', 'too few reference rows')
  })

  it('refuses what is no synthesizer and no classifier', async () => {
    await expectAsdfError(() => attackBattery({ synthesizer: {} as never }), 'ASDF_OPTION_INVALID', 'no synthesizer')
    await expectAsdfError(() => attackBattery({ classifiers: [{} as never] }), 'ASDF_OPTION_INVALID', 'no classifier')
    await expectAsdfError(() => shadowAttack(null as never), 'ASDF_OPTION_INVALID', 'no synthesizer')
    await expectAsdfError(() => shadowAttack(steeredBootstrap(), { shadows: 0 }), 'ASDF_OPTION_INVALID', 'no shadows')
    await expectAsdfError(() => detectorAttack(undefined as never), 'ASDF_OPTION_INVALID', 'no classifier')
  })
})

describe('an attack', () => {
  it('answers tables of one column, of nulls, of one row and of constants, without NaN', async () => {
    const numbers = (values: readonly number[], valid?: readonly number[]): Table => ({
      schema: { fields: [{ kind: 'numeric', name: 'x', role: 'feature', nullable: true, integer: false }] },
      rowCount: values.length,
      columns: [
        { kind: 'numeric', values: Float64Array.from(values), ...(valid && { valid: Uint8Array.from(valid) }) },
      ],
    })
    const tables = [numbers([1]), numbers([2, 2, 2]), numbers([0, 0, 0], [0, 0, 0]), numbers([1, 5, 1e300])]
    for (const one of tables) {
      for (const other of tables) {
        const result = await attackBattery().compute(
          { train: one, holdout: other, reference: other, synthetic: one },
          run,
        )
        for (const value of [result.value, ...result.interval!, ...Object.values(partsOf(result, 'attacks'))])
          expect(value).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it('says which groups are too small', async () => {
    const small = headRows(train, 30)
    const { unmeasured } = await logRatioAttack().compute({ train: small, holdout, reference, synthetic: fresh }, run)
    expect(unmeasured!['outliers']).toMatch(/^needs 20 members and non-members to attack, got \d+ and \d+$/)
  })

  it('counts rows of wide tables in subsets without losing cells', async () => {
    const wide = (seed: number): Table => {
      const rng = createRng(seed)
      const fields = Array.from({ length: 300 }, (_, i) => {
        return { kind: 'numeric' as const, name: `c${i}`, role: 'feature' as const, nullable: false, integer: false }
      })
      const columns = fields.map(({ name }) => {
        const draw = rng.fork(name)
        return { kind: 'numeric' as const, values: Float64Array.from({ length: 60 }, () => draw.next()) }
      })
      return { schema: { fields }, rowCount: 60, columns }
    }
    const input = { train: wide(1), holdout: wide(2), reference: wide(3), synthetic: appendTables(wide(4), wide(1)) }
    expect((await subsetQueryAttack().compute(input, run)).value).toBeGreaterThan(0.6)
  })
})
