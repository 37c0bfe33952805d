import type { Graph } from '../graph.ts'
import type { Signature, SymbolicTensor } from '../tensor.ts'
import { inOrder, rewriteGraph } from '../graph.ts'
import { concatOperation, sliceOperation } from '../ops/slice.ts'
import { input, inputOperation } from '../ops/source.ts'
import { sizeOf } from '../shapes.ts'
import { attributesOf, withInputs } from '../tensor.ts'

/** An input or output of a model: all of an array of the program, or a part of it without gaps. */
export interface Piece extends Signature {
  /** Its name in the model. */
  readonly name: string
  /** The array's name in the program. */
  readonly of: string
  /** Elements of the array before it. */
  readonly start: number
}

export interface SplitGraph {
  readonly inputs: readonly Piece[]
  readonly outputs: readonly (Piece & { readonly tensor: SymbolicTensor })[]
}

/**
 * A graph whose inputs and outputs are the pieces that it computes with: of an input that is only used by slices of rows,
 * those rows, and of an output that puts rows below one another, each block. They lie in the arrays without gaps, so the
 * model reads and writes them there, and neither cuts nor copies. `roots` are the graph's outputs, optimized.
 */
export function splitGraph({ inputs, outputs }: Graph, roots: readonly SymbolicTensor[]): SplitGraph {
  const cut = findCutInputs(roots)
  const pieces = new Map<string, Piece & { readonly tensor: SymbolicTensor }>()
  const rewritten = rewriteGraph(roots, (tensor, rewrittenInputs) => {
    const [whole] = tensor.inputs
    if (whole === undefined || !cut.has(whole)) return withInputs(tensor, rewrittenInputs)
    const of = attributesOf(whole, inputOperation).name
    const { start, end } = attributesOf(tensor, sliceOperation)
    // Names that begin with a point are never those of a program.
    const name = `.${of}:${start}-${end}`
    const known = pieces.get(name) ?? {
      ...{ name, of, start: start * sizeOf(whole.shape.slice(1)), shape: tensor.shape, dtype: tensor.dtype },
      tensor: input(name, tensor.shape, tensor.dtype),
    }
    pieces.set(name, known)
    return known.tensor
  })
  const isCut = new Set([...pieces.values()].map(({ of }) => of))
  const whole = Object.entries(inputs).filter(([name]) => !isCut.has(name))
  return {
    inputs: [...whole.map(([name, signature]) => wholePiece(name, signature)), ...pieces.values()],
    outputs: Object.keys(outputs).flatMap((name, i) => splitOutput(name, rewritten[i]!)),
  }
}

/** A graph as it is. */
export function wholeGraph({ inputs, outputs }: Graph, roots: readonly SymbolicTensor[]): SplitGraph {
  return {
    inputs: Object.entries(inputs).map(([name, signature]) => wholePiece(name, signature)),
    outputs: Object.keys(outputs).map((name, i) => ({ ...wholePiece(name, roots[i]!), tensor: roots[i]! })),
  }
}

/** Inputs that are used by nothing but slices of rows. */
function findCutInputs(roots: readonly SymbolicTensor[]): ReadonlySet<SymbolicTensor> {
  const cut = new Set<SymbolicTensor>()
  const whole = new Set(roots)
  for (const tensor of inOrder(roots)) {
    const isRows = tensor.operation === sliceOperation && attributesOf(tensor, sliceOperation).axis === 0
    for (const used of tensor.inputs) (isRows && used.operation === inputOperation ? cut : whole).add(used)
  }
  return new Set([...cut].filter((tensor) => !whole.has(tensor)))
}

function splitOutput(of: string, tensor: SymbolicTensor): (Piece & { readonly tensor: SymbolicTensor })[] {
  const isBlocks = tensor.operation === concatOperation && attributesOf(tensor, concatOperation).axis === 0
  if (!isBlocks) return [{ ...wholePiece(of, tensor), tensor }]
  let start = 0
  return tensor.inputs.map((block) => {
    const piece = { name: `.${of}:${start}`, of, start, shape: block.shape, dtype: block.dtype, tensor: block }
    start += sizeOf(block.shape)
    return piece
  })
}

function wholePiece(name: string, { shape, dtype }: Signature): Piece {
  return { name, of: name, start: 0, shape, dtype }
}
