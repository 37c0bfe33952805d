import type { ImputingModel, Table } from '@asdf/contract'
import type { Check } from '../check.ts'
import type { SynthesizerSubject } from './subject.ts'
import assert from 'node:assert/strict'
import { cellsOf, decodeArtifact, encodeArtifact, isPresent } from '@asdf/core'
import { setUp } from './subject.ts'

/** What a synthesizer promises about missing values that it fills in, by its trait `imputes`. */
export function imputeChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  const { checks, check, factory, fit, fitted, tableWith } = setUp(subject)
  const { imputes = [] } = factory.traits
  if (imputes.length === 0) {
    check('a model has no impute when its traits name no kinds', async () => {
      assert.ok(!('impute' in (await fitted())), 'it has impute; name the kinds in traits.imputes')
    })
    return checks
  }

  check('impute fills in the kinds that the traits name and nothing else, also once it is loaded', async () => {
    const table = tableWith({ nulls: 0.2 })
    const before = structuredClone(table)
    const model = (await fit(table)) as ImputingModel
    const loaded = factory.load(decodeArtifact(encodeArtifact(model.save()))) as ImputingModel
    const filled = await model.impute(table, { seed: 2 })
    assert.deepEqual(table, before)
    assert.deepEqual(await loaded.impute(table, { seed: 2 }), filled)
    table.schema.fields.forEach(({ name, kind, role }, index) => {
      const isFilled = role === 'feature' && imputes.includes(kind)
      expectFilled(name, table, filled, index, isFilled)
    })
  })
  return checks
}

function expectFilled(name: string, table: Table, filled: Table, index: number, isFilled: boolean): void {
  const [given, received] = [table.columns[index]!, filled.columns[index]!]
  if (given.kind === 'image' || given.kind === 'series') return
  const [cells, made] = [cellsOf(given), cellsOf(received)]
  for (let row = 0; row < table.rowCount; row++) {
    const where = `column '${name}', row ${row + 1}`
    if (isPresent(given, row)) assert.ok(Object.is(made[row], cells[row]), `${where} had a value, which was changed`)
    else if (isFilled) assert.ok(isPresent(received, row), `${where} was not filled in`)
  }
}
