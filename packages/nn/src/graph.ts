import type { SymbolicTensor } from './tensor.ts'
import { AsdfError } from '@asdf/contract'
import { checkForms } from '@asdf/core'
import { namedTensors } from './argument-forms.ts'
import { inputOperation } from './ops/source.ts'
import { showShape } from './shapes.ts'
import { attributesOf } from './tensor.ts'

/** What an engine compiles: named results, and the named inputs they are computed from. */
export interface Graph {
  readonly inputs: Readonly<Record<string, SymbolicTensor>>
  readonly outputs: Readonly<Record<string, SymbolicTensor>>
}

/**
 * The graph that computes `outputs`. Its inputs are found; no two may share a name, even of one shape: what is used twice
 * is one tensor, or its gradient would be that of half of its uses.
 */
export function createGraph(outputs: Readonly<Record<string, SymbolicTensor>>): Graph {
  checkForms('createGraph', { outputs: [outputs, namedTensors] })
  if (Object.keys(outputs).length === 0) {
    throw new AsdfError('ASDF_OPTION_INVALID', 'createGraph: needs at least one output, got none', {
      option: 'outputs',
      received: outputs,
    })
  }
  const inputs = new Map<string, SymbolicTensor>()
  for (const tensor of inOrder(Object.values(outputs))) {
    if (tensor.operation !== inputOperation) continue
    const { name } = attributesOf(tensor, inputOperation)
    const known = inputs.get(name)
    if (known !== undefined) {
      const shapes = `got ${showShape(known.shape)} and ${showShape(tensor.shape)}`
      const message = `createGraph: two inputs are named '${name}', ${shapes}; make one and use it twice, or rename one`
      throw new AsdfError('ASDF_OPTION_INVALID', message, { option: 'outputs', received: name })
    }
    inputs.set(name, tensor)
  }
  for (const name of [...inputs.keys(), ...Object.keys(outputs)]) {
    const isTaken = inputs.has(name) && Object.hasOwn(outputs, name)
    if (!isTaken && !name.startsWith('.')) continue
    const fault = isTaken ? 'names both an input and an output' : 'must not begin with a point'
    throw new AsdfError('ASDF_OPTION_INVALID', `createGraph: '${name}' ${fault}; rename it`, {
      option: 'outputs',
      received: name,
    })
  }
  return { inputs: Object.fromEntries(inputs), outputs: { ...outputs } }
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
