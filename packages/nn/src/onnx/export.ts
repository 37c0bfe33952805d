import type { NumberArray, SymbolicTensor } from '../tensor.ts'
import type { OnnxModelOptions } from './model.ts'
import { createGraph, rewriteGraph } from '../graph.ts'
import { constant, inputOperation } from '../ops/source.ts'
import { attributesOf, withInputs } from '../tensor.ts'
import { encodeOnnx } from './model.ts'

/**
 * A network as the bytes of a plain `.onnx` file, for any runtime: opset 18, standard operators. The inputs named in
 * `values`, such as the `feeds` of weights, become constants of the file; the others stay inputs.
 */
export function exportOnnx(
  outputs: Readonly<Record<string, SymbolicTensor>>,
  values: Readonly<Record<string, NumberArray>> = {},
  options: OnnxModelOptions = {},
): Uint8Array {
  const fixed = new Map<string, SymbolicTensor>()
  const roots = rewriteGraph(Object.values(outputs), (tensor, inputs) => {
    if (tensor.operation !== inputOperation) return withInputs(tensor, inputs)
    const { name } = attributesOf(tensor, inputOperation)
    if (!Object.hasOwn(values, name)) return tensor
    const found = fixed.get(name) ?? constant(values[name]!, tensor.shape, tensor.dtype)
    fixed.set(name, found)
    return found
  })
  const graph = createGraph(Object.fromEntries(Object.keys(outputs).map((name, i) => [name, roots[i]!])))
  return encodeOnnx(graph, options)
}
