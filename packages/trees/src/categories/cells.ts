/** A partition of statistics into cells: a tree of tests of one of their numbers each. */
export interface Cells {
  /** [nodes] Which number is tested; -1 for a cell. */
  readonly places: Int32Array
  /** [nodes] Statistics up to this go left. */
  readonly thresholds: Float64Array
  /** [nodes] The left child, which the right one follows; of a cell its number. */
  readonly children: Int32Array
}

/** Points with weights. */
export interface WeightedPoints {
  /** [points × width] */
  readonly values: Float64Array
  readonly width: number
  /** [points] */
  readonly weights: Float64Array
}

interface OpenCell {
  readonly node: number
  readonly points: readonly number[]
  readonly cut: Cut | null
}

interface Cut {
  readonly gain: number
  readonly place: number
  readonly threshold: number
}

/**
 * Cuts points into at most `count` cells of `least` weight or more, each time where the squared distances from the cells'
 * means fall most.
 */
export function cutCells(points: WeightedPoints, count: number, least: number): Cells {
  const places = [-1]
  const thresholds = [0]
  const children = [0]
  const open = [openCell(points, 0, Array.from(points.weights.keys()), least)]
  while (open.length < count) {
    const best = open.reduce((most, cell, index) => ((cell.cut?.gain ?? 0) > (open[most]!.cut?.gain ?? 0) ? index : most), 0) // prettier-ignore
    const { node, points: own, cut } = open[best]!
    if (cut === null) break
    const isLeft = (point: number) => points.values[point * points.width + cut.place]! <= cut.threshold
    places[node] = cut.place
    thresholds[node] = cut.threshold
    children[node] = places.length
    open.splice(best, 1)
    for (const side of [true, false]) {
      open.push(openCell(points, places.length, own.filter((point) => isLeft(point) === side), least)) // prettier-ignore
      places.push(-1)
      thresholds.push(0)
      children.push(0)
    }
  }
  let cells = 0
  places.forEach((place, node) => place < 0 && (children[node] = cells++))
  return {
    places: Int32Array.from(places),
    thresholds: Float64Array.from(thresholds),
    children: Int32Array.from(children),
  }
}

/** The cell that a statistic lies in. */
export function cellOf({ places, thresholds, children }: Cells, statistic: Float64Array): number {
  let node = 0
  while (places[node]! >= 0) node = children[node]! + (statistic[places[node]!]! <= thresholds[node]! ? 0 : 1)
  return children[node]!
}

/** How many cells there are. */
export function cellCount({ places }: Cells): number {
  return (places.length + 1) / 2
}

function openCell(points: WeightedPoints, node: number, own: readonly number[], least: number): OpenCell {
  let best: Cut | null = null
  for (let place = 0; place < points.width; place++) {
    const cut = bestCut(points, own, { place, least })
    if (cut !== null && cut.gain > (best?.gain ?? 0)) best = cut
  }
  return { node, points: own, cut: best }
}

/** Where to cut along one number. Points of equal numbers stay together. */
function bestCut(
  { values, width, weights }: WeightedPoints,
  own: readonly number[],
  { place, least }: { readonly place: number; readonly least: number },
): Cut | null {
  const at = (point: number) => values[point * width + place]!
  const sorted = [...own].sort((a, b) => at(a) - at(b) || a - b)
  let [rows, sum] = [0, 0]
  for (const point of sorted) {
    rows += weights[point]!
    sum += weights[point]! * at(point)
  }
  const mean = sum / rows
  let best: Cut | null = null
  let [left, leftSum] = [0, 0]
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [value, next] = [at(sorted[i]!), at(sorted[i + 1]!)]
    left += weights[sorted[i]!]!
    leftSum += weights[sorted[i]!]! * (value - mean)
    if (value === next || left < least || rows - left < least) continue
    const gain = leftSum * leftSum * (1 / left + 1 / (rows - left))
    if (!(gain > (best?.gain ?? 0))) continue
    const middle = value + (next - value) / 2
    best = { gain, place, threshold: middle < next ? middle : value }
  }
  return best
}
