import { adaptive, exportOnnx, onnxInputs } from '@asdf/gan'
import { expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { runExport } from './support/run-export.ts'
import { orders } from './tables.ts'

it('looks a column up that another determines', async () => {
  const model = await adaptive({ ...smallNetworks, epochs: 1, pack: 2 }).fit(await orders(200), { seed: 1 })
  const exported = exportOnnx(model)
  const { columns } = exported.sidecar
  expect(columns.map(({ name }) => name)).toEqual(['plan', 'seats', 'price', 'visits', 'loyal'])
  const found = await runExport(exported, await onnxInputs(model, 300, { seed: 2 }))
  const plans = found['plan']!.map((code) => columns[0]!.categories![code]!)
  expect(new Set(plans).size).toBeGreaterThan(1)
  const seats: Readonly<Record<string, number>> = { basic: 1, plus: 2, pro: 4 }
  expect(found['seats']).toEqual(plans.map((plan) => seats[plan]))
})
