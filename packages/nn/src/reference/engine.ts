import type { Buffers, Engine, Program } from '../engine.ts'
import type { Graph } from '../graph.ts'
import type { Block, NumberArray, SymbolicTensor } from '../tensor.ts'
import { checkForms } from '@asdf/core'
import { namedBuffers, someTensors } from '../argument-forms.ts'
import { checkBuffers, signaturesOf } from '../engine.ts'
import { inOrder } from '../graph.ts'
import { inputOperation } from '../ops/source.ts'
import { expandComposites } from '../optimize/expand-composites.ts'
import { sizeOf } from '../shapes.ts'
import { attributesOf } from '../tensor.ts'

/**
 * The slow, obvious engine that the others are tested against: it runs the graph as it was written, operation by
 * operation, in double precision. It also takes and gives `Float64Array`s, for derivatives by finite differences.
 */
export function referenceEngine(): Engine {
  return { id: '@asdf/nn/reference', compile: (graph) => Promise.resolve(createProgram(graph)), close: async () => {} }
}

function createProgram(graph: Graph): Program {
  const names = Object.keys(graph.outputs)
  const roots = expandComposites(Object.values(graph.outputs))
  const order = inOrder(roots)
  const inputs = signaturesOf(graph.inputs)
  const outputs = signaturesOf(graph.outputs)
  return {
    inputs,
    outputs,
    async run(feeds, into) {
      checkBuffers('feeds', inputs, feeds, true)
      checkBuffers('into', outputs, into, true)
      const values = evaluate(order, feeds)
      names.forEach((name, i) => into[name]!.set(values.get(roots[i]!)!.data))
    },
    close: async () => {},
  }
}

/** The values of tensors that come in order, each after its inputs; those of inputs are in `feeds`. */
export function evaluate(order: readonly SymbolicTensor[], feeds: Buffers): Map<SymbolicTensor, Block> {
  checkForms('evaluate', { order: [order, someTensors], feeds: [feeds, namedBuffers] })
  const values = new Map<SymbolicTensor, Block>()
  for (const tensor of order) {
    const { operation, shape, inputs, attributes } = tensor
    if (operation === inputOperation) {
      values.set(tensor, { shape, data: feeds[attributesOf(tensor, inputOperation).name]! })
      continue
    }
    if (operation.compute === undefined) throw new TypeError(`${operation.name} has no reference kernel`)
    const out: Block = { shape, data: arrayFor(tensor) }
    operation.compute(
      inputs.map((input) => values.get(input)!),
      out,
      attributes,
    )
    values.set(tensor, out)
  }
  return values
}

function arrayFor({ dtype, shape }: SymbolicTensor): NumberArray {
  const size = sizeOf(shape)
  return dtype === 'f32' ? new Float64Array(size) : dtype === 'i32' ? new Int32Array(size) : new Uint8Array(size)
}
