/**
 * Colours of a theme. Lines and areas are of the palette of Okabe and Ito ("Color universal design", 2008), which people
 * with any common colour blindness can tell apart; sky blue and orange take the place of blue and vermillion on dark.
 */
export interface Palette {
  readonly background: string
  /** Behind boxes and code. */
  readonly surface: string
  readonly ink: string
  /** Less important text. */
  readonly faint: string
  /** Lines of tables and axes. */
  readonly rule: string
  readonly real: string
  readonly synthetic: string
  /** Lines of a figure, in order. */
  readonly lines: readonly string[]
  /** Behind the text of a cell, from good to bad. */
  readonly heat: readonly string[]
  /** Cells without text, from nothing to the most. */
  readonly amount: readonly string[]
  /** Cells without text, from -1 to 1. */
  readonly sign: readonly string[]
}

/** Steps of `amount`; `sign` has as many, with its middle at 0. */
export const steps = 11

export const light: Palette = {
  background: '#ffffff',
  surface: '#f4f4f2',
  ink: '#1a1a1a',
  faint: '#595959',
  rule: '#c9c9c5',
  real: '#0072b2',
  synthetic: '#d55e00',
  lines: ['#d55e00', '#0072b2', '#009e73', '#a8548a', '#8a6d00', '#1a1a1a', '#3a8fc0', '#6b6b6b'],
  heat: ['#ffffff', '#fdf0dc', '#fadfb4', '#f5c777', '#e69f00'],
  amount: blend(['#ffffff', '#0072b2', '#00263c']),
  sign: blend(['#0072b2', '#ffffff', '#d55e00']),
}

export const dark: Palette = {
  background: '#16181b',
  surface: '#212429',
  ink: '#ececea',
  faint: '#b3b3ae',
  rule: '#474b52',
  real: '#56b4e9',
  synthetic: '#e69f00',
  lines: ['#e69f00', '#56b4e9', '#00b485', '#d48ab8', '#f0e442', '#ececea', '#5c9be0', '#9a9a96'],
  heat: ['#16181b', '#33290f', '#4d3a0c', '#6b4d05', '#8a5f00'],
  amount: blend(['#16181b', '#56b4e9', '#e4f4ff']),
  sign: blend(['#56b4e9', '#16181b', '#e69f00']),
}

/** Colours at equal distances along a line through `stops`, which are three. */
function blend([first, middle, last]: readonly [string, string, string]): string[] {
  return Array.from({ length: steps }, (_, step) => {
    const place = (2 * step) / (steps - 1)
    const [from, to, share] = place < 1 ? [first, middle, place] : [middle, last, place - 1]
    return mix(from, to, share)
  })
}

function mix(from: string, to: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [a, b] = [from, to].map((colour) => parseInt(colour.slice(at, at + 2), 16)) as [number, number]
    return Math.round(a + share * (b - a))
      .toString(16)
      .padStart(2, '0')
  })
  return `#${channels.join('')}`
}
