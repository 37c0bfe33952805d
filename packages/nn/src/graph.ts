import { AsdfError } from '@asdf/contract'
import type { SymbolicTensor } from './tensor.ts'
import { sameShape, showShape } from './shapes.ts'
import { attributesOf } from './tensor.ts'
import { inputOperation } from './ops/source.ts'

/** What an engine compiles: named results, and the named inputs they are computed from. */
export interface Graph {
  readonly inputs: Readonly<Record<string, SymbolicTensor>>
  readonly outputs: Readonly<Record<string, SymbolicTensor>>
}

/** The graph that computes `outputs`. Its inputs are found; two different ones may not share a name. */
export function createGraph(outputs: Readonly<Record<string, SymbolicTensor>>): Graph {
  if (Object.keys(outputs).length === 0) {
    throw new AsdfError('ASDF_OPTION_INVALID', 'createGraph: needs at least one output, got none', {
      option: 'outputs',
      received: outputs,
    })
  }
  const inputs: Record<string, SymbolicTensor> = {}
  for (const tensor of inOrder(Object.values(outputs))) {
    if (tensor.operation !== inputOperation) continue
    const { name } = attributesOf(tensor, inputOperation)
    const known = inputs[name]
    if (known !== undefined && !(known.dtype === tensor.dtype && sameShape(known.shape, tensor.shape))) {
      throw new AsdfError(
        'ASDF_SHAPE_MISMATCH',
        `createGraph: two inputs are named '${name}', got ${showShape(known.shape)} and ${showShape(tensor.shape)}`,
        { expected: known.shape, received: tensor.shape },
      )
    }
    inputs[name] = known ?? tensor
  }
  for (const name of [...Object.keys(inputs), ...Object.keys(outputs)]) {
    const isTaken = Object.hasOwn(inputs, name) && Object.hasOwn(outputs, name)
    if (!isTaken && !name.startsWith('.')) continue
    const fault = isTaken ? 'names both an input and an output' : 'must not begin with a point'
    throw new AsdfError('ASDF_OPTION_INVALID', `createGraph: '${name}' ${fault}; rename it`, {
      option: 'outputs',
      received: name,
    })
  }
  return { inputs, outputs: { ...outputs } }
}

/** Every tensor that `roots` are computed from, and they themselves, each after its inputs. */
export function inOrder(roots: readonly SymbolicTensor[]): SymbolicTensor[] {
  const order: SymbolicTensor[] = []
  const seen = new Set<SymbolicTensor>()
  // A stack of our own: graphs of long recurrences are deeper than calls may nest.
  const stack = roots.toReversed().map((tensor) => ({ tensor, next: 0 }))
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const input = seen.has(top.tensor) ? undefined : top.tensor.inputs[top.next++]
    if (input !== undefined) {
      if (!seen.has(input)) stack.push({ tensor: input, next: 0 })
      continue
    }
    stack.pop()
    if (seen.has(top.tensor)) continue
    seen.add(top.tensor)
    order.push(top.tensor)
  }
  return order
}

/** Writes tensors anew, inputs first. `rewrite` is given each with its inputs already written anew. */
export function rewriteGraph(
  roots: readonly SymbolicTensor[],
  rewrite: (tensor: SymbolicTensor, inputs: readonly SymbolicTensor[]) => SymbolicTensor,
): SymbolicTensor[] {
  const written = new Map<SymbolicTensor, SymbolicTensor>()
  for (const tensor of inOrder(roots)) {
    const inputs = tensor.inputs.map((input) => written.get(input)!)
    written.set(tensor, rewrite(tensor, inputs))
  }
  return roots.map((root) => written.get(root)!)
}
