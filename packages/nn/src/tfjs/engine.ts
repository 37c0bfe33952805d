import type { Buffers, Engine, Program } from '../engine.ts'
import type { Graph } from '../graph.ts'
import type { SymbolicTensor } from '../tensor.ts'
import type { TfjsContext } from '../tensor.ts'
import type { TensorFlow, TfjsNamespace, TfjsTensor } from './runtime.ts'
import { AsdfError } from '@asdf/contract'
import { checkBuffers, signaturesOf } from '../engine.ts'
import { inOrder } from '../graph.ts'
import { inputOperation } from '../ops/source.ts'
import { optimize } from '../optimize/optimize.ts'
import { createProgramSet } from '../program-set.ts'
import { attributesOf } from '../tensor.ts'
import { tfjsTypes } from './types.ts'

export type { TfjsNamespace } from './runtime.ts'

const id = '@asdf/nn/tfjs'

/**
 * Runs graphs on TensorFlow.js, an operation at a time, on the backend that is set there: WebGPU, WebGL, WebAssembly,
 * plain JavaScript, or native code with `@tensorflow/tfjs-node`. Results are as exact as its functions, of which sines
 * and cosines on WebGL are good to 1e-3. `tf` is the namespace itself, which this package never imports. Anything else
 * is an `ASDF_OPTION_INVALID`; without a backend that works here, `compile` fails with `ASDF_ENGINE_MISSING`.
 */
export function tfjsEngine(tf: TfjsNamespace): Engine {
  const missing = (['tidy', 'ready', 'matMul'] as const).find((name) => typeof tf?.[name] !== 'function')
  if (missing !== undefined) {
    const remedy = "give what import * as tf from '@tensorflow/tfjs' gives"
    const message = `tfjsEngine: tf must be the namespace of TensorFlow.js, got one without '${missing}'; ${remedy}`
    throw new AsdfError('ASDF_OPTION_INVALID', message, { option: 'tf', received: tf })
  }
  const programs = createProgramSet()
  return {
    id,
    compile: (graph) =>
      programs.add(async (forget) => {
        await setUp(tf)
        return createProgram(graph, tf as unknown as TensorFlow, forget)
      }),
    close: () => programs.close(),
  }
}

async function setUp(tf: TfjsNamespace): Promise<void> {
  try {
    await tf.ready()
  } catch (cause) {
    const name = '@tensorflow/tfjs-backend-wasm'
    const fault = `TensorFlow.js has no backend that works here, got ${(cause as Error).message}`
    const message = `tfjsEngine: ${fault}; npm install ${name} and import it`
    throw new AsdfError('ASDF_ENGINE_MISSING', message, { engine: id, package: name }, { cause })
  }
}

function createProgram(graph: Graph, tf: TensorFlow, forget: () => void): Program {
  const inputs = signaturesOf(graph.inputs)
  const outputs = signaturesOf(graph.outputs)
  const names = Object.keys(outputs)
  const steps = createSteps(optimize(Object.values(graph.outputs)), tf)
  let isOpen = true
  return {
    inputs,
    outputs,
    async run(feeds, into) {
      if (!isOpen)
        throw new AsdfError('ASDF_UNSUPPORTED', 'run: the program is closed; compile it again', { feature: 'run' })
      checkBuffers('feeds', inputs, feeds)
      checkBuffers('into', outputs, into)
      const results = tf.tidy(() => steps.run(feeds))
      try {
        const values = await Promise.all(results.map((result) => result.data()))
        names.forEach((name, i) => into[name]!.set(values[i]!))
      } finally {
        for (const result of results) result.dispose()
      }
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      forget()
      steps.close()
    },
  }
}

function createSteps(roots: readonly SymbolicTensor[], tf: TensorFlow) {
  const order = inOrder(roots)
  const lastInputs = findLastInputs(order, roots)
  const kept = new Map<SymbolicTensor, TfjsTensor>()
  const isKept = new Set<TfjsTensor>()
  const context: TfjsContext = {
    tf,
    once(output, make) {
      const tensor = kept.get(output) ?? tf.keep(make())
      kept.set(output, tensor)
      isKept.add(tensor)
      return tensor
    },
  }

  function compute(tensor: SymbolicTensor, inputs: readonly TfjsTensor[], feeds: Buffers): TfjsTensor {
    const { operation, attributes, shape, dtype } = tensor
    if (operation === inputOperation) {
      return tf.tensor(feeds[attributesOf(tensor, inputOperation).name]!, shape, tfjsTypes[dtype])
    }
    if (operation.tfjs === undefined) throw new TypeError(`${operation.name} has no form for TensorFlow.js`)
    return operation.tfjs(context, inputs, tensor, attributes)
  }

  return {
    /** The values of `roots`, which are the caller's to free. Anything else is freed as soon as nothing needs it. */
    run(feeds: Buffers): TfjsTensor[] {
      const values = new Map<SymbolicTensor, TfjsTensor>()
      for (const tensor of order) {
        const inputs = tensor.inputs.map((input) => values.get(input)!)
        values.set(
          tensor,
          tf.tidy(() => compute(tensor, inputs, feeds)),
        )
        for (const input of lastInputs.get(tensor)!) {
          const value = values.get(input)!
          if (!isKept.has(value)) value.dispose()
        }
      }
      return roots.map((root, i) => {
        const value = values.get(root)!
        // A result may be asked for twice, or be kept for the next run. Backends may copy it for a clone.
        return isKept.has(value) || roots.indexOf(root) < i ? value.clone() : value
      })
    },
    close(): void {
      for (const tensor of kept.values()) tensor.dispose()
      kept.clear()
      isKept.clear()
    },
  }
}

/** For each tensor those of its inputs that nothing after it needs. */
function findLastInputs(
  order: readonly SymbolicTensor[],
  roots: readonly SymbolicTensor[],
): ReadonlyMap<SymbolicTensor, readonly SymbolicTensor[]> {
  const needed = new Set(roots)
  const lastInputs = new Map<SymbolicTensor, readonly SymbolicTensor[]>()
  for (const tensor of order.toReversed()) {
    const last = [...new Set(tensor.inputs)].filter((input) => !needed.has(input))
    for (const input of last) needed.add(input)
    lastInputs.set(tensor, last)
  }
  return lastInputs
}
