import { AsdfError } from '@asdf/contract'
import { checkNumberOption, checkOptionNames } from '@asdf/core'
import type { Buffers, Engine, Program } from '../engine.ts'
import type { Graph } from '../graph.ts'
import type { NumberArray } from '../tensor.ts'
import type { Piece, SplitGraph } from './pieces.ts'
import type { OnnxRuntime, OnnxSession, OnnxTensor } from './runtime.ts'
import { checkBuffers, signaturesOf } from '../engine.ts'
import { optimize } from '../optimize/optimize.ts'
import { sizeOf } from '../shapes.ts'
import { encodeModel } from './model.ts'
import { splitGraph } from './pieces.ts'

export interface OnnxOptions {
  /** Threads for one operation; all physical cores when absent. Results may differ in the last bit between counts. */
  readonly threads?: number
  /** Where to run, in order of preference, as ONNX Runtime names them: `['cuda', 'cpu']`; the processor when absent. */
  readonly executionProviders?: readonly (string | object)[]
  /** ONNX Runtime itself, when it is not to be looked for: what `import('onnxruntime-node')` gives. */
  readonly runtime?: OnnxRuntime
  /** More options for ONNX Runtime's `InferenceSession.create`, over those chosen here. */
  readonly session?: object
}

interface Loader {
  readonly id: string
  /** Package that holds ONNX Runtime. */
  readonly package: string
  readonly load: () => Promise<unknown>
  /** Whether the runtime writes to arrays it is given; else results are copied into them. */
  readonly writesInPlace: boolean
}

const typeNames = { f32: 'float32', i32: 'int32', bool: 'bool' } as const

/**
 * Each session has threads of its own, which wait for work in a busy loop: for milliseconds, unless told otherwise. While
 * one program runs, those of others would take its cores, and a step of two programs would last twice as long.
 */
const waiting = { 'session.force_spinning_stop': '1', 'session.intra_op.spin_duration_us': '100' }

const known = { threads: 0, executionProviders: 0, runtime: 0, session: 0 }

/** Compiles graphs to ONNX and runs them on ONNX Runtime, which is loaded when the first graph is compiled. */
export function createOnnxEngine(loader: Loader, options: OnnxOptions): Engine {
  checkOptionNames('onnxEngine', options, known)
  const { threads, executionProviders, session, runtime } = options
  if (threads !== undefined) checkNumberOption('onnxEngine', 'threads', threads, { integer: true, minimum: 1 })
  const sessionOptions = {
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    interOpNumThreads: 1,
    // Errors only: libraries do not print.
    logSeverityLevel: 3,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(executionProviders && { executionProviders }),
    ...session,
    extra: { ...waiting, ...(session as { readonly extra?: object } | undefined)?.extra },
  }
  const programs = new Set<Program>()
  return {
    id: loader.id,
    async compile(graph) {
      const loaded = runtime ?? (await load(loader))
      const pieces = splitGraph(graph, optimize(Object.values(graph.outputs)))
      const session = await loaded.InferenceSession.create(encodeModel(pieces), sessionOptions)
      const native = { session, pieces, Tensor: loaded.Tensor, writesInPlace: loader.writesInPlace }
      const program = createProgram(graph, native, () => programs.delete(program))
      programs.add(program)
      return program
    },
    async close() {
      await Promise.all([...programs].map((program) => program.close()))
    },
  }
}

async function load(loader: Loader): Promise<OnnxRuntime> {
  try {
    const module = (await loader.load()) as { readonly default?: OnnxRuntime } & Partial<OnnxRuntime>
    return module.InferenceSession === undefined ? module.default! : (module as OnnxRuntime)
  } catch (cause) {
    const message = `onnxEngine: ${loader.package} cannot be loaded, got ${(cause as Error).message}; npm install ${loader.package}`
    throw new AsdfError('ASDF_ENGINE_MISSING', message, { engine: loader.id, package: loader.package }, { cause })
  }
}

interface Native {
  readonly session: OnnxSession
  readonly pieces: SplitGraph
  readonly Tensor: OnnxRuntime['Tensor']
  readonly writesInPlace: boolean
}

function createProgram(graph: Graph, { session, pieces, Tensor, writesInPlace }: Native, forget: () => void): Program {
  const inputs = signaturesOf(graph.inputs)
  const outputs = signaturesOf(graph.outputs)
  const names = pieces.outputs.map(({ name }) => name)
  const wrapFeeds = createWrapper(Tensor, pieces.inputs)
  const wrapResults = createWrapper(Tensor, pieces.outputs)
  let isOpen = true

  return {
    inputs,
    outputs,
    async run(feeds, into) {
      if (!isOpen)
        throw new AsdfError('ASDF_UNSUPPORTED', 'run: the program is closed; compile it again', { feature: 'run' })
      checkBuffers('feeds', inputs, feeds)
      checkBuffers('into', outputs, into)
      const results = await session.run(wrapFeeds(feeds), writesInPlace ? wrapResults(into) : names)
      if (writesInPlace) return
      for (const { name, of, start } of pieces.outputs) into[of]!.set(results[name]!.data as NumberArray, start)
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      forget()
      await session.release()
    },
  }
}

/** Presents arrays as tensors of ONNX Runtime, without copying, and keeps them: mostly the same ones come again. */
function createWrapper(Tensor: OnnxRuntime['Tensor'], pieces: readonly Piece[]) {
  const tensors: Record<string, OnnxTensor> = {}
  const arrays: Record<string, NumberArray> = {}
  return (buffers: Buffers): Record<string, OnnxTensor> => {
    for (const { name, of, start, shape, dtype } of pieces) {
      const array = buffers[of]!
      if (arrays[name] === array) continue
      tensors[name] = new Tensor(typeNames[dtype], array.subarray(start, start + sizeOf(shape)), shape)
      arrays[name] = array
    }
    return tensors
  }
}
