import type { MetricDetails } from '@asdf/contract'
import type { Evaluation, Figure, Measured } from '@asdf/report'
import { createRng, standardNormal, tableFromColumns } from '@asdf/core'
import { describeBrokenRules, describeColumns } from '@asdf/report'

export interface SampleOptions {
  readonly columns: number
  readonly rows: number
  /** The name of a column by its place. */
  readonly nameOf: (index: number) => string
}

/** Tables of numbers, categories and dates in turns; every number has digits of its own, so that a copied one is found. */
export function sampleTables({ columns, rows, nameOf }: SampleOptions) {
  const make = (seed: number, shift: number) =>
    tableFromColumns(
      Object.fromEntries(
        Array.from({ length: columns }, (_, index): [string, readonly unknown[]] => {
          const rng = createRng(seed).fork(index)
          const values = Array.from({ length: rows }, () => standardNormal(rng) + shift)
          if (index % 3 === 1) return [nameOf(index), values.map((value) => `level ${Math.round(value * 2)}`)]
          if (index % 3 === 2)
            return [nameOf(index), values.map((value) => new Date(1.5e12 + Math.round(value * 1e10)))]
          return [nameOf(index), values.map((value) => (value > 2 ? null : value * 12.3456789 + 0.000123))]
        }),
      ),
    )
  return { train: make(1, 0), holdout: make(2, 0), synthetic: make(3, 0.4) }
}

/** An evaluation with everything that a report can show. */
export async function sampleEvaluation(options: Partial<SampleOptions> = {}): Promise<Evaluation> {
  const given = { columns: 6, rows: 400, nameOf: (index: number) => `column ${index}`, ...options }
  const tables = sampleTables(given)
  const names = tables.train.schema.fields.map(({ name }) => name)
  const columns = describeColumns(tables)
  return {
    title: 'sample',
    rows: { train: given.rows, holdout: given.rows, synthetic: given.rows },
    command: 'asdf evaluate --train "a b.csv" --holdout h.csv --synthetic s.csv --html report.html',
    versions: { asdf: '1.2.3', node: 'v20.19.0' },
    seeds: { synth: 1, evaluate: 2 },
    warnings: ['The synthesizer was not given: the attacks use another one than made the file.'],
    promises: ['No value stands behind fewer than 5 training rows.'],
    requirements: [
      { text: 'q>=0.8', value: 0.71, isMet: false },
      { text: 'broken-rules<=0.01', value: 0, isMet: true },
    ],
    measured: sampleMeasures(names),
    columns,
    ...(await describeBrokenRules(sampleRules())),
    curves: sampleFigures(),
  }
}

function sampleRules() {
  const orders = Array.from({ length: 300 }, (_, index) => ({ quantity: 1 + (index % 6), price: 10 + (index % 7) }))
  return {
    train: tableFromColumns({
      quantity: orders.map(({ quantity }) => quantity),
      price: orders.map(({ price }) => price),
      total: orders.map(({ quantity, price }) => quantity * price),
    }),
    synthetic: tableFromColumns({
      quantity: orders.map(({ quantity }) => quantity),
      price: orders.map(({ price }) => price),
      total: orders.map(({ quantity, price }) => quantity * price + (quantity === 3 ? 1 : 0)),
    }),
  }
}

function sampleMeasures(names: readonly string[]): Measured[] {
  const rng = createRng(4)
  const byName = (base: number, spread: number) =>
    Object.fromEntries(names.map((name) => [name, Math.min(1, base + spread * rng.next())]))
  const matrix = (value: (i: number, j: number) => number | null): MetricDetails => ({
    kind: 'matrix',
    rows: names,
    columns: names,
    values: names.map((_, i) => names.map((_, j) => value(i, j))),
  })
  const real = names.map((_, i) => names.map((_, j) => (i === j ? 1 : Math.sin(i * 3 + j * 3) * 0.8)))
  const made = real.map((row, i) => row.map((value, j) => (i === j ? 1 : value * 0.7 + 0.05 * rng.next())))
  return [
    score(),
    measure('metrics/column-shapes', 'column shapes', 'fidelity', 'maximize', 0.93, 0.98, {
      breakdown: byName(0.8, 0.2),
    }),
    measure('metrics/wasserstein', 'Wasserstein distance / range', 'fidelity', 'minimize', 0.03, 0.02, {
      breakdown: byName(0, 0.1),
      unmeasured: { notes: 'values of kind text have no distribution to compare' },
    }),
    measure('metrics/pair-trends', 'pair trends', 'fidelity', 'maximize', 0.91, 0.97, {
      breakdown: byName(0.85, 0.1),
      details: { pairs: matrix((i, j) => (i === j ? null : 1 - Math.abs(real[i]![j]! - made[i]![j]!))) },
    }),
    measure('metrics/correlations', 'difference of correlations', 'fidelity', 'minimize', 0.12, 0.02, {
      details: { real: matrix((i, j) => real[i]![j]!), synthetic: matrix((i, j) => made[i]![j]!) },
    }),
    measure('metrics/improved-recall', 'improved recall', 'diversity', 'maximize', 0.81, 0.82, {
      verdict: 'as good as real rows at n = 400',
    }),
    measure('metrics/train-synthetic-test-real/roc-auc', 'TSTR ROC AUC', 'utility', 'maximize', 0.88, 0.91, {}),
    measure('metrics/group-gaps/roc-auc', 'gap in ROC AUC by sex', 'utility', 'minimize', 0.09, 0.05, {
      breakdown: { female: 0.82, male: 0.91 },
      unmeasured: { other: 'has 12 hold-out rows of the 50 that it takes' },
      details: {
        'groups for real rows': { kind: 'parts', values: { female: 0.88, male: 0.93 } },
        'hold-out rows': { kind: 'parts', values: { female: 132, male: 256, other: 12 } },
      },
    }),
    attack('attack-battery', 'strongest attack AUC', 0.61),
    attack('nearest-neighbor-attack', 'nearest-neighbor attack AUC', 0.52),
  ]
}

function score(): Measured {
  return measure('metrics/quality-score', 'quality Q', 'composite', 'maximize', 0.71, 0.93, {
    breakdown: { fidelity: 0.97, diversity: 0.86, privacy: 0.41 },
    details: {
      parts: { kind: 'parts', values: { 'attack accuracy': 0.709, '1 / attack accuracy': 1.41 } },
      weights: { kind: 'parts', values: { fidelity: 0.4, diversity: 0.3, privacy: 0.3 } },
    },
  })
}

function attack(id: string, label: string, value: number): Measured {
  const x = Array.from({ length: 3001 }, (_, index) => index / 3000)
  return measure(`privacy/${id}`, label, 'privacy', 'minimize', value, 0.5, {
    breakdown: { 'income = >50K': value + 0.04, 'income = <=50K': value - 0.02, outliers: value + 0.1 },
    details: {
      rates: { kind: 'parts', values: { accuracy: 0.58, 'truePositiveRateAt0.01': 0.041 } },
      roc: {
        kind: 'curve',
        xLabel: 'non-members taken for members',
        yLabel: 'members found',
        x,
        y: x.map((rate) => rate ** ((1 - value) / value)),
      },
    },
  })
}

function measure(
  id: string,
  label: string,
  group: Measured['group'],
  goal: Measured['goal'],
  value: number,
  ceiling: number,
  more: Partial<Measured['result']>,
): Measured {
  const interval = (middle: number) => [middle - 0.008, middle + 0.008] as const
  const result = {
    value,
    interval: interval(value),
    n: 400,
    ceiling: { value: ceiling, interval: interval(ceiling), n: 400 },
  }
  return { id: `@asdf/${id}`, label, group, goal, range: [0, 1], result: { ...result, ...more } }
}

function sampleFigures(): Figure[] {
  const tenths = Array.from({ length: 11 }, (_, index) => index / 10)
  const epochs = Array.from({ length: 300 }, (_, index) => index + 1)
  return [
    {
      kind: 'calibration',
      label: 'Calibration',
      xLabel: 'foretold probability',
      yLabel: 'observed share',
      series: [
        { label: 'trained on synthetic rows', x: tenths, y: tenths.map((x) => x ** 1.3) },
        { label: 'trained on real rows', x: tenths, y: tenths.map((x) => x ** 1.05) },
      ],
    },
    {
      kind: 'loss',
      label: 'Loss of the generator',
      xLabel: 'epoch',
      yLabel: 'loss',
      series: [{ label: 'generator', x: epochs, y: epochs.map((x) => 3 / x + 0.2 * Math.sin(x / 9)) }],
    },
    {
      kind: 'distances',
      label: 'Nearest distances',
      xLabel: 'distance',
      yLabel: 'share of synthetic rows',
      series: [
        { label: 'to training rows', x: tenths, y: tenths.map((x) => x * Math.exp(-4 * x)) },
        { label: 'to hold-out rows', x: tenths, y: tenths.map((x) => x * Math.exp(-3.8 * x)) },
      ],
    },
  ]
}
