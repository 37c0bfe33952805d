import type { AnyTensor, Artifact, DType, JsonObject, JsonValue, TensorArrays } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { Feature } from './features.ts'
import type { Link, TreeModel } from './model.ts'
import type { Tree } from './tree.ts'
import { artifactArray, artifactFault, checkArtifact } from '@asdf/core'
import { setTest, setWords } from './tree.ts'

/** Version of the layout that `save` writes. */
const stateVersion = 1

/** A model as an artifact: trees, thresholds, category bins and names, but no training row. */
export function saveModel(model: TreeModel): Artifact {
  const { report } = model
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: model.writer,
    stateVersion,
    state: {
      link: model.link,
      classes: model.classes,
      leafOutputs: model.leafOutputs,
      features: model.features.map(({ name, kind, categories }) => ({ name, kind, categories })),
      report: { steps: report.steps, losses: report.losses, warnings: report.warnings },
    },
    arrays: {
      baseline: f64(model.baseline),
      importance: f64(model.importance),
      ...binArrays(model),
      ...treeArrays(model),
    },
  }
}

function binArrays({ bins }: TreeModel): Artifact['arrays'] {
  const edges = bins.map((feature) => feature.edges ?? new Float64Array(0))
  const codes = bins.map((feature) => feature.binOfCode ?? new Uint8Array(0))
  return {
    binCounts: i32(Int32Array.from(bins, (feature) => feature.count)),
    edges: f64(join(Float64Array, edges)),
    binOfCode: u8(join(Uint8Array, codes)),
  }
}

function treeArrays({ trees }: TreeModel): Artifact['arrays'] {
  const integers = (name: 'feature' | 'test' | 'left' | 'sets') =>
    i32(
      join(
        Int32Array,
        trees.map((tree) => tree[name]),
      ),
    )
  const values = trees.map((tree) => tree.values)
  return {
    nodeCounts: i32(Int32Array.from(trees, (tree) => tree.feature.length)),
    setCounts: i32(Int32Array.from(trees, (tree) => tree.sets.length / setWords)),
    nodeFeature: integers('feature'),
    nodeTest: integers('test'),
    nodeLeft: integers('left'),
    leafValues: f64(join(Float64Array, values)),
    sets: integers('sets'),
  }
}

/** The model of an artifact that `writer` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function loadModel(artifact: Artifact, writer: string, links: readonly Link[]): TreeModel {
  checkArtifact(artifact, writer, stateVersion)
  const read: Reader = createReader(artifact, writer)
  const link = readLink(read, links)
  const features = readFeatures(read)
  const bins = readBins(read, features)
  const baseline = read.array('baseline', 'f64')
  const leafOutputs = read.state['leafOutputs'] as number
  read.must(Number.isInteger(leafOutputs) && leafOutputs >= 1, 'leafOutputs')
  const classes = readClasses(read, link)
  const importance = read.array('importance', 'f64', features.length)
  const expected = link === 'logistic' || link === 'share' || classes === null ? 1 : classes.length
  read.must(baseline.length === expected && expected % leafOutputs === 0, 'baseline')
  const trees = readTrees(read, bins, leafOutputs)
  read.must(areSums(link, baseline, trees), 'leafValues')
  return { writer, link, classes, features, bins, baseline, leafOutputs, trees, importance, report: readReport(read) }
}

/** Whether what prediction sums up stays finite, and leaves of shares hold shares: else it would predict NaN. */
function areSums(link: Link, baseline: Float64Array, trees: readonly Tree[]): boolean {
  if (!baseline.every((value) => Number.isFinite(value))) return false
  if (link === 'share' || link === 'shares')
    return (
      baseline.every((value) => value === 0) && trees.every(({ values }) => areShares(values, link, baseline.length))
    )
  const most = Number.MAX_VALUE / (trees.length + 1)
  return [baseline, ...trees.map(({ values }) => values)].every((list) =>
    list.every((value) => Math.abs(value) <= most),
  )
}

function areShares(values: Float64Array, link: Link, classes: number): boolean {
  if (!values.every((value) => value >= 0 && value <= 1)) return false
  if (link === 'share') return true
  for (let from = 0; from < values.length; from += classes) {
    const sum = values.subarray(from, from + classes).reduce((all, share) => all + share, 0)
    if (Math.abs(sum - 1) > 1e-6) return false
  }
  return true
}

/** Reads parts of an artifact and refuses what cannot be right. */
interface Reader {
  readonly state: JsonObject
  /** Fails with the name of a part unless it is right. */
  must(isRight: boolean, part: string): asserts isRight
  /** A one-dimensional array; of this length when one is given. */
  array<D extends DType>(name: string, dtype: D, length?: number): TensorArrays[D]
}

function createReader(artifact: Artifact, writer: string): Reader {
  return {
    state: artifact.state,
    must(isRight, part): asserts isRight {
      if (!isRight) throw artifactFault('content', `has a missing or damaged '${part}'; save the model again`, writer)
    },
    array: (name, dtype, length) => artifactArray(artifact, name, dtype, length),
  }
}

function readLink(read: Reader, links: readonly Link[]): Link {
  const link = read.state['link'] as Link
  read.must(links.includes(link), 'link')
  return link
}

function readTexts(read: Reader, value: JsonValue | undefined, part: string): readonly string[] {
  read.must(Array.isArray(value) && value.every((entry) => typeof entry === 'string'), part)
  return value
}

function readClasses(read: Reader, link: Link): readonly string[] | null {
  if (link === 'identity' || link === 'mean') return null
  const names = readTexts(read, read.state['classes'], 'classes')
  read.must(names.length >= 2 && (names.length === 2 || (link !== 'logistic' && link !== 'share')), 'classes')
  return names
}

function readFeatures(read: Reader): readonly Feature[] {
  const list = read.state['features']
  read.must(Array.isArray(list) && list.length > 0, 'features')
  return (list as readonly (JsonObject | null)[]).map((entry) => {
    read.must(typeof entry === 'object' && entry !== null, 'features')
    const name = entry['name']
    const kind = entry['kind'] as Feature['kind']
    read.must(typeof name === 'string', 'features')
    read.must(['numeric', 'datetime', 'boolean', 'categorical'].includes(kind), 'features')
    return { name, kind, categories: kind === 'categorical' ? readTexts(read, entry['categories'], 'features') : null }
  })
}

function readBins(read: Reader, features: readonly Feature[]): readonly FeatureBins[] {
  const counts = read.array('binCounts', 'i32', features.length)
  const edges = read.array('edges', 'f64')
  const codes = read.array('binOfCode', 'u8')
  let nextEdge = 0
  let nextCode = 0
  const bins = features.map((feature, index): FeatureBins => {
    const count = counts[index]!
    read.must(count >= 1 && count <= 255, 'binCounts')
    if (feature.kind === 'numeric' || feature.kind === 'datetime') {
      const own = edges.slice(nextEdge, (nextEdge += count - 1))
      const ascends = own.every((edge, i) => Number.isFinite(edge) && (i === 0 || own[i - 1]! < edge))
      read.must(ascends && own.length === count - 1, 'edges')
      return { count, edges: own, binOfCode: null }
    }
    const own = codes.slice(nextCode, (nextCode += feature.categories?.length ?? 2))
    read.must(
      own.every((bin) => bin <= count),
      'binOfCode',
    )
    return { count, edges: null, binOfCode: own }
  })
  read.must(nextEdge === edges.length, 'edges')
  read.must(nextCode === codes.length, 'binOfCode')
  return bins
}

function readReport(read: Reader): TreeModel['report'] {
  const value = read.state['report'] as JsonObject | null | undefined
  read.must(typeof value === 'object' && value !== null && typeof value['steps'] === 'number', 'report')
  const losses = value['losses'] as Readonly<Record<string, number>> | null | undefined
  read.must(typeof losses === 'object' && losses !== null, 'report')
  read.must(
    Object.values(losses).every((loss) => Number.isFinite(loss)),
    'report',
  )
  return { steps: value['steps'], losses, warnings: readTexts(read, value['warnings'], 'report') }
}

function readTrees(read: Reader, bins: readonly FeatureBins[], leafOutputs: number): readonly Tree[] {
  const nodeCounts = read.array('nodeCounts', 'i32')
  const setCounts = read.array('setCounts', 'i32', nodeCounts.length)
  const feature = read.array('nodeFeature', 'i32')
  const test = read.array('nodeTest', 'i32', feature.length)
  const left = read.array('nodeLeft', 'i32', feature.length)
  const values = read.array('leafValues', 'f64')
  const sets = read.array('sets', 'i32')
  let node = 0
  let value = 0
  let set = 0
  const trees = Array.from(nodeCounts, (nodes, index): Tree => {
    read.must(nodes >= 1 && nodes % 2 === 1 && setCounts[index]! >= 0, 'nodeCounts')
    const leaves = (nodes + 1) / 2
    const tree = {
      feature: feature.slice(node, node + nodes),
      test: test.slice(node, node + nodes),
      left: left.slice(node, (node += nodes)),
      values: values.slice(value, (value += leaves * leafOutputs)),
      sets: sets.slice(set, (set += setCounts[index]! * setWords)),
    }
    read.must(tree.feature.length === nodes && isSound(tree, bins, leaves), 'nodeFeature')
    return tree
  })
  read.must(node === feature.length && trees.length > 0, 'nodeFeature')
  read.must(value === values.length && values.every((v) => Number.isFinite(v)), 'leafValues')
  read.must(set === sets.length, 'sets')
  return trees
}

/** Whether every step from a node leads to a later node or a leaf that exists, so that prediction ends. */
function isSound({ feature, test, left, sets }: Tree, bins: readonly FeatureBins[], leaves: number): boolean {
  return feature.every((tested, node) => {
    const to = left[node]!
    if (tested === -1) return to >= 0 && to < leaves
    if (tested < 0 || tested >= bins.length || to <= node || to + 1 >= feature.length) return false
    return (test[node]! & setTest) === 0 || (test[node]! >> 10) * setWords < sets.length
  })
}

function join<A extends Float64Array | Int32Array | Uint8Array>(
  kind: new (length: number) => A,
  parts: readonly A[],
): A {
  const out = new kind(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

function f64(data: Float64Array): AnyTensor {
  return { dtype: 'f64', shape: [data.length], data }
}

function i32(data: Int32Array): AnyTensor {
  return { dtype: 'i32', shape: [data.length], data }
}

function u8(data: Uint8Array): AnyTensor {
  return { dtype: 'u8', shape: [data.length], data }
}
