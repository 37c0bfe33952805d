import type { Table } from '@asdf/contract'
import { adaptive } from '@asdf/gan'
import { fitAcceptance, prepareTable } from '@asdf/nn/table'
import { gradientBoosting } from '@asdf/trees'
import { describe, expect, it } from 'vitest'
import { toSettings } from '../src/options/to-settings.ts'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

const earlyStopping = { every: 1, patience: 1, share: 0.3 }
const options = { ...adaptive.defaults, ...smallNetworks, epochs: 1, pack: 2, earlyStopping }
const target = 4
const picking = { candidates: 2, classifier: gradientBoosting({ rounds: 20 }) }

describe('a target of one class, or nearly', () => {
  it('is fitted, and says that picking knows no class', async () => {
    const fitted = await adaptive({ ...options, generatorSizes: [4] }).fit(await loyalOrders(120, 0), { seed: 1 })
    expect(fitted.report.warnings.join()).toMatch(/picked out of candidates whatever their 'loyal'/)
    const rows = await fitted.sample(20, { seed: 1 })
    expect(rows.rowCount).toBe(20)
    expect(await adaptive.load(fitted.save(), { engine: options.engine }).sample(20, { seed: 1 })).toEqual(rows)
  })

  it('is picked without its class where made rows have one alone', async () => {
    const [real, made] = [await loyalOrders(100, 40), await loyalOrders(100, 0)]
    expect((await fitAcceptance(real, made, picking, { seed: 1 }))!.knowsClass).toBe(false)
    expect((await fitAcceptance(real, await loyalOrders(100, 30), picking, { seed: 1 }))!.knowsClass).toBe(true)
  })

  it('keeps its only row of a class in the training part, whatever the seed', async () => {
    const recipe = { id: 'any', name: 'any', objective: 'wasserstein', penalty: 0, conditions: 'embedded' } as const
    const settings = toSettings(options, { ...recipe, hard: true, beta1: 0.5, beta2: 0.9, weightDecay: 0 })
    for (let seed = 0; seed < 12; seed++) {
      const { train, heldBack } = await prepareTable(
        await loyalOrders(200, 1),
        { ...settings, batchSize: 20 },
        { seed, schema: 'training' },
      )
      expect([train.rowCount, heldBack!.rowCount]).toEqual([140, 60])
      expect([loyalRows(train), loyalRows(heldBack!)]).toEqual([1, 0])
    }
  })
})

/** Orders, of which the first `loyal` are of customers who stayed. */
async function loyalOrders(count: number, loyal: number): Promise<Table> {
  const table = await orders(count)
  const values = Uint8Array.from({ length: count }, (_, row) => Number(row < loyal))
  const columns = table.columns.map((column, i) => (i === target ? ({ kind: 'boolean', values } as const) : column))
  return { ...table, columns }
}

function loyalRows({ columns }: Table): number {
  const column = columns[target]!
  return column.kind === 'boolean' ? column.values.reduce((sum, value) => sum + value, 0) : Number.NaN
}
