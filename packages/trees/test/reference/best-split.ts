/** One row as the splitter sees it: its bin, gradient, hessian. */
export interface Row {
  readonly bin: number
  readonly gradient: number
  readonly hessian: number
}

export interface ReferenceSplit {
  readonly gain: number
  readonly left: ReadonlySet<number>
}

interface Rules {
  readonly minimumRows: number
  readonly minimumHessian: number
  readonly l2: number
}

/** The gain of every way to cut ordered bins in two, missing values on either side, by adding up rows. Best first. */
export function thresholdSplits(rows: readonly Row[], missing: number, rules: Rules): readonly ReferenceSplit[] {
  const splits: ReferenceSplit[] = []
  for (let bin = 0; bin < missing; bin++) {
    for (const withMissing of [false, true]) {
      const left = new Set(Array.from({ length: bin + 1 }, (_, b) => b))
      if (withMissing) left.add(missing)
      splits.push({ gain: gainOf(rows, left, rules), left })
    }
  }
  return splits.filter((split) => split.gain > 0).sort((a, b) => b.gain - a.gain)
}

/** The gain of every set of bins on the left. Two to the power of the bins: for a handful of them. Best first. */
export function setSplits(rows: readonly Row[], binCount: number, rules: Rules): readonly ReferenceSplit[] {
  const splits: ReferenceSplit[] = []
  for (let mask = 1; mask < 2 ** binCount - 1; mask++) {
    const left = new Set(Array.from({ length: binCount }, (_, b) => b).filter((b) => (mask >> b) & 1))
    splits.push({ gain: gainOf(rows, left, rules), left })
  }
  return splits.filter((split) => split.gain > 0).sort((a, b) => b.gain - a.gain)
}

/** -Infinity when a child is too small. */
export function gainOf(
  rows: readonly Row[],
  left: ReadonlySet<number>,
  { minimumRows, minimumHessian, l2 }: Rules,
): number {
  const sides = [rows.filter((row) => left.has(row.bin)), rows.filter((row) => !left.has(row.bin))]
  const tooSmall = sides.some((side) => side.length < Math.max(1, minimumRows) || sum(side, 'hessian') < minimumHessian)
  if (tooSmall) return -Infinity
  const score = (side: readonly Row[]) => sum(side, 'gradient') ** 2 / (sum(side, 'hessian') + l2)
  return score(sides[0]!) + score(sides[1]!) - score(rows)
}

function sum(rows: readonly Row[], of: 'gradient' | 'hessian'): number {
  return rows.reduce((total, row) => total + row[of], 0)
}
