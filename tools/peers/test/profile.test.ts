import { expect, it } from 'vitest'
import { sumKernels } from '../src/profile.ts'
import { median } from '../src/statistics.ts'

const event = (name: string, op: string, dur: number, inputs: readonly number[][] = [], output: number[] = []) => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  dur,
  args: {
    op_name: op,
    input_type_shape: inputs.map((shape) => ({ float: shape })),
    output_type_shape: [{ float: output }],
  },
})

it('adds up the median of each kernel by kind, and the work of matrix products', () => {
  const shapes = [
    [100, 20],
    [20, 30],
  ]
  const runs = [3000, 1000, 2000].map((dur) => event('a', 'Gemm', dur, shapes, [100, 30]))
  const turned = event('b', 'FusedGemm', 500, [[50, 100]], [100, 8])
  const others = [event('c', 'Mul', 40), event('d', 'Slice', 10), { ...event('e', 'Mul', 9), cat: 'Session' }]
  const { kernels, gigaflop } = sumKernels([...runs, turned, ...others], median)
  expect(kernels).toEqual([
    { kind: 'matrix products', count: 2, milliseconds: 2.5 },
    { kind: 'element by element', count: 1, milliseconds: 0.04 },
    { kind: 'copies', count: 1, milliseconds: 0.01 },
  ])
  expect(gigaflop).toBeCloseTo((2 * 100 * 20 * 30 + 2 * 50 * 100 * 8) / 1e9, 12)
})
