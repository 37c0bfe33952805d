import type { Palette } from '../src/style/palette.ts'
import { expect, test } from 'vitest'
import { dark, light, steps } from '../src/style/palette.ts'

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** How a colour looks without green cones or without red ones: Viénot, Brettel and Mollon 1999, in linear light. */
function seenWithout(cone: 'red' | 'green', colour: string): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2) as [
    number,
    number,
    number,
  ]
  if (cone === 'red') return [0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b]
  return [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b]
}

for (const [name, palette] of Object.entries({ light, dark })) {
  test(`${name}: text can be read`, () => {
    const { background, surface, ink, faint, heat } = palette
    for (const behind of [background, surface]) {
      expect(contrast(ink, behind)).toBeGreaterThan(7)
      expect(contrast(faint, behind)).toBeGreaterThan(4.5)
    }
    for (const behind of heat) expect(contrast(ink, behind)).toBeGreaterThan(4.5)
  })

  test(`${name}: lines and marks stand out`, () => {
    const { background, real, synthetic, lines } = palette
    for (const colour of [real, synthetic, ...lines]) expect(contrast(colour, background)).toBeGreaterThan(3)
  })

  test(`${name}: real and synthetic differ for people without red or green cones`, () => {
    for (const cone of ['red', 'green'] as const) {
      const [a, b] = [seenWithout(cone, palette.real), seenWithout(cone, palette.synthetic)]
      expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.2)
    }
  })

  test(`${name}: scales change steadily`, () => {
    const { amount, sign, heat }: Palette = palette
    expect(amount).toHaveLength(steps)
    expect(sign).toHaveLength(steps)
    const towards = name === 'light' ? -1 : 1
    for (const scale of [amount, heat, sign.slice((steps - 1) / 2)]) {
      scale.slice(1).forEach((colour, index) => {
        expect(towards * (luminance(colour) - luminance(scale[index]!))).toBeGreaterThan(0)
      })
    }
  })
}
