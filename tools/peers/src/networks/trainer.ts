import type { Rng } from '@asdf/contract'
import type { Engine, NumberArray, Program, SymbolicTensor } from '@asdf/nn'
import type { ParameterScope, Weights } from '@asdf/nn'
import { allocate, createGraph, fillUniform, gradientOutputs } from '@asdf/nn'

/** Encoded rows of a table to draw batches from. */
export interface Rows {
  readonly values: Float32Array
  readonly count: number
  readonly width: number
}

/** What every network is trained with. */
export interface Training {
  readonly engine: Engine
  readonly rows: Rows
  readonly rng: Rng
  /** Milliseconds in the engine's native calls so far, and in compiling: added to by `createUpdate`. */
  readonly spent: { native: number; compiling: number }
}

/** One step of training, everything included: batch, noise, gradients, update. Gives the loss. */
export type Step = () => Promise<number>

/** Sizes that a smoke test may shrink. */
export interface Sizes {
  readonly batch: number
}

/** One graph that computes a loss and its gradients, with its own arrays, and the update of the weights after it. */
export interface Update {
  readonly feeds: Readonly<Record<string, Float32Array>>
  run(): Promise<number>
}

export interface UpdateParts {
  readonly loss: SymbolicTensor
  /** Whose parameters are trained. */
  readonly scope: ParameterScope
  /** The weights of those, first, and of any others that the graph reads. */
  readonly weights: readonly Weights[]
}

/** Compiles the graph of an update. */
export async function createUpdate(
  { engine, spent }: Training,
  { loss, scope, weights }: UpdateParts,
): Promise<Update> {
  const start = performance.now()
  const graph = createGraph({ loss, ...gradientOutputs(loss, scope.list()) })
  const program: Program = await engine.compile(graph)
  spent.compiling += performance.now() - start
  const [trained] = weights as readonly [Weights]
  const all: Record<string, NumberArray> = allocate(program.inputs)
  for (const { feeds } of weights) {
    for (const [name, values] of Object.entries(feeds)) if (name in program.inputs) all[name] = values
  }
  const value = new Float32Array(1)
  const into = { loss: value, ...trained.into }
  return {
    feeds: all as Record<string, Float32Array>,
    async run() {
      const before = performance.now()
      await program.run(all, into)
      spent.native += performance.now() - before
      trained.update()
      return value[0]!
    },
  }
}

/** Draws rows with replacement into `out`, [batch, columns]; columns from `start` on go to `tail` too. */
export function gatherRows(rng: Rng, { values, count, width }: Rows, out: Float32Array, tail?: Tail): void {
  const draws = new Float32Array(out.length / width)
  fillUniform(rng, draws)
  for (let to = 0, i = 0; to < out.length; to += width, i++) {
    const row = Math.floor(draws[i]! * count) * width
    out.set(values.subarray(row, row + width), to)
    if (tail !== undefined) tail.out.set(values.subarray(row + tail.start, row + width), i * (width - tail.start))
  }
}

interface Tail {
  readonly start: number
  readonly out: Float32Array
}
