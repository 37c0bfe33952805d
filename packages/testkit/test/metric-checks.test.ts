import type { Metric, MetricInput, MetricResult, Table } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { appendTables, createRng, headRows } from '@asdf/core'
import { metricChecks } from '@asdf/testkit'
import { describeMetric } from '@asdf/testkit/vitest'
import { copies } from './support/copies.ts'
import { expectCaught } from './support/expect-caught.ts'

const worse = ({ train, synthetic }: Required<MetricInput>) =>
  appendTables(headRows(synthetic, 120), headRows(train, 80))

describeMetric({ metric: copies, worse })

const checksOf = (changes: Partial<Metric>) => metricChecks({ metric: { ...copies, ...changes }, worse })
const computing = (compute: Metric['compute']) => checksOf({ compute })
const giving = (change: (result: MetricResult, input: MetricInput) => MetricResult) =>
  computing(async (input, run) => change(await copies.compute(input, run), input))
const withoutCode = (code: 'ASDF_METRIC_UNDEFINED' | 'ASDF_SCHEMA_MISMATCH') =>
  computing(async (input, run) => {
    try {
      return await copies.compute(input, run)
    } catch (error) {
      if (isAsdfError(error, code)) return { value: 0 }
      throw error
    }
  })
const firstNumber = ({ synthetic }: MetricInput): number => {
  const column = synthetic.columns.find(({ kind }) => kind === 'numeric')
  return column?.kind === 'numeric' ? column.values[0]! : 0
}

const sumOfCodes = ({ columns }: Table): number => {
  const column = columns.find(({ kind }) => kind === 'categorical')
  return column?.kind === 'categorical' ? column.codes.reduce((sum, code) => sum + Math.max(0, code), 0) : 0
}

const meanProduct = ({ columns, rowCount }: Table): number => {
  const [first, second] = columns.filter(({ kind }) => kind === 'numeric')
  if (first?.kind !== 'numeric' || second?.kind !== 'numeric') return 0
  return first.values.reduce((sum, value, row) => sum + (value * second.values[row]!) / rowCount, 0)
}

let calls = 0

/** Judges the share of copies best at a half, as nothing does. */
const halfIsBest = giving(({ value }) => ({ value: Math.abs(value - 0.5) }))
/** As a metric of fidelity, of which copies of training rows should be the best ones. */
const fidelity = (changes: Partial<Metric> = {}) => checksOf({ group: 'fidelity', ...changes })
/** Judges rows the better the less their columns go together. */
const unrelatedIsBest = fidelity({
  compute: async ({ synthetic }) => ({ value: meanProduct(synthetic) / 1e4 }),
})
const oddTables = checksOf({}).flatMap(({ name }) => (name.includes('answered with finite numbers') ? [name] : []))

expectCaught('metricChecks', fidelity(), {
  ...Object.fromEntries(
    oddTables.map((name) => [
      name,
      [
        giving((result) => ({ ...result, breakdown: { part: Number.NaN } })),
        computing(async () => {
          throw new Error('no code, and a message that is long enough')
        }),
      ],
    ]),
  ),
  'rows score worse the more of them are worse ones': [halfIsBest],
  'rows score no better the more of their cells are exchanged': [unrelatedIsBest],
  'copies of the training rows score best, but where a defect of a reference is kept': [fidelity()],
  'id is package-qualified, the label is not empty, and the range is one': [
    checksOf({ id: 'copies' }),
    checksOf({ label: '' }),
    checksOf({ range: [1, 0] }),
  ],
  'the value lies in the range and in its interval': [
    checksOf({ range: [0, 0.5] }),
    giving(({ value }) => ({ value, interval: [value + 0.1, value + 0.2] })),
    giving(({ value }) => ({ value, interval: [-1, 2] })),
    giving(() => ({ value: Number.NaN })),
  ],
  'worse rows score worse': [checksOf({ goal: 'maximize' }), giving(() => ({ value: 0 }))],
  'the same seed gives the same result': [giving(() => ({ value: (calls++ % 7) / 10 }))],
  'columns are taken by name, whatever their order': [
    giving(({ value }, { synthetic }) => ({ value: value + (synthetic.schema.fields[0]!.name < 'k' ? 0 : 0.1) })),
  ],
  'categories are taken by name, whatever their order': [
    giving(({ value }, { synthetic }) => ({ value: value + sumOfCodes(synthetic) / 1e6 })),
  ],
  'the order of the rows does not matter': [giving((_, input) => ({ value: Math.abs(Math.sin(firstNumber(input))) }))],
  'identifiers and weights are left out': [
    giving(({ value }, { train }) => ({ value: value + train.columns.length / 100 })),
  ],
  'the input is left unchanged': [
    giving((result, { synthetic }) => {
      for (const column of synthetic.columns) if (column.kind === 'numeric') column.values[0]! += 1
      return result
    }),
  ],
  'an aborted signal stops it with its own reason': [
    computing((input, { signal: _, ...run }) => copies.compute(input, run)),
  ],
  'an abort in the middle stops it with its own reason': [
    computing((input, { signal, ...run }) => {
      signal?.throwIfAborted()
      return copies.compute(input, run)
    }),
  ],
  'progress counts up to its total, in every phase': [
    computing((input, { onProgress: _, ...run }) => copies.compute(input, run)),
  ],
  "an exception of onProgress is the caller's own": [
    computing((input, run) =>
      copies.compute(input, run).catch(() => {
        throw new Error('wrapped')
      }),
    ),
  ],
  'nothing is printed and randomness comes only from the seed': [
    giving((result) => {
      createRng(1)
      return { ...result, value: Math.min(1, Math.random()) }
    }),
  ],
  'tables without rows are an error with a code': [withoutCode('ASDF_METRIC_UNDEFINED')],
  'synthetic rows that lack a column are an error with a code': [withoutCode('ASDF_SCHEMA_MISMATCH')],
  'a missing hold-out is an error with a code': [
    computing((input, run) => copies.compute({ ...input, holdout: input.holdout ?? input.train }, run)),
  ],
})
