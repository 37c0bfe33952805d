/** The derivative of the logarithm of the gamma function at x > 0, to 1e-12: recurrence up to 6, then its asymptotic series. */
export function digamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 6; at++) shift -= 1 / at
  const square = 1 / (at * at)
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))))
  return shift + Math.log(at) - 0.5 / at - series
}
