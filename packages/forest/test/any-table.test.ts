import type { Artifact, Table } from '@asdf/contract'
import type { FittedAdversarialForest, FittedForestFlow, FittedSequentialTrees } from '@asdf/forest'
import { isAsdfError } from '@asdf/contract'
import { createRng, isPresent } from '@asdf/core'
import { adversarialForest, forestFlow, sequentialTrees } from '@asdf/forest'
import { checkFitsSchema } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyTable } from './arbitrary-tables.ts'
import { cellsOf } from './sequential/tables.ts'

type Fitted = FittedAdversarialForest | FittedForestFlow | FittedSequentialTrees

interface Case {
  readonly name: string
  readonly synthesizer: { fit(train: Table, run: { readonly seed: number }): Promise<Fitted> }
  load(artifact: Artifact): Fitted
}

const small = { levels: 5, rounds: 2, copiedRows: 200, maximumLeaves: 8, threads: 1 }
const cases: readonly Case[] = [
  { name: 'sequentialTrees', synthesizer: sequentialTrees({ threads: 1, maximumRounds: 5 }), load: sequentialTrees.load }, // prettier-ignore
  { name: 'adversarialForest', synthesizer: adversarialForest({ threads: 1, trees: 4, minimumRows: 8 }), load: adversarialForest.load }, // prettier-ignore
  { name: 'forestFlow', synthesizer: forestFlow(small), load: forestFlow.load },
]

describe.each(cases)('$name, whatever the table', ({ synthesizer, load }) => {
  it('draws, fills and scores rows that fit the schema, and draws any of its own values again when asked', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        const model = await synthesizer.fit(table, { seed: 1 })
        const rows = await model.sample(20, { seed: 2 })
        checkFitsSchema(rows)
        checkFitsSchema(await model.impute(table, { seed: 3 }))
        if ('logLikelihood' in model) {
          const logs = [...model.logLikelihood(table), ...model.logLikelihood(rows)]
          expect(logs.filter((log) => Number.isNaN(log) || log === Infinity)).toEqual([])
        }
        for (const where of conditionsFrom(rows)) {
          const asked = await model.sample(3, { seed: 4, where })
          checkFitsSchema(asked)
          const [name] = Object.keys(where) as [string]
          expect(cellsOf(asked, name)).toEqual(Array(3).fill(cellsOf(rows, name)[0]))
        }
      }),
      { numRuns: 8, seed: 3 },
    )
  }, 60_000)

  it('refuses a damaged artifact, or draws rows that fit the schema from it', async () => {
    const table = fc.sample(anyTable, { seed: 5, numRuns: 20 }).find(({ rowCount }) => rowCount > 200)!
    const whole = (await synthesizer.fit(table, { seed: 1 })).save()
    let refused = 0
    for (let seed = 0; seed < 200; seed++) {
      try {
        checkFitsSchema(await load(damaged(whole, seed)).sample(5, { seed: 1 }))
      } catch (error) {
        if (!isAsdfError(error, 'ASDF_ARTIFACT_INVALID')) throw error
        refused++
      }
    }
    expect(refused).toBeGreaterThan(80)
  }, 60_000)
})

/** The cells of the first row, one at a time. */
function conditionsFrom(rows: Table): Record<string, string | number | boolean>[] {
  return rows.schema.fields.flatMap(({ name, kind }, index) => {
    if (kind === 'text' || !isPresent(rows.columns[index]!, 0)) return []
    return [{ [name]: cellsOf(rows, name)[0]! }]
  })
}

/** A copy with one number of an array, or one value of the state, changed. */
function damaged(whole: Artifact, seed: number): Artifact {
  const rng = createRng(seed)
  const oneOf = <Value>(values: readonly Value[]): Value => values[Math.floor(rng.next() * values.length)]!
  const artifact = structuredClone(whole)
  if (rng.next() < 0.5) {
    const { data } = artifact.arrays[oneOf(Object.keys(artifact.arrays))]!
    const at = Math.floor(rng.next() * data.length)
    data[at] = oneOf([0, 1, -1, 255, 1e9, Number.NaN, Number(data[at]) + 1])
    return artifact
  }
  let place = artifact.state as Record<string, unknown>
  for (;;) {
    const key = oneOf(Object.keys(place))
    const inner = place[key] as Record<string, unknown> | null
    if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0) place = inner
    else {
      place[key] = oneOf<unknown>([null, -1, 0.5, 1e9, 'x', [], {}, true])
      return artifact
    }
  }
}
