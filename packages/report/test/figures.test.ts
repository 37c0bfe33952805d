import type { MetricDetails } from '@asdf/contract'
import type { Measured } from '@asdf/report'
import { expect, test } from 'vitest'
import { figuresOf } from '../src/read/figures.ts'
import { lineChart } from '../src/svg/line-chart.ts'

const curve = (y: readonly number[] = [0, 1]): MetricDetails => ({
  kind: 'curve',
  xLabel: 'x',
  yLabel: 'y',
  x: y.map((_, index) => index / Math.max(1, y.length - 1)),
  y,
})

function measure(id: string, details: Record<string, MetricDetails>, group: Measured['group'] = 'privacy'): Measured {
  return { id, label: id, group, goal: 'minimize', range: [0, 1], result: { value: 0.5, details } }
}

const evaluationOf = (...measured: Measured[]) => ({ title: 'x', rows: { train: 1, synthetic: 1 }, measured })

test('ROC curves of attacks share axes, and none is left out for want of colours', () => {
  const attacks = Array.from({ length: 11 }, (_, index) => measure(`attack ${index}`, { roc: curve() }))
  const figures = figuresOf(evaluationOf(...attacks))
  expect(figures.map(({ kind, series }) => [kind, series.length])).toEqual([
    ['roc', 8],
    ['roc', 3],
  ])
  expect(figures.flatMap(({ series }) => series.map(({ label }) => label))).toEqual(attacks.map(({ id }) => id))
})

test('curves of one measure with the same axes are drawn over each other, those of others apart', () => {
  const near = { 'distances to training rows': curve(), 'distances to hold-out rows': curve() }
  const figures = figuresOf(evaluationOf(measure('near', near), measure('other', { support: curve() }, 'fidelity')))
  expect(figures.map(({ kind, group, series }) => [kind, group, series.length])).toEqual([
    ['distances', 'privacy', 2],
    ['line', 'fidelity', 1],
  ])
})

test('a curve of many points is drawn in as many as there are places, and NaN interrupts it', () => {
  const y = Array.from({ length: 100_000 }, (_, index) => (index === 50_000 ? NaN : index / 100_000))
  const [figure] = figuresOf(evaluationOf(measure('long', { line: curve(y) })))
  const { markup } = lineChart(figure!)
  expect(markup.length).toBeLessThan(10_000)
  expect(markup.match(/d="M[^"]*M[^"]*"/g)).toHaveLength(1)
  expect(markup).not.toContain('NaN')
})
