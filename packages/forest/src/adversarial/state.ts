import type { AnyTensor, Artifact, JsonObject } from '@asdf/contract'
import type { TableCoder } from '../columns/table-coder.ts'
import type { AdversarialModel } from './adversarial-model.ts'
import type { DerivedColumn, Layout } from './layout.ts'
import type { LeafModel } from './leaf-model.ts'
import { artifactArray, artifactFault, checkArtifact } from '@asdf/core'
import { restoreTableCoder } from '../columns/table-coder.ts'
import { isReport, reportToJson } from '../report-state.ts'
import { leafDensity } from './kernels/leaf-density.ts'
import { setWords } from './kernels/tree.ts'

const stateVersion = 2

const integerArrays = ['roots', 'column', 'next', 'setAt', 'sets', 'leafRows', 'entryStarts'] as const
const byteArrays = ['entryCodes', 'entryCounts'] as const

/** A model as an artifact: trees, counts of codes in leaves, and coders. */
export function saveModel(model: AdversarialModel): Artifact {
  const { id, coder, layout, leaves, pseudoCount, bandwidth, accuracies, report } = model
  const arrays: Record<string, AnyTensor> = { ...coder.arrays }
  for (const name of integerArrays) arrays[name] = { dtype: 'i32', shape: [leaves[name].length], data: leaves[name] }
  for (const name of byteArrays) arrays[name] = { dtype: 'u8', shape: [leaves[name].length], data: leaves[name] }
  layout.derived.forEach(
    ({ codes }, i) => (arrays[`derived${i}`] = { dtype: 'u8', shape: [codes.length], data: codes }),
  )
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: id,
    stateVersion,
    state: {
      table: coder.state,
      rowCount: leaves.rowCount,
      modelled: [...layout.modelled],
      derived: layout.derived.map(({ column, place }) => ({ column, place })),
      pseudoCount,
      bandwidth,
      accuracies: [...accuracies],
      report: reportToJson(report),
    },
    arrays,
  }
}

/** Reads what `saveModel` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreModel(artifact: Artifact, id: string): AdversarialModel {
  checkArtifact(artifact, id, stateVersion)
  const { state } = artifact
  const coder = restoreTableCoder(artifact, state['table'])
  const layout = readLayout(artifact, coder)
  const leaves = readLeaves(artifact, coder, layout)
  const pseudoCount = readNumber(artifact, 'pseudoCount')
  const bandwidth = readNumber(artifact, 'bandwidth')
  const { accuracies, report } = state
  if (!isReport(report)) throw damaged(id, 'report')
  if (!Array.isArray(accuracies) || !accuracies.every((one) => typeof one === 'number')) throw damaged(id, 'accuracies')
  return {
    id,
    coder,
    layout,
    leaves,
    pseudoCount,
    bandwidth,
    density: leafDensity(leaves, { pseudoCount, bandwidth, hasNull: nullFlags(coder, layout) }),
    accuracies,
    report,
  }
}

/** For each modelled column, 1 where code 0 is null. */
export function nullFlags({ coders }: TableCoder, { modelled }: Layout): Uint8Array {
  return Uint8Array.from(modelled, (column) => (coders[column]!.nullCode === 0 ? 1 : 0))
}

function readNumber({ state, writer }: Artifact, name: string): number {
  const value = state[name]
  if (typeof value !== 'number' || !(value >= 0)) throw damaged(writer, name)
  return value
}

function readLayout(artifact: Artifact, { coders }: TableCoder): Layout {
  const { modelled, derived } = artifact.state
  if (!Array.isArray(modelled) || !Array.isArray(derived)) throw damaged(artifact.writer, 'modelled')
  const columns = modelled as readonly number[]
  const known = (derived as readonly JsonObject[]).map(({ column, place }, i): DerivedColumn => {
    const source = coders[columns[place as number] as number]
    if (source === undefined) throw damaged(artifact.writer, 'derived')
    const codes = artifactArray(artifact, `derived${i}`, 'u8', source.size)
    if (!codes.every((code) => code < (coders[column as number]?.size ?? 0))) throw damaged(artifact.writer, 'derived')
    return { column: column as number, place: place as number, codes }
  })
  const all = [...columns, ...known.map(({ column }) => column)].sort((a, b) => a - b)
  const coded = coders.flatMap((coder, index) => (coder === undefined ? [] : [index]))
  if (all.length !== coded.length || all.some((column, i) => column !== coded[i]))
    throw damaged(artifact.writer, 'modelled')
  return { modelled: columns, derived: known }
}

function readLeaves(artifact: Artifact, { coders }: TableCoder, { modelled }: Layout): LeafModel {
  const rowCount = readNumber(artifact, 'rowCount')
  const integers = Object.fromEntries(integerArrays.map((name) => [name, artifactArray(artifact, name, 'i32')]))
  const bytes = Object.fromEntries(byteArrays.map((name) => [name, artifactArray(artifact, name, 'u8')]))
  const sizes = Int32Array.from(modelled, (column) => coders[column]!.size)
  const ordered = Uint8Array.from(modelled, (column) => (coders[column]!.ordered ? 1 : 0))
  const leaves = { ...integers, ...bytes, sizes, ordered, rowCount } as unknown as LeafModel
  checkTrees(artifact.writer, leaves)
  checkEntries(artifact.writer, leaves)
  return leaves
}

/** Children come after their parent, so that every walk ends; and what a node names is there. */
function checkTrees(writer: string, { sizes, roots, column, next, setAt, sets, leafRows }: LeafModel): void {
  const nodes = column.length
  if (next.length !== nodes || setAt.length !== nodes) throw damaged(writer, 'next')
  if (!roots.every((root, tree) => root >= 0 && root < nodes && (tree === 0 ? root === 0 : root > roots[tree - 1]!)))
    throw damaged(writer, 'roots')
  for (let node = 0; node < nodes; node++) {
    const isLeaf = column[node]! < 0
    const isFine = isLeaf
      ? next[node]! >= 0 && next[node]! < leafRows.length
      : column[node]! < sizes.length && next[node]! > node && next[node]! + 1 < nodes
    if (!isFine) throw damaged(writer, 'column')
    if (!isLeaf && !(setAt[node]! >= 0 && setAt[node]! + setWords <= sets.length)) throw damaged(writer, 'setAt')
  }
}

/** Every tree holds every row, every column of a leaf as many rows as the leaf, of codes that there are. */
function checkEntries(writer: string, model: LeafModel): void {
  const rowsInLeaves = model.leafRows.reduce((sum, rows) => sum + rows, 0)
  if (rowsInLeaves !== model.rowCount * model.roots.length) throw damaged(writer, 'roots')
  const { sizes, leafRows, entryStarts, entryCodes, entryCounts } = model
  const isCovering = entryStarts[0] === 0 && entryStarts.at(-1) === entryCodes.length
  const isSameLength = entryCodes.length === entryCounts.length
  // Ascending between 0 and the last, so that the walk below takes every entry once, however wrong the file is.
  const isAscending = entryStarts.every((start, at) => at === 0 || start >= entryStarts[at - 1]!)
  if (entryStarts.length !== leafRows.length * sizes.length + 1 || !isCovering || !isSameLength || !isAscending)
    throw damaged(writer, 'entryStarts')
  for (let at = 0; at + 1 < entryStarts.length; at++) {
    let rows = 0
    for (let entry = entryStarts[at]!; entry < entryStarts[at + 1]!; entry++) {
      if (entryCodes[entry]! >= sizes[at % sizes.length]!) throw damaged(writer, 'entryCodes')
      rows += entryCounts[entry]!
    }
    if (rows !== leafRows[Math.floor(at / sizes.length)]!) throw damaged(writer, 'entryCounts')
  }
}

function damaged(writer: string, name: string) {
  return artifactFault('content', `has a missing or damaged '${name}'; save the model again`, writer)
}
