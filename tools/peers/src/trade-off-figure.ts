import type { Summary } from './statistics.ts'

/** One kind of rows by two figures, over seeds. */
export interface Mark {
  readonly label: string
  readonly x: Summary
  readonly y: Summary
}

export interface Panel {
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  /** The strengths in their order, joined by a line. */
  readonly curve: readonly Mark[]
  readonly peer: Mark
  /** What real rows that were held out reach. */
  readonly ceiling: { readonly label: string; readonly x: number; readonly y: number }
  /** Whether the better end of y is the lower one; better is always up in the figure. */
  readonly isLowBetter: boolean
}

const width = 900
const height = 456
const box = { top: 74, bottom: 352, width: 330 } as const
const lefts = [78, 520] as const
const colors = {
  curve: '#1f5fa8',
  peer: '#b4531a',
  ceiling: '#3d7a3a',
  ink: '#1f2328',
  faint: '#d4d9de',
  soft: '#57606a',
}

/** Two panels side by side as an SVG text of its own, on white, so that it can be read on any page. */
export function tradeOffFigure(title: string, notes: readonly string[], panels: readonly [Panel, Panel]): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="${colors.ink}" role="img" aria-label="${escape(title)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(lefts[0] - 52, 26, title, { size: 16, weight: 'bold' }),
    ...panels.map((panel, index) => drawPanel(panel, lefts[index]!)),
    ...notes.map((note, i) => text(lefts[0] - 52, box.bottom + 70 + 18 * i, note, { fill: colors.soft, size: 12 })),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

interface Scale {
  readonly ticks: readonly number[]
  /** Decimals that tell the ticks apart. */
  readonly decimals: number
  at(value: number): number
}

function drawPanel(panel: Panel, left: number): string {
  const { curve, peer, ceiling, isLowBetter } = panel
  const marks = [...curve, peer]
  const right = left + box.width
  const x = scaleOf([...marks.flatMap((mark) => endsOf(mark.x)), ceiling.x], left, right)
  const [worst, best] = [box.bottom, box.top]
  const yValues = [...marks.flatMap((mark) => endsOf(mark.y)), ceiling.y]
  const y = isLowBetter ? scaleOf(yValues, best, worst) : scaleOf(yValues, worst, best)
  const room = labelRoom({ x: x.at(ceiling.x) + 12, y: y.at(ceiling.y) - 8, width: widthOf(ceiling.label) })
  const path = curve.map((mark) => `${round(x.at(mark.x.median))},${round(y.at(mark.y.median))}`).join(' ')
  return [
    text(left, box.top - 16, panel.title, { weight: 'bold' }),
    ...drawAxes({ x, y, left, right }, panel),
    drawCeiling(ceiling, x, y, { left, right }),
    `<polyline points="${path}" fill="none" stroke="${colors.curve}" stroke-width="2"/>`,
    drawMark(peer, { x, y }, colors.peer, room),
    ...curve.map((mark) => drawMark(mark, { x, y }, colors.curve, room)),
  ].join('\n')
}

interface Frame {
  readonly x: Scale
  readonly y: Scale
  readonly left: number
  readonly right: number
}

function drawAxes({ x, y, left, right }: Frame, { xTitle, yTitle }: Panel): string[] {
  const middle = (box.top + box.bottom) / 2
  return [
    ...x.ticks.map((tick) => line([x.at(tick), box.top], [x.at(tick), box.bottom], colors.faint)),
    ...y.ticks.map((tick) => line([left, y.at(tick)], [right, y.at(tick)], colors.faint)),
    ...x.ticks.map((tick) =>
      text(x.at(tick), box.bottom + 18, tick.toFixed(x.decimals), { anchor: 'middle', size: 12 }),
    ),
    ...y.ticks.map((tick) => text(left - 8, y.at(tick) + 4, tick.toFixed(y.decimals), { anchor: 'end', size: 12 })),
    text((left + right) / 2, box.bottom + 38, xTitle, { anchor: 'middle' }),
    `<g transform="rotate(-90 ${left - 50} ${middle})">${text(left - 50, middle, yTitle, { anchor: 'middle' })}</g>`,
  ]
}

function drawCeiling(
  { label: name, x: atX, y: atY }: Panel['ceiling'],
  x: Scale,
  y: Scale,
  ends: Pick<Frame, 'left' | 'right'>,
) {
  const [cx, cy] = [x.at(atX), y.at(atY)]
  const diamond = `M ${round(cx)} ${round(cy - 7)} l 7 7 l -7 7 l -7 -7 z`
  return [
    line([ends.left, cy], [ends.right, cy], colors.ceiling, '5 4'),
    `<path d="${diamond}" fill="${colors.ceiling}"/>`,
    text(cx + 12, cy - 8, name, { fill: colors.ceiling, weight: 'bold' }),
  ].join('\n')
}

/** Where a label begins, at its baseline, and how wide it is. */
interface Label {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Finds a place beside a point for a text of some width where no other label stands. */
type LabelRoom = (x: number, y: number, width: number) => Label

/** Steps down from a point to the baseline of its label, those tried first first. */
const labelSteps = [15, -9, 3, 27, -21, 39, -33, 51, -45] as const

function labelRoom(...taken: Label[]): LabelRoom {
  const isFree = (one: Label) =>
    taken.every((it) => Math.abs(it.y - one.y) >= 12 || it.x + it.width < one.x || one.x + one.width < it.x)
  return (x, y, width) => {
    const places = labelSteps.flatMap((step) => [x + 8, x - 8 - width].map((at) => ({ x: at, y: y + step, width })))
    const place = places.find(isFree) ?? places[0]!
    taken.push(place)
    return place
  }
}

/** About how wide a bold text of this figure is. */
function widthOf(label: string): number {
  return 7.5 * label.length
}

/** A point with its spread over seeds and its label. */
function drawMark(
  { label: name, x: ofX, y: ofY }: Mark,
  { x, y }: Pick<Frame, 'x' | 'y'>,
  color: string,
  room: LabelRoom,
): string {
  const [cx, cy] = [x.at(ofX.median), y.at(ofY.median)]
  const label = room(cx, cy, widthOf(name))
  return [
    line([x.at(ofX.minimum), cy], [x.at(ofX.maximum), cy], color, undefined, 0.45),
    line([cx, y.at(ofY.minimum)], [cx, y.at(ofY.maximum)], color, undefined, 0.45),
    `<circle cx="${round(cx)}" cy="${round(cy)}" r="4.5" fill="${color}" stroke="#ffffff"/>`,
    text(label.x, label.y, name, { fill: color, weight: 'bold', size: 12 }),
  ].join('\n')
}

/** A linear scale from `from` to `to` pixels that holds the values with some room, and round ticks on it. */
function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const span = Math.max(most - least, 1e-6)
  const [low, high] = [least - 0.08 * span, most + 0.1 * span]
  const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((one) => (high - low) / one <= 7) ?? 0.5
  const first = Math.ceil(low / step)
  return {
    ticks: Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step),
    decimals: Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)),
    at: (value) => from + ((value - low) / (high - low)) * (to - from),
  }
}

function endsOf({ minimum, maximum }: Summary): readonly number[] {
  return [minimum, maximum]
}

interface TextStyle {
  readonly anchor?: 'middle' | 'end'
  readonly size?: number
  readonly weight?: 'bold'
  readonly fill?: string
}

function text(x: number, y: number, content: string, { anchor, size, weight, fill }: TextStyle = {}): string {
  const attributes = { x: round(x), y: round(y), 'text-anchor': anchor, 'font-size': size, 'font-weight': weight, fill }
  return `<text ${write(attributes)}>${escape(content)}</text>`
}

type Point = readonly [x: number, y: number]

function line([x1, y1]: Point, [x2, y2]: Point, stroke: string, dashes?: string, opacity?: number): string {
  const ends = { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2) }
  return `<line ${write({ ...ends, stroke, 'stroke-dasharray': dashes, 'stroke-opacity': opacity })}/>`
}

function write(attributes: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name}="${value}"`).join(' ')
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
