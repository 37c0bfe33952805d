import type { Buffers, Engine, Program } from '../engine.ts'
import type { Graph } from '../graph.ts'
import type { NumberArray } from '../tensor.ts'
import type { OnnxOptions } from './onnx-options.ts'
import type { Piece, SplitGraph } from './pieces.ts'
import type { Loader, OnnxRuntime, OnnxSession, OnnxTensor } from './runtime.ts'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, optionError } from '@asdf/core'
import { checkBuffers, signaturesOf } from '../engine.ts'
import { createGraph } from '../graph.ts'
import { zeros } from '../ops/source.ts'
import { optimize } from '../optimize/optimize.ts'
import { createProgramSet } from '../program-set.ts'
import { sizeOf } from '../shapes.ts'
import { loadFailure, runFailure, sessionFailure } from './failures.ts'
import { encodeModel, encodeOnnx } from './model.ts'
import { splitGraph } from './pieces.ts'

const typeNames = { f32: 'float32', i32: 'int32', bool: 'bool' } as const

/**
 * Each session has threads of its own, which wait for work in a busy loop: for milliseconds, unless told otherwise. While
 * one program runs, those of others would take its cores, and a step of two programs would last twice as long.
 */
const waiting = { 'session.force_spinning_stop': '1', 'session.intra_op.spin_duration_us': '100' }

/** Nothing that does not end the process: libraries do not print, and what fails is thrown. */
const quiet = { logSeverityLevel: 4 }

const known = { threads: 0, executionProviders: 0, runtime: 0, session: 0 }

/** Compiles graphs to ONNX and runs them on ONNX Runtime, which is loaded when the first graph is compiled. */
export function createOnnxEngine(loader: Loader, options: OnnxOptions): Engine {
  checkOptions(options)
  const programs = createProgramSet()
  return {
    id: loader.id,
    compile: (graph) =>
      programs.add(async (forget) => {
        const runtime = options.runtime ? runtimeIn(options.runtime)! : await load(loader)
        const pieces = splitGraph(graph, optimize(Object.values(graph.outputs)))
        const session = await createSession(runtime, loader, options, encodeModel(pieces))
        return createProgram(graph, { session, pieces, runtime, writesInPlace: loader.writesInPlace }, forget)
      }),
    close: () => programs.close(),
  }
}

function checkOptions(options: OnnxOptions): void {
  checkOptionNames('onnxEngine', options, known)
  const { threads, executionProviders, runtime } = options
  if (threads !== undefined)
    checkNumberOption('onnxEngine', 'threads', threads, { integer: true, minimum: 1, maximum: 1024 })
  if (executionProviders !== undefined && !Array.isArray(executionProviders)) {
    throw optionError('onnxEngine', 'executionProviders', executionProviders, "must be a list, such as ['cpu']")
  }
  if (runtime !== undefined && runtimeIn(runtime) === undefined) {
    const fault = "must be what import('onnxruntime-node') gives, with InferenceSession and Tensor"
    throw optionError('onnxEngine', 'runtime', runtime, fault)
  }
}

async function load(loader: Loader): Promise<OnnxRuntime> {
  try {
    const runtime = runtimeIn(await loader.load())
    if (runtime === undefined) throw new TypeError(`${loader.package} has no InferenceSession`)
    // Libraries do not print.
    if (runtime.env !== undefined) runtime.env.logLevel = 'fatal'
    return runtime
  } catch (cause) {
    throw loadFailure(loader, cause)
  }
}

/** ONNX Runtime in a module, which as CommonJS may hold it as its default; undefined where it is not. */
function runtimeIn(module: unknown): OnnxRuntime | undefined {
  const inner = (module as { readonly default?: unknown } | null)?.default
  return [module, inner].find(
    (candidate): candidate is OnnxRuntime =>
      typeof (candidate as Partial<OnnxRuntime> | null | undefined)?.InferenceSession?.create === 'function' &&
      typeof (candidate as Partial<OnnxRuntime>).Tensor === 'function',
  )
}

async function createSession(
  { InferenceSession }: OnnxRuntime,
  loader: Loader,
  options: OnnxOptions,
  model: Uint8Array,
): Promise<OnnxSession> {
  const { executionProviders, ...others } = options
  try {
    return await InferenceSession.create(model, sessionOptions(options))
  } catch (cause) {
    const works = async (keepsProviders: boolean) => {
      const simplest = encodeOnnx(createGraph({ zero: zeros([1]) }))
      try {
        const session = await InferenceSession.create(simplest, sessionOptions(keepsProviders ? options : others))
        await session.release()
        return true
      } catch {
        return false
      }
    }
    throw await sessionFailure(loader, options, cause, works)
  }
}

function sessionOptions({ threads, executionProviders, session }: OnnxOptions): object {
  return {
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    interOpNumThreads: 1,
    ...quiet,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(executionProviders && { executionProviders }),
    ...session,
    extra: { ...waiting, ...(session as { readonly extra?: object } | undefined)?.extra },
  }
}

interface Native {
  readonly session: OnnxSession
  readonly pieces: SplitGraph
  readonly runtime: OnnxRuntime
  readonly writesInPlace: boolean
}

function createProgram(graph: Graph, native: Native, forget: () => void): Program {
  const inputs = signaturesOf(graph.inputs)
  const outputs = signaturesOf(graph.outputs)
  const execute = createExecution(native)
  // Runs take turns: ONNX Runtime starts one a while after it is asked to, and not every backend takes two at once.
  let turn: Promise<unknown> = Promise.resolve()
  let isOpen = true

  return {
    inputs,
    outputs,
    async run(feeds, into) {
      if (!isOpen)
        throw new AsdfError('ASDF_UNSUPPORTED', 'run: the program is closed; compile it again', { feature: 'run' })
      checkBuffers('feeds', inputs, feeds)
      checkBuffers('into', outputs, into)
      const result = turn.then(() => execute(feeds, into))
      turn = result.catch(() => undefined)
      await result
    },
    async close() {
      if (isOpen) {
        isOpen = false
        forget()
        turn = turn.then(() => native.session.release())
      }
      await turn
    },
  }
}

function createExecution({ session, pieces, runtime: { Tensor }, writesInPlace }: Native) {
  const names = pieces.outputs.map(({ name }) => name)
  const wrapFeeds = createWrapper(Tensor, pieces.inputs)
  const wrapResults = createWrapper(Tensor, pieces.outputs)
  return async (feeds: Buffers, into: Buffers): Promise<void> => {
    try {
      const results = await session.run(wrapFeeds(feeds), writesInPlace ? wrapResults(into) : names, quiet)
      if (writesInPlace) return
      for (const { name, of, start } of pieces.outputs) into[of]!.set(results[name]!.data as NumberArray, start)
    } catch (cause) {
      throw runFailure(cause)
    }
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
