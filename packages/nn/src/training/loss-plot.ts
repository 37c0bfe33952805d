import type { EpochRecord, TrainingReport } from './history.ts'
import { checkForms } from '@asdf/core'
import { aHistory } from './argument-forms.ts'

const [width, height, margin] = [640, 320, 48]
const validationColor = '#2ca02c'
const lossColors = ['#1f77b4', '#d62728', '#9467bd', '#ff7f0e', '#8c564b']

/**
 * The history of a fit as an SVG: the losses by epoch, and below them, where it was measured, the distance from held-back
 * rows, with the epoch that was kept.
 */
export function lossPlot(report: Pick<TrainingReport, 'history' | 'bestEpoch'>): string {
  checkForms('lossPlot', { report: [report, aHistory] })
  const { history, bestEpoch } = report
  const hasValidation = history.some(({ validation }) => validation !== undefined)
  const { epoch: _, validation: __, ...means } = history[0] ?? {}
  const losses = Object.keys(means).map((name, i) => ({ name, color: lossColors[i % lossColors.length]! }))
  const panels = [
    panel(history, losses, 'loss', 0),
    ...(hasValidation
      ? [panel(history, [{ name: 'validation', color: validationColor }], 'distance from held-back rows', height)]
      : []),
  ]
  const tall = height * panels.length
  const kept = line(x(bestEpoch, history.length), margin / 2, x(bestEpoch, history.length), tall - margin)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${tall}" fill="white"/>`,
    ...(bestEpoch > 0
      ? [`<g stroke="#999" stroke-dasharray="4">${kept}<title>epoch ${bestEpoch} was kept</title></g>`]
      : []),
    ...panels,
    '</svg>',
  ].join('\n')
}

interface Series {
  readonly name: string
  readonly color: string
}

function panel(history: readonly EpochRecord[], series: readonly Series[], title: string, top: number): string {
  const values = history.flatMap((record) => series.flatMap(({ name }) => record[name] ?? []))
  // Not by spreading: a call takes no 100,000 arguments.
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  const span = high > low ? high - low : 1
  const y = (value: number) => top + height - margin - ((value - low) / span) * (height - 2 * margin)
  const bottom = top + height - margin
  return [
    `<g stroke="black">${line(margin, bottom, width - margin, bottom)}${line(margin, top + margin, margin, bottom)}</g>`,
    `<text x="${margin}" y="${top + margin / 2}">${title}</text>`,
    `<text x="${width - margin}" y="${bottom + 16}" text-anchor="end">epoch ${history.length}</text>`,
    ...(values.length > 0 ? [label(high, y(high)), label(low, y(low))] : []),
    ...series.map(({ name, color }, i) => {
      const points = history.flatMap((record) => {
        const value = record[name]
        return value === undefined ? [] : [`${x(record.epoch, history.length).toFixed(1)},${y(value).toFixed(1)}`]
      })
      const key = `<text x="${width - margin - 90 * i}" y="${top + margin / 2}" fill="${color}" text-anchor="end">${name}</text>`
      return `<polyline fill="none" stroke="${color}" points="${points.join(' ')}"/>${key}`
    }),
  ].join('\n')
}

function x(epoch: number, epochs: number): number {
  return margin + ((width - 2 * margin) * (epoch - 1)) / Math.max(1, epochs - 1)
}

function label(value: number, y: number): string {
  return `<text x="${margin - 4}" y="${(y + 4).toFixed(1)}" text-anchor="end">${Number(value.toPrecision(3))}</text>`
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`
}
