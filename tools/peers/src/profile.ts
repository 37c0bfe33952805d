/** Kernels of one kind in a step. */
export interface KernelTime {
  readonly kind: KernelKind
  readonly count: number
  readonly milliseconds: number
}

export const kernelKinds = ['matrix products', 'element by element', 'sums and softmax', 'copies'] as const

export type KernelKind = (typeof kernelKinds)[number]

/** Where the time of a training step goes. Times are medians over steps. */
export interface Profile {
  readonly date: string
  readonly processor: string
  readonly threads: number
  /** The step as it is. */
  readonly milliseconds: number
  /** In native calls. */
  readonly nativeMilliseconds: number
  /** With profiling on: the sum over kernels of each one's median. */
  readonly kernels: readonly KernelTime[]
  /** Of the matrix products of a step: 2·m·k·n for each, in 10^9. */
  readonly gigaflop: number
  /** What ONNX Runtime multiplies large matrices at on this machine, in 10^9 a second. */
  readonly gigaflopsPerSecond: number
}

/** Profile by the id of its work: what `profiles.json` holds. */
export type Profiles = Readonly<Record<string, Profile>>

/** One run of one kernel, as ONNX Runtime writes it. */
export interface KernelEvent {
  readonly cat: string
  readonly name: string
  /** Microseconds. */
  readonly dur: number
  readonly args?: {
    readonly op_name?: string
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[]
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[]
  }
}

const kinds: Readonly<Record<string, KernelKind>> = {
  ...of('matrix products', ['Gemm', 'FusedGemm', 'MatMul', 'FusedMatMul']),
  ...of('sums and softmax', ['ReduceSum', 'ReduceMax', 'Softmax', 'LogSoftmax']),
  ...of('copies', ['Concat', 'Expand', 'Gather', 'Identity', 'Pad', 'Reshape', 'Slice', 'Split', 'Transpose']),
}

/** Adds up one session's events: the median over runs of each kernel, by kind, and the work in matrix products. */
export function sumKernels(events: readonly KernelEvent[], median: (values: readonly number[]) => number) {
  const runs = new Map<string, KernelEvent[]>()
  for (const event of events) {
    if (event.cat !== 'Node' || !event.name.endsWith('kernel_time')) continue
    runs.set(event.name, [...(runs.get(event.name) ?? []), event])
  }
  const sums = new Map<KernelKind, { count: number; milliseconds: number }>()
  let gigaflop = 0
  for (const [first, ...rest] of runs.values()) {
    const kind = kinds[first!.args?.op_name ?? ''] ?? 'element by element'
    const known = sums.get(kind) ?? { count: 0, milliseconds: 0 }
    const middle = median([first!, ...rest].map(({ dur }) => dur)) / 1000
    sums.set(kind, { count: known.count + 1, milliseconds: known.milliseconds + middle })
    if (kind === 'matrix products') gigaflop += flopOf(first!) / 1e9
  }
  return { kernels: [...sums].map(([kind, sum]) => ({ kind, ...sum })), gigaflop }
}

/** 2·m·k·n: each element of the result has k products and as many sums. k is what the first matrix has beside m. */
function flopOf({ args }: KernelEvent): number {
  const [first, result] = [args?.input_type_shape?.[0], args?.output_type_shape?.[0]].map((shape) =>
    Object.values(shape ?? {}).at(0),
  )
  if (first === undefined || result === undefined) return 0
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)
  return (2 * size(first) * size(result)) / result.slice(0, -1).reduce((a, b) => a * b, 1)
}

function of(kind: KernelKind, names: readonly string[]): Record<string, KernelKind> {
  return Object.fromEntries(names.map((name) => [name, kind]))
}
