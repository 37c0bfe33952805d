// How Adult's rows are encoded: for each of six numeric columns a scalar from -1 to 1 and a choice among its modes, then
// the categories of the others.
const modes = [8, 8, 8, 8, 7, 7] as const
const categories = [9, 16, 7, 15, 6, 5, 2, 42, 2] as const

/** A part of an encoded row: a scalar, or places of which one is 1. */
export interface Part {
  readonly kind: 'scalar' | 'choice'
  readonly start: number
  readonly size: number
}

/** The parts of an encoded row, in order: scalars first, so that all of them are one slice. */
export const parts: readonly Part[] = layOut()

export const scalarCount = modes.length

/** 156 columns. */
export const encodedWidth = parts.reduce((width, { size }) => width + size, 0)

function layOut(): Part[] {
  const kinds = [
    ...modes.map(() => ({ kind: 'scalar', size: 1 }) as const),
    ...[...modes, ...categories].map((size) => ({ kind: 'choice', size }) as const),
  ]
  let start = 0
  return kinds.map(({ kind, size }) => {
    const part = { kind, size, start }
    start += size
    return part
  })
}
