import type { Metric, MetricInput, MetricResult, RunOptions, Table } from '@asdf/contract'
import type { Check } from './check.ts'
import assert from 'node:assert/strict'
import { isAsdfError } from '@asdf/contract'
import { createRng, selectColumns, shuffleRows, takeRows } from '@asdf/core'
import { expectAsdfError } from './expect.ts'
import { expectEarlyAbort, expectMidwayAbort, expectOwnException, expectProgress } from './expect-run.ts'
import { mixedTable } from './fixtures.ts'
import { expectBestForTraining, expectCellLadder, expectFinite, expectRowLadder } from './metric-ladders.ts'
import { oddMetricTables } from './odd-metric-tables.ts'
import { checkNoSideEffects } from './side-effects.ts'

/** A metric over tables, with what its checks cannot know by themselves. */
export interface MetricSubject {
  readonly metric: Metric
  /** Synthetic rows that the metric must score worse than fresh rows of the same distribution. */
  readonly worse: (input: Required<MetricInput>) => Table
  /** How far the value may move with the order of the rows; 0 when absent. For metrics that draw rows. */
  readonly orderTolerance?: number
}

interface MetricSetup extends MetricSubject {
  readonly input: Required<MetricInput>
  readonly compute: (input?: Partial<MetricInput>, run?: Partial<RunOptions>) => Promise<MetricResult>
  readonly check: (name: string, run: () => void | Promise<void>) => void
}

/** Every promise of a metric over tables. Knows nothing of test runners. */
export function metricChecks(subject: MetricSubject): readonly Check[] {
  const { metric } = subject
  const checks: Check[] = []
  const [train, synthetic, holdout, reference] = [1, 2, 3, 4].map((seed) =>
    mixedTable(240, seed, { nulls: 0.05, identifier: true, weight: true }),
  ) as [Table, Table, Table, Table]
  const input = { train, synthetic, holdout, reference }
  const setup: MetricSetup = {
    ...subject,
    input,
    compute: (given = {}, run = {}) => metric.compute({ ...input, ...given }, { seed: 1, ...run }),
    check: (name, run) => checks.push({ name, run: async () => run() }),
  }
  valueChecks(setup)
  ladderChecks(setup)
  tableChecks(setup)
  oddTableChecks(setup)
  runChecks(setup)
  refusalChecks(setup)
  return checks
}

function valueChecks({ metric, worse, input, compute, check }: MetricSetup): void {
  check('id is package-qualified, the label is not empty, and the range is one', () => {
    assert.match(metric.id, /^@?[\w-]+(\/[\w-]+)+$/)
    assert.notEqual(metric.label, '')
    assert.ok(metric.range[0] < metric.range[1])
  })

  check('the value lies in the range and in its interval', async () => {
    const [minimum, maximum] = metric.range
    for (const synthetic of [input.synthetic, worse(input), input.train]) {
      const { value, interval = [value, value] } = await compute({ synthetic })
      const [low, high] = interval
      assert.ok(value >= minimum && value <= maximum, `${value} is outside [${minimum}, ${maximum}]`)
      assert.ok(low <= value && value <= high, `${value} is outside its interval [${low}, ${high}]`)
      assert.ok(low >= minimum && high <= maximum, `the interval [${low}, ${high}] leaves the range`)
    }
  })

  check('worse rows score worse', async () => {
    const [good, bad] = [(await compute()).value, (await compute({ synthetic: worse(input) })).value]
    assert.ok(metric.goal === 'maximize' ? good > bad : good < bad, `fresh rows score ${good}, worse ones ${bad}`)
  })

  check('the same seed gives the same result', async () => {
    assert.deepEqual(await compute({}, { seed: 5 }), await compute({}, { seed: 5 }))
  })
}

function ladderChecks({ metric, worse, input, compute, check }: MetricSetup): void {
  const valueOf = async (synthetic: Table) => (await compute({ synthetic })).value

  check('rows score worse the more of them are worse ones', () => expectRowLadder(metric, input, worse(input), valueOf))

  // Privacy and utility do not ask for rows like those of the training table.
  if (metric.group !== 'fidelity' && metric.group !== 'diversity') return

  check('rows score no better the more of their cells are exchanged', () => expectCellLadder(metric, input, valueOf))

  check('copies of the training rows score best, but where a defect of a reference is kept', async () => {
    if ((await compute()).mode === 'compat') return
    await expectBestForTraining(metric, input, valueOf)
  })
}

function oddTableChecks({ input, compute, check }: MetricSetup): void {
  for (const [name, odd] of oddMetricTables(input)) {
    check(`${name}: answered with finite numbers, or refused with a code`, async () => {
      try {
        expectFinite(await compute(odd), name)
      } catch (error) {
        if (!isAsdfError(error)) throw error
        assert.ok(error.message.length > 20, `${name}: the message '${error.message}' says too little`)
      }
    })
  }
}

function tableChecks({ input, orderTolerance = 0, compute, check }: MetricSetup): void {
  check('columns are taken by name, whatever their order', async () => {
    const names = input.train.schema.fields.map(({ name }) => name).reverse()
    const turned = {
      synthetic: selectColumns(input.synthetic, names),
      holdout: selectColumns(input.holdout, names),
    }
    assert.deepEqual(await compute(turned), await compute())
  })

  check('categories are taken by name, whatever their order', async () => {
    const [synthetic, holdout] = [input.synthetic, input.holdout].map(withReversedCategories) as [Table, Table]
    assert.deepEqual(await compute({ synthetic, holdout }), await compute())
  })

  check('the order of the rows does not matter', async () => {
    const [train, synthetic, holdout] = [input.train, input.synthetic, input.holdout].map((table) =>
      shuffleRows(table, createRng(7)),
    ) as [Table, Table, Table]
    const { value } = await compute({ train, synthetic, holdout })
    const moved = Math.abs(value - (await compute()).value)
    assert.ok(moved <= orderTolerance + 1e-12, `the value moves by ${moved}`)
  })

  check('identifiers and weights are left out', async () => {
    const others = input.train.schema.fields.filter(({ role }) => role !== 'identifier' && role !== 'weight')
    const bare = (table: Table) =>
      selectColumns(
        table,
        others.map(({ name }) => name),
      )
    const { train, synthetic, holdout } = input
    const without = await compute({ train: bare(train), synthetic: bare(synthetic), holdout: bare(holdout) })
    assert.deepEqual(without, await compute())
  })

  check('the input is left unchanged', async () => {
    const before = structuredClone(input)
    await compute()
    assert.deepEqual(input, before)
  })
}

function runChecks({ compute, check }: MetricSetup): void {
  check('an aborted signal stops it with its own reason', () => expectEarlyAbort((run) => compute({}, run), 'compute'))

  check('an abort in the middle stops it with its own reason', () => expectMidwayAbort((run) => compute({}, run)))

  check('progress counts up to its total, in every phase', () => expectProgress((run) => compute({}, run)))

  check("an exception of onProgress is the caller's own", () => expectOwnException((run) => compute({}, run)))

  check('nothing is printed and randomness comes only from the seed', () =>
    checkNoSideEffects(async () => void (await compute())),
  )
}

function refusalChecks({ metric, input, compute, check }: MetricSetup): void {
  check('tables without rows are an error with a code', async () => {
    for (const part of ['train', 'synthetic'] as const) {
      const none = takeRows(input[part], new Uint32Array(0))
      await expectAsdfError(() => compute({ [part]: none }), 'ASDF_METRIC_UNDEFINED', `no rows in ${part}`)
    }
  })

  check('synthetic rows that lack a column are an error with a code', async () => {
    const names = input.synthetic.schema.fields.map(({ name }) => name)
    const lacking = selectColumns(input.synthetic, names.slice(1))
    const details = await expectAsdfError(
      () => compute({ synthetic: lacking }),
      'ASDF_SCHEMA_MISMATCH',
      'a missing column',
    )
    assert.equal(details.column, names[0])
  })

  if (!metric.needsHoldout) return

  check('a missing hold-out is an error with a code', async () => {
    const { train, synthetic } = input
    const compute = () => metric.compute({ train, synthetic }, { seed: 1 })
    await expectAsdfError(compute, 'ASDF_METRIC_UNDEFINED', 'no hold-out')
  })
}

/** The same rows, but each list of categories in reverse and with one more that no row has, as after a release. */
function withReversedCategories({ schema, rowCount, columns }: Table): Table {
  const fields = schema.fields.map((field) =>
    field.kind === 'categorical' ? { ...field, categories: ['none of these', ...field.categories].reverse() } : field,
  )
  const turned = columns.map((column, index) => {
    const field = schema.fields[index]!
    if (column.kind !== 'categorical' || field.kind !== 'categorical') return column
    const last = field.categories.length - 1
    return { ...column, codes: column.codes.map((code) => (code < 0 ? code : last - code)) }
  })
  return { schema: { fields }, rowCount, columns: turned }
}
