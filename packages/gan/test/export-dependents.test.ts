import { adaptive, exportOnnx } from '@asdf/gan'
import { expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

it('describes a column that another determines by its value for each category of that one', async () => {
  const model = await adaptive({ ...smallNetworks, epochs: 1, pack: 2 }).fit(await orders(200), { seed: 1 })
  const { columns } = exportOnnx(model).sidecar
  expect(columns.map(({ name }) => name)).toEqual(['plan', 'seats', 'price', 'visits', 'loyal'])
  const { output, lookUp } = columns[1]!
  expect(output).toBeNull()
  expect(Object.fromEntries(columns[0]!.categories!.map((plan, i) => [plan, lookUp!.values[i]]))).toEqual({
    basic: 1,
    plus: 2,
    pro: 4,
  })
})
