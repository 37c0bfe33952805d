// The shortest correct forms of the kernels in wasm/kernels.wat. Every operation is rounded to 32 bits, as theirs is.

const f = Math.fround

export interface AdamStep {
  readonly scale: number
  readonly l2: number
  readonly shrink: number
  readonly beta1: number
  readonly beta2: number
  readonly rate: number
  readonly correction: number
  readonly epsilon: number
}

export function adamStep(p: Float32Array, g: Float32Array, m: Float32Array, v: Float32Array, step: AdamStep): void {
  const s = Object.fromEntries(
    Object.entries(step).map(([name, value]) => [name, f(value as number)]),
  ) as unknown as AdamStep
  for (let i = 0; i < p.length; i++) {
    const gradient = f(f(s.scale * g[i]!) + f(s.l2 * p[i]!))
    m[i] = f(f(s.beta1 * m[i]!) + f(f(1 - s.beta1) * gradient))
    v[i] = f(f(s.beta2 * v[i]!) + f(f(1 - s.beta2) * f(gradient * gradient)))
    const size = f(f(f(Math.sqrt(v[i]!)) * s.correction) + s.epsilon)
    p[i] = f(f(s.shrink * p[i]!) - f(f(s.rate * m[i]!) / size))
  }
}

export function momentumStep(
  p: Float32Array,
  g: Float32Array,
  b: Float32Array,
  options: { scale: number; l2: number; momentum: number; rate: number; nesterov: boolean },
): void {
  const [scale, l2, momentum, rate] = [options.scale, options.l2, options.momentum, options.rate].map(f) as [
    number,
    number,
    number,
    number,
  ]
  for (let i = 0; i < p.length; i++) {
    const gradient = f(f(scale * g[i]!) + f(l2 * p[i]!))
    b[i] = f(f(momentum * b[i]!) + gradient)
    const ahead = options.nesterov ? f(f(gradient + f(momentum * b[i]!)) - b[i]!) : 0
    p[i] = f(p[i]! - f(rate * f(b[i]! + ahead)))
  }
}
