import { expect, test } from 'vitest'
import { headRows } from '@asdf/core'
import { gradientBoosting } from '@asdf/trees'
import { mixedTable } from './tables.ts'

const train = mixedTable(600, 1)

test('epochs on unchanged rows give the trees of one fit, to the bit', async () => {
  const whole = await gradientBoosting({ rounds: 12 }).fit(train, { seed: 5 })
  const session = await gradientBoosting({ roundsPerEpoch: 4 }).start(train, { seed: 5 })
  await session.epoch([train])
  await session.epoch([headRows(train, train.rowCount)])
  await session.epoch([train])
  expect(session.finish().save().arrays).toEqual(whole.save().arrays)
  await session.close()
})
