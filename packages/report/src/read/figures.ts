import type { MetricDetails } from '@asdf/contract'
import type { Evaluation, Figure, Measured } from '../evaluation.ts'
import { mostLines } from '../svg/line-chart.ts'

type Curve = Extract<MetricDetails, { kind: 'curve' }>

/** A figure with the part of the report it belongs to. */
export interface PlacedFigure extends Figure {
  readonly group: NonNullable<Figure['group']>
}

/** The curves of an evaluation and of its measures; ROC curves of attacks share axes, as do other curves of one measure with the same axes. */
export function figuresOf({ measured, curves = [] }: Evaluation): PlacedFigure[] {
  const figures = new Map<string, PlacedFigure>()
  for (const one of measured) {
    for (const [name, detail] of Object.entries(one.result.details ?? {})) {
      if (detail.kind === 'curve') addCurve(figures, one, name, detail)
    }
  }
  const given = curves.map((figure): PlacedFigure => ({ ...figure, group: figure.group ?? groupOf(figure) }))
  return [...figures.values(), ...given]
}

function groupOf({ kind }: Figure): PlacedFigure['group'] {
  if (kind === 'loss') return 'training'
  return kind === 'calibration' ? 'utility' : 'privacy'
}

function addCurve(figures: Map<string, PlacedFigure>, measure: Measured, name: string, curve: Curve): void {
  const { label, group, id } = measure
  const kind = kindOf(name)
  const { xLabel, yLabel, x, y } = curve
  const shared = kind === 'roc' ? group : id
  const base = [kind, shared, xLabel, yLabel].join('\n')
  const series = { label: kind === 'roc' ? label : name, x, y }
  for (let page = 1; ; page++) {
    const key = `${base}\n${page}`
    const known = figures.get(key)
    if (known !== undefined && known.series.length >= mostLines) continue
    const title = kind === 'roc' ? `ROC curves${page === 1 ? '' : `, ${page}`}` : label
    figures.set(key, { kind, group, label: title, xLabel, yLabel, series: [...(known?.series ?? []), series] })
    return
  }
}

function kindOf(name: string): Figure['kind'] {
  if (/\broc\b/i.test(name)) return 'roc'
  if (/^distances? to /.test(name)) return 'distances'
  return /calibration|reliability/i.test(name) ? 'calibration' : 'line'
}
