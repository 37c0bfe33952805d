import type { Rng } from '@asdf/contract'
import type { Engine, Program } from '../../engine.ts'
import type { NumberArray } from '../../tensor.ts'
import type { RowNetwork } from './row-network.ts'
import { checkForms, createRng } from '@asdf/core'
import * as nn from '../../index.ts'
import { anEngine, aNetwork } from '../argument-forms.ts'
import { toTransformOrder } from '../row-layout.ts'

/** Statistics that a network is sampled with, such as batch norm's, by the name that graphs know them by. */
export type StatisticArrays = Readonly<Record<string, Float32Array>>

/** The trained numbers of a generator. */
export interface GeneratorNumbers {
  /** All parameters, one after another, in the order of the graph. */
  readonly values: Float32Array
  readonly statistics: StatisticArrays
  /** The error of each class that it was last told. */
  readonly context: Float32Array
}

export interface RowRequest {
  readonly numbers: GeneratorNumbers
  readonly count: number
  readonly rng: Rng
  /** Writes the conditions of rows `first` to `first + count` into zeros, and adds what it likes to the Gumbel noise. */
  prepare?(inputs: BatchInputs, first: number, count: number): void
  readonly signal?: AbortSignal | undefined
}

/** What a batch is made from, row by row. */
export interface BatchInputs {
  readonly condition: Float32Array
  readonly gumbel: Float32Array
}

/** Makes encoded rows, in the order of the transform. */
export interface RowGenerator {
  make(request: RowRequest): Promise<Float32Array>
  close(): Promise<void>
}

interface Sampler {
  readonly program: Program
  readonly feeds: Record<string, NumberArray>
  readonly values: Float32Array
  readonly into: Float32Array
}

const sizes = [64, 2048] as const

/** A generator of rows. Graphs are compiled when first needed, one for few rows and one for many. */
export function rowGenerator(engine: Engine, network: RowNetwork): RowGenerator {
  checkForms('rowGenerator', { engine: [engine, anEngine], network: [network, aNetwork] })
  const { layout } = network.plan
  const samplers = new Map<number, Promise<Sampler>>()
  // Buffers are shared, so requests take turns.
  let last: Promise<unknown> = Promise.resolve()

  function samplerOf(size: number): Promise<Sampler> {
    const known = samplers.get(size) ?? prepareSampler(engine, network, size)
    samplers.set(size, known)
    known.catch(() => samplers.delete(size))
    return known
  }

  async function make(request: RowRequest): Promise<Float32Array> {
    const { count, signal } = request
    const out = new Float32Array(count * layout.width)
    const size = count <= sizes[0] ? sizes[0] : sizes[1]
    for (let first = 0; first < count; first += size) {
      signal?.throwIfAborted()
      const sampler = await samplerOf(size)
      const made = Math.min(size, count - first)
      fillFeeds(sampler, request, first, made)
      await sampler.program.run(sampler.feeds, { rows: sampler.into })
      toTransformOrder(sampler.into, layout, out, first, made)
    }
    return out
  }

  return {
    make(request) {
      if (layout.width === 0) return Promise.resolve(new Float32Array(0))
      const turn = last.then(() => make(request))
      last = turn.catch(() => {})
      return turn
    },
    async close() {
      const open = [...samplers.values()]
      samplers.clear()
      for (const sampler of open) await (await sampler).program.close()
    },
  }
}

async function prepareSampler(engine: Engine, network: RowNetwork, size: number): Promise<Sampler> {
  const { parameters, rows } = network.writeSamplingGraph(size)
  const program = await engine.compile(nn.createGraph({ rows }))
  const { values, feeds: own } = nn.createWeights(parameters, { rng: createRng(0) })
  const feeds = { ...nn.allocate(program.inputs), ...own }
  return { program, feeds, values, into: new Float32Array(size * network.plan.layout.width) }
}

const nothing = new Float32Array(0)

function fillFeeds({ feeds, values }: Sampler, request: RowRequest, first: number, count: number): void {
  const { numbers, rng, prepare } = request
  values.set(numbers.values)
  for (const [name, array] of Object.entries(numbers.statistics)) feeds[name]!.set(array)
  feeds['context']?.set(numbers.context)
  const [noise, gumbel, condition] = ['noise', 'gumbel', 'condition'].map((name) => feeds[name] as Float32Array)
  const random = rng.fork(first)
  nn.fillNormal(random, noise!)
  if (gumbel !== undefined) nn.fillGumbel(random, gumbel)
  condition?.fill(0)
  prepare?.({ condition: condition ?? nothing, gumbel: gumbel ?? nothing }, first, count)
}
