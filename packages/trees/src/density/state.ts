import type { AnyTensor, JsonObject, JsonValue } from '@asdf/contract'
import type { CodeState } from './code-model.ts'
import type { CodeTree } from './code-tree.ts'
import type { FittedColumn, ModelDigit } from './fitted-column.ts'
import { artifactArray, artifactFault } from '@asdf/core'
import { groupSize } from './digits.ts'

const where = 'restoreCodes'

/** A model as JSON and arrays. `closing` is the first column given all the others, where there is one. */
export function stateOf(columns: readonly FittedColumn[], closing: FittedColumn | null): CodeState {
  const digits = [...columns, ...(closing === null ? [] : [closing])].flatMap((column) => column.digits)
  const trees = digits.flatMap((digit) => digit.trees)
  return {
    json: { columns: columns.map(columnToJson), closing: closing === null ? null : columnToJson(closing) },
    arrays: {
      tables: f32(digits.map(({ table }) => table)),
      nodeCounts: u8([Uint8Array.from(trees, ({ features }) => features.length)]),
      nodeFeatures: u8(trees.map(({ features }) => features)),
      nodeTests: i32(trees.map(({ tests }) => tests)),
      nodeChildren: i32(trees.map(({ children }) => children)),
      sets: u8(trees.map(({ sets }) => sets)),
      factors: f32(digits.flatMap(({ factors }) => factors)),
    },
  }
}

function columnToJson({ size, ordered, starts, digits, figures }: FittedColumn): JsonObject {
  return {
    size,
    ordered,
    starts: starts === null ? null : [...starts],
    digits: digits.map(({ classes, features, trees }) => ({ classes, features: [...features], trees: trees.length })),
    figures: {
      logLikelihood: figures.logLikelihood,
      marginalLogLikelihood: figures.marginalLogLikelihood,
    },
  }
}

function f32(parts: readonly Float32Array[]): AnyTensor {
  const data = join(new Float32Array(lengthOf(parts)), parts)
  return { dtype: 'f32', shape: [data.length], data }
}

function i32(parts: readonly (Int16Array | Uint16Array)[]): AnyTensor {
  const data = join(new Int32Array(lengthOf(parts)), parts)
  return { dtype: 'i32', shape: [data.length], data }
}

function u8(parts: readonly Uint8Array[]): AnyTensor {
  const data = join(new Uint8Array(lengthOf(parts)), parts)
  return { dtype: 'u8', shape: [data.length], data }
}

function lengthOf(parts: readonly ArrayLike<number>[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

function join<A extends { set(part: ArrayLike<number>, at: number): void }>(
  out: A,
  parts: readonly ArrayLike<number>[],
): A {
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Reads an array from its start to its end, part by part. */
interface Cursor<A> {
  take(length: number): A
  isAtEnd(): boolean
}

/** The columns of a state, and the first given the others. Anything else is an `ASDF_ARTIFACT_INVALID`. */
export function columnsOf(state: CodeState): {
  readonly columns: readonly FittedColumn[]
  readonly closing: FittedColumn | null
} {
  const arrays = {
    tables: cursor(read(state, 'tables', 'f32')),
    nodeCounts: cursor(read(state, 'nodeCounts', 'u8')),
    nodeFeatures: cursor(read(state, 'nodeFeatures', 'u8')),
    nodeTests: cursor(read(state, 'nodeTests', 'i32')),
    nodeChildren: cursor(read(state, 'nodeChildren', 'i32')),
    sets: cursor(read(state, 'sets', 'u8')),
    factors: cursor(read(state, 'factors', 'f32')),
  }
  const listed = state.json['columns']
  must(Array.isArray(listed) && listed.length > 0, 'columns')
  const sizes: number[] = []
  const columns = (listed as readonly JsonObject[]).map((json) => {
    const column = readColumn(json, sizes, arrays)
    sizes.push(column.size)
    return column
  })
  const closing = readClosing(state.json['closing'], sizes, arrays)
  for (const [name, one] of Object.entries(arrays)) must(one.isAtEnd(), name)
  return { columns, closing }
}

interface Cursors {
  readonly tables: Cursor<Float32Array>
  readonly nodeCounts: Cursor<Uint8Array>
  readonly nodeFeatures: Cursor<Uint8Array>
  readonly nodeTests: Cursor<Int32Array>
  readonly nodeChildren: Cursor<Int32Array>
  readonly sets: Cursor<Uint8Array>
  readonly factors: Cursor<Float32Array>
}

function readColumn(json: JsonObject, sizes: readonly number[], arrays: Cursors): FittedColumn {
  const { size, ordered, starts, digits, figures } = json
  must(isWhole(size, 1, 255), 'size')
  must(typeof ordered === 'boolean', 'ordered')
  const first = starts === null ? null : readStarts(starts, size)
  must(Array.isArray(digits) && digits.length === (first === null ? 1 : 2), 'digits')
  const groups = first?.length ?? 1
  const models = (digits as readonly JsonObject[]).map((digit, index) => {
    const classes = first === null ? size : index === 0 ? groups : largestGroup(first, size)
    return readDigit(digit, { classes, rows: index === 0 ? 1 : groups, groups, sizes }, arrays)
  })
  if (first !== null) must(staysInGroups(models[1]!, first, size), 'tables')
  return { size, ordered, starts: first, digits: models, figures: readFigures(figures, models) }
}

/** The first column given the others: it may not ask for itself. */
function readClosing(json: JsonValue | undefined, sizes: readonly number[], arrays: Cursors): FittedColumn | null {
  if (json === null) return null
  must(typeof json === 'object' && !Array.isArray(json) && sizes.length > 1, 'closing')
  const closing = readColumn(json as JsonObject, sizes, arrays)
  const isWhole = closing.size === sizes[0] && closing.starts === null
  must(isWhole && closing.digits.every(({ features }) => !features.includes(0)), 'closing')
  return closing
}

function readStarts(json: JsonValue | undefined, size: number): Uint8Array {
  must(Array.isArray(json) && json.length > 1 && json[0] === 0, 'starts')
  const starts = json as readonly number[]
  starts.forEach((start, i) => must(isWhole(start, i === 0 ? 0 : starts[i - 1]! + 1, size - 1), 'starts'))
  return Uint8Array.from(starts)
}

function largestGroup(starts: Uint8Array, size: number): number {
  return starts.reduce((most, _, group) => Math.max(most, groupSize(starts, group, size)), 0)
}

/** Whether no class of the second digit leads beyond its group. */
function staysInGroups({ classes, table }: ModelDigit, starts: Uint8Array, size: number): boolean {
  return table.every((share, at) => {
    const group = Math.floor(at / classes)
    return share === 0 || at % classes < groupSize(starts, group, size)
  })
}

function readFigures(json: JsonValue | undefined, digits: readonly ModelDigit[]): FittedColumn['figures'] {
  const { logLikelihood, marginalLogLikelihood } = (json ?? {}) as JsonObject
  must(typeof logLikelihood === 'number' && typeof marginalLogLikelihood === 'number', 'figures')
  return { rounds: digits.map(({ trees }) => trees.length), logLikelihood, marginalLogLikelihood }
}

interface DigitShape {
  readonly classes: number
  readonly rows: number
  readonly groups: number
  readonly sizes: readonly number[]
}

function readDigit(json: JsonObject, { classes, rows, groups, sizes }: DigitShape, arrays: Cursors): ModelDigit {
  const { features, trees } = json
  must(json['classes'] === classes, 'classes')
  must(isWhole(trees, 0, 100_000), 'trees')
  must(
    Array.isArray(features) &&
      (features as readonly JsonValue[]).every((one) => isWhole(one, rows > 1 ? -1 : 0, sizes.length - 1)),
    'features',
  )
  const featureSizes = (features as readonly number[]).map((one) => (one < 0 ? groups : sizes[one]!))
  const table = arrays.tables.take(classes * rows)
  must(
    table.every((share) => share >= 0 && share <= 1),
    'tables',
  )
  const grown: CodeTree[] = []
  const factors: Float32Array[] = []
  for (let i = 0; i < trees; i++) {
    const tree = readTree(arrays, featureSizes)
    const values = arrays.factors.take((tree.features.length + 1) * classes)
    must(
      values.every((factor) => factor > 0 && factor < Infinity),
      'factors',
    )
    grown.push(tree)
    factors.push(values)
  }
  return { classes, table, features: features, trees: grown, factors }
}

function readTree(arrays: Cursors, featureSizes: readonly number[]): CodeTree {
  const count = arrays.nodeCounts.take(1)[0]!
  must(count >= 1 && count <= 254, 'nodeCounts')
  const features = arrays.nodeFeatures.take(count)
  const tests = Int16Array.from(arrays.nodeTests.take(count))
  const children = Uint16Array.from(arrays.nodeChildren.take(2 * count))
  const setCount = tests.reduce((sum, test) => sum + (test < 0 ? 1 : 0), 0)
  for (let node = 0; node < count; node++) {
    must(features[node]! < featureSizes.length, 'nodeFeatures')
    must(tests[node]! >= -setCount && tests[node]! < featureSizes[features[node]!]!, 'nodeTests')
  }
  checkChildren(children, count)
  return { features, tests, children, sets: arrays.sets.take(32 * setCount) }
}

/** Every leaf and every node but the root has one parent, which comes before it. */
function checkChildren(children: Uint16Array, count: number): void {
  const seen = new Set(children)
  must(seen.size === 2 * count && !seen.has(count + 1), 'nodeChildren')
  children.forEach((child, link) => {
    must(child <= 2 * count && (child <= count || child - (count + 1) > link >> 1), 'nodeChildren')
  })
}

function read<D extends 'f32' | 'i32' | 'u8'>(state: CodeState, name: string, dtype: D) {
  const artifact = { format: 'asdf', formatVersion: 1, writer: where, stateVersion: 1, state: {}, arrays: state.arrays }
  return artifactArray(artifact as Parameters<typeof artifactArray>[0], name, dtype)
}

function cursor<A extends Float32Array | Int32Array | Uint8Array>(data: A): Cursor<A> {
  let at = 0
  return {
    take(length) {
      must(at + length <= data.length, 'length of an array')
      const part = data.slice(at, at + length) as A
      at += length
      return part
    },
    isAtEnd: () => at === data.length,
  }
}

function isWhole(value: JsonValue | undefined, minimum: number, maximum: number): value is number {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
}

function must(isRight: boolean, part: string): asserts isRight {
  if (!isRight) throw artifactFault('content', `has a missing or damaged '${part}'; save the model again`, where)
}
