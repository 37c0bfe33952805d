import type { Rng, RunOptions, Table } from '@asdf/contract'
import type { ColumnCoder } from '../columns/coder.ts'
import type { GivenRows } from '../columns/given-rows.ts'
import type { AdversarialModel } from './adversarial-model.ts'
import { checkRun, createRng, isPresent, runSteps } from '@asdf/core'
import { unknownCode } from '../columns/coder.ts'
import { fillHoles, holesOf } from '../columns/holes.ts'
import { drawCode, leafChooser } from './draw-rows.ts'
import { codesByColumn, evidenceOf } from './layout.ts'

const rowsPerStep = 256

/**
 * Replaces the nulls of a table with the fitted columns by draws given the rest of their row: leaves weigh what they weigh
 * after the row's values, and give each missing cell. A column that never had a value in training keeps its nulls.
 */
export async function imputeTable(model: AdversarialModel, given: GivenRows, run: RunOptions): Promise<Table> {
  checkRun('adversarialForest.impute', run)
  const { table } = given
  const { coder } = model
  const rng = createRng(run.seed).fork('impute')
  const holes = table.columns.map((column, index) => holesOf(column, coder.coders[index]))
  const rows = rowsWithHoles(holes, table.rowCount)
  const filled = await fillRows(model, table, { holes, rows }, rng.fork('codes'), run)
  const columns = table.columns.map((column, index) => {
    const missing = holes[index]
    if (missing === undefined) return column
    const codes = filled[index]!.filter((_, i) => missing[rows[i]!] === 1)
    return fillHoles(column, missing, coder.coders[index]!.decode(codes, rng.fork(`values ${index}`)))
  })
  return given.withColumns(columns)
}

function rowsWithHoles(holes: readonly (Uint8Array | undefined)[], rowCount: number): Uint32Array {
  const rows: number[] = []
  for (let row = 0; row < rowCount; row++) if (holes.some((one) => one?.[row] === 1)) rows.push(row)
  return Uint32Array.from(rows)
}

interface Holes {
  readonly holes: readonly (Uint8Array | undefined)[]
  readonly rows: Uint32Array
}

/** Codes by column for the rows with holes. */
async function fillRows(
  { coder, layout, density }: AdversarialModel,
  table: Table,
  { holes, rows }: Holes,
  rng: Rng,
  run: RunOptions,
): Promise<(Uint8Array | undefined)[]> {
  const codes = coder.encode(table)
  const present = coder.coders.map((one) => one && valueFlags(one))
  const out = layout.modelled.map(() => new Uint8Array(rows.length))
  await runSteps(run, 'impute', Math.ceil(rows.length / rowsPerStep), (step) => {
    const draws = rng.fork(step)
    for (let i = step * rowsPerStep; i < Math.min(rows.length, (step + 1) * rowsPerStep); i++) {
      const row = rows[i]!
      const known = codes.map((one, column) => {
        const code = one?.[row]
        if (holes[column]?.[row] === 1) return present[column]
        const isKnown = code !== undefined && code !== unknownCode && isPresent(table.columns[column]!, row)
        return isKnown ? code : undefined
      })
      const onlyHoles = known.map((one) => (typeof one === 'number' ? undefined : one))
      const agreed = [known, onlyHoles, []].map((one) => evidenceOf(layout, one))
      const { chooseLeaf, evidence } = firstReachable(density, agreed)
      const leaf = chooseLeaf(draws)
      out.forEach((column, place) => (column[i] = drawCode(density, leaf, place, evidence[place], draws)))
    }
    return {}
  })
  return codesByColumn(layout, out, coder.coders.length)
}

/** Every code but that of nulls. */
function valueFlags({ size, nullCode }: ColumnCoder): Uint8Array {
  return Uint8Array.from({ length: size }, (_, code) => (code === nullCode ? 0 : 1))
}

type Density = AdversarialModel['density']

/** The first evidence that some leaf agrees with; the last, which asks for nothing, always is one. */
function firstReachable(density: Density, all: readonly ReturnType<typeof evidenceOf>[]) {
  for (const evidence of all) {
    const chooseLeaf = leafChooser(density.reach(evidence))
    if (chooseLeaf !== undefined) return { chooseLeaf, evidence }
  }
  throw new RangeError('impute: the model has no leaves')
}
