import type { ColumnKind, Field, Table } from '@asdf/contract'
import type { Check } from '../check.ts'
import type { SynthesizerSetup, SynthesizerSubject } from './subject.ts'
import assert from 'node:assert/strict'
import {
  cellsOf,
  classCodes,
  columnOf,
  decodeArtifact,
  encodeArtifact,
  scalarKinds,
  takeRows,
  withRole,
} from '@asdf/core'
import { expectAsdfError } from '../expect.ts'
import { checkFitsSchema } from '../table-checks.ts'
import { codeChecks } from './code-checks.ts'
import { nullChecks } from './null-checks.ts'
import { stepChecks } from './step-checks.ts'
import { setUp, setUpLoaded } from './subject.ts'

/** What a synthesizer promises about the rows it takes and gives. */
export function dataChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  const setup = setUp(subject)
  sampleChecks(setup)
  conditionChecks(setup)
  inputChecks(setup)
  nullChecks(setup)
  stepChecks(setup)
  codeChecks(setup)
  return setup.checks
}

/** What a model promises about its rows once it has been saved and loaded: the same as before. */
export function loadedChecks<Options>(subject: SynthesizerSubject<Options>): readonly Check[] {
  const setup = setUpLoaded(subject)
  sampleChecks(setup)
  conditionChecks(setup)
  return setup.checks
}

function sampleChecks<Options>({
  factory,
  train,
  tableWith,
  fit,
  fitted,
  sampling,
  check,
}: SynthesizerSetup<Options>): void {
  check('sample returns exactly the rows asked for', async () => {
    const model = await fitted()
    for (const count of [0, 1, 7, 500]) assert.equal((await model.sample(count, sampling(2))).rowCount, count)
  })

  check('sample refuses a count that is not a whole number of rows', async () => {
    const model = await fitted()
    for (const count of [-1, 1.5, NaN]) {
      await expectAsdfError(() => model.sample(count, sampling(2)), 'ASDF_OPTION_INVALID', `sample(${count})`)
    }
  })

  check('samples have the columns of the training rows, and keep to their schema', async () => {
    const rows = await (await fitted()).sample(300, sampling(2))
    assert.deepEqual(rows.schema.fields.map(identityOf), train.schema.fields.map(identityOf))
    checkFitsSchema(rows)
  })

  check('samples have the training schema where that is asked for, and keep to it', async () => {
    const rows = await (await fit(train, { schema: 'training' })).sample(300, sampling(2))
    assert.deepEqual(rows.schema, train.schema)
    checkFitsSchema(rows)
  })

  check('the model knows the schema of its samples, also once it is loaded', async () => {
    const model = await fitted()
    const loaded = factory.load(decodeArtifact(encodeArtifact(model.save())))
    for (const one of [model, loaded])
      for (const count of [0, 10]) assert.deepEqual((await one.sample(count, sampling(2))).schema, one.schema)
    assert.deepEqual(loaded.schema, model.schema)
  })

  check('rows get identifiers of their own', async () => {
    const table = tableWith({ identifier: true })
    const keys = keysOf(await (await fit(table)).sample(100, sampling(2)))
    assert.equal(new Set([...keys, ...keysOf(table)]).size, 100 + table.rowCount)
  })
}

function conditionChecks<Options>(setup: SynthesizerSetup<Options>): void {
  const { factory, fit, fitted, sampling, train, tableWith, check } = setup
  if (!factory.traits.conditional) {
    check('where is refused, not ignored', async () => {
      const model = await fitted()
      await expectAsdfError(() => model.sample(5, { seed: 1, where: { outcome: 'rare' } }), 'ASDF_UNSUPPORTED', 'where')
    })
    return
  }

  check('where gives exactly the rows asked for, all of that class', async () => {
    const model = await fitted()
    for (const name of ['rare', 'middling']) {
      const rows = await model.sample(40, { ...sampling(3), where: { outcome: name } })
      const code = ['common', 'middling', 'rare'].indexOf(name)
      assert.equal(rows.rowCount, 40)
      assert.ok(classCodes(columnOf(rows, 'outcome')).every((received) => received === code))
      checkFitsSchema(rows)
    }
  })

  check('where takes a boolean, and its label', async () => {
    const model = await fit(tableWith({ classes: 'boolean' }))
    for (const [outcome, code] of [
      [true, 1],
      [false, 0],
      ['rare', 1],
    ] as const) {
      const rows = await model.sample(10, { ...sampling(3), where: { outcome } })
      assert.deepEqual([...classCodes(columnOf(rows, 'outcome'))], Array<number>(10).fill(code))
    }
  })

  check('rows of a class are nearer to that class than to the others', async () => {
    if (!factory.traits.kinds.includes('numeric')) return
    const rows = await (await fitted()).sample(200, { ...sampling(3), where: { outcome: 'rare' } })
    const mean = meanOf(rows, 'amount')
    const [common, , rare] = classMeans(train, 'amount')
    assert.ok(
      Math.abs(mean - rare!) < Math.abs(mean - common!),
      `mean amount of rare rows ${mean}, in training ${rare}`,
    )
  })

  check('where refuses an unknown column and an unknown class', async () => {
    const model = await fitted()
    await expectAsdfError(
      () => model.sample(1, { seed: 1, where: { nowhere: 'x' } }),
      'ASDF_SCHEMA_MISMATCH',
      'an unknown column',
    )
    await expectAsdfError(
      () => model.sample(1, { seed: 1, where: { outcome: 'x' } }),
      'ASDF_OPTION_INVALID',
      'an unknown class',
    )
  })
}

/** Kinds whose values can be told apart one by one. */
const countable: readonly ColumnKind[] = ['numeric', 'categorical', 'boolean', 'datetime']

function inputChecks<Options>(setup: SynthesizerSetup<Options>): void {
  const { train, fit, sampling, check } = setup
  const { traits } = setup.factory

  check('too few rows is an error with a code', async () => {
    const empty = takeRows(train, new Uint32Array(0))
    await expectAsdfError(() => fit(empty), 'ASDF_TOO_FEW_ROWS', 'fit on no rows')
  })

  for (const kind of [...scalarKinds, 'image', 'series'] as const) {
    if (traits.kinds.includes(kind)) continue
    check(`a column of the kind ${kind} is refused by name`, async () => {
      const table = setup.tableWith({ kinds: [...traits.kinds, kind] })
      const stranger = table.schema.fields.find((field) => field.kind === kind && field.role !== 'target')!
      const details = await expectAsdfError(() => fit(table), 'ASDF_UNSUPPORTED', `a column of the kind ${kind}`)
      assert.ok(details.feature.includes(`'${stranger.name}'`), `'${details.feature}' does not name '${stranger.name}'`)
    })
  }

  check('the fewest rows it promises to take are enough', async () => {
    // Rows 0, 6 and 9 begin the three classes; going round gives every class a fair part.
    const order = [0, 6, 9, 1, 7, 19, 2, 8, 29, 3, 16, 39]
    const count = Math.max(traits.minimumRows, traits.target === 'required' ? 6 : 1)
    const rows = Array.from({ length: count }, (_, i) => order[i] ?? 40 + i)
    const model = await fit(takeRows(train, Uint32Array.from(rows)))
    checkFitsSchema(await model.sample(5, sampling(1)))
  })

  check('a constant column stays constant', async () => {
    const constant = takeRows(
      train,
      Uint32Array.from({ length: train.rowCount }, (_, row) => row),
    )
    const columns = constant.columns.map((column, index) => {
      if (constant.schema.fields[index]!.role === 'target') return column
      return takeRows(train, new Uint32Array(train.rowCount)).columns[index]!
    })
    const rows = await (await fit({ ...constant, columns })).sample(30, sampling(1))
    rows.columns.forEach((column, index) => {
      const field = rows.schema.fields[index]!
      if (field.role === 'target' || !countable.includes(field.kind)) return
      const cells: ArrayLike<unknown> = cellsOf(column)
      const distinct = new Set(Array.from(cells)).size
      assert.equal(distinct, 1, `column '${field.name}' has ${distinct} values`)
    })
  })

  badValueChecks(setup)
}

function badValueChecks<Options>({ factory, train, fit, check }: SynthesizerSetup<Options>): void {
  const { traits } = factory

  check('an infinite value is an error that names column and row', async () => {
    if (!traits.kinds.includes('numeric')) return
    const broken = structuredClone(train)
    const column = columnOf(broken, 'amount')
    if (column.kind === 'numeric') column.values[4] = Infinity
    const details = await expectAsdfError(() => fit(broken), 'ASDF_DATA_INVALID', 'an infinite value')
    assert.deepEqual(details, { column: 'amount', row: 5 })
  })

  if (traits.target === 'required') {
    check('a missing target is an error with a code', async () => {
      await expectAsdfError(
        () => fit(withRole(train, 'outcome', 'feature')),
        'ASDF_SCHEMA_MISMATCH',
        'fit without a target',
      )
    })
  }
}

/** What no synthesizer changes about a column. */
function identityOf({ name, kind, role, nullable }: Field) {
  return { name, kind, role, nullable }
}

function keysOf(table: Table): readonly string[] {
  const column = columnOf(table, 'key')
  return column.kind === 'text' ? column.values : []
}

function meanOf(table: Table, name: string): number {
  const column = columnOf(table, name)
  if (column.kind !== 'numeric') throw new TypeError(`column '${name}' is ${column.kind}`)
  return column.values.reduce((sum, value) => sum + value, 0) / table.rowCount
}

function classMeans(table: Table, name: string): number[] {
  const codes = classCodes(columnOf(table, 'outcome'))
  return [0, 1, 2].map((code) =>
    meanOf(
      takeRows(
        table,
        Uint32Array.from(codes.keys()).filter((row) => codes[row] === code),
      ),
      name,
    ),
  )
}
