/**
 * The inner loops of boosted densities. Every pointer is a byte offset in their memory, a multiple of 16 unless it points
 * at bytes.
 *
 * A row's *shares* are its class probabilities: `width` f32, the classes and zeros up to a multiple of 4. Trees multiply
 * them by factors, one for each leaf and class, so that no exponential is taken for any row. A histogram bin is four f32:
 * the sums of three sketches of the gradient, and the number of rows. All arithmetic on f32 is that of f32 lanes, four
 * sums side by side, and so the same everywhere.
 */
export interface DensityKernels {
  /** shares[i] = table[groups[i]], for `count` rows; `groups` are bytes, or 0 where all rows have the first table row. */
  spreadTable(table: number, width: number, groups: number, count: number, shares: number): void
  /**
   * shares[i] *= factors[leaves[i]], scaled to a sum of 1; what falls below 1e-30 becomes 0. Unless `sketches` is 0 it
   * takes the sketches too: for each of three projections, that of the observed class minus the expected one, and 1.
   * `projections` are three times `width` f32, and after them, four for each class, the same by class with a 1.
   */
  advanceRows(
    shares: number,
    width: number,
    count: number,
    leaves: number,
    factors: number,
    codes: number,
    projections: number,
    sketches: number,
  ): void
  /** shares[i] *= factors[leaves[i]], and no more. */
  multiplyRows(shares: number, width: number, count: number, leaves: number, factors: number): void
  /** out[i] = shares[i][codes[i]] / the sum of shares[i], one f32 a row. */
  pickShares(shares: number, width: number, count: number, codes: number, out: number): void
  /** Sum of log(max(value, floor)) over `count` f32. Takes values in fours: up to 3 after the last are overwritten. */
  sumLogs(values: number, count: number, floor: number): number
  /**
   * Writes the histogram of `featureCount` features over rows. `bins` is a matrix of u16 with `rowBytes` a row. `features`
   * are four i32 each: byte offset of the feature's bins in the histogram, how many they are, 1 for splits by sets of bins
   * and 0 for thresholds, and byte offset of the feature in a row of `bins`.
   */
  fillHistogram(
    rows: number,
    count: number,
    bins: number,
    rowBytes: number,
    features: number,
    featureCount: number,
    sketches: number,
    histogram: number,
  ): void
  /** parent[i] -= child[i] over the bins of features, as above. */
  subtract(parent: number, child: number, features: number, featureCount: number): void
  /** out = the sum of `bins` bins. */
  sumBins(histogram: number, bins: number, out: number): void
  /** Stable: rows whose code has a 1 in `goesLeft` (256 bytes) first. Returns how many. */
  partition(rows: number, count: number, codes: number, goesLeft: number, scratch: number): number
  /**
   * The best split of a node by one of `count` features, as above. `totals` is the node's bin. A gain is the sum over sketches of (sum of left)^2 / (rows + l2), and the same of the right; sets are
   * prefixes of the bins in the order of one sketch's mean. Unless no split gains more than the f32 at `out`, returns the
   * feature's place and writes gain, threshold (i32) or number of bins in the set, 8 bytes of nothing and the left side's
   * bin to `out`, and the set's bins to `order` (bytes). Otherwise returns -1. `scratch` has room for 1536 bytes.
   */
  searchNode(
    histogram: number,
    features: number,
    count: number,
    totals: number,
    minimumRows: number,
    l2: number,
    out: number,
    order: number,
    scratch: number,
  ): number
  /**
   * out[i] = leaf of row i in a tree, a byte, in blocks of 64 rows: up to 63 rows after the last are read and written.
   * Nodes are four i32 in the order in which a parent follows its children: byte offset of the feature's codes, threshold
   * or -1 - number of a set, and the slots to take where the code goes left and right. Slots are 64 bytes each: the first
   * 256 are filled with their own numbers and stand for leaves, node k writes slot 256 + k. A set is 32 bytes: bit h & 7 of byte
   * 16 (h >> 3) + l stands for code 16 h + l.
   */
  findLeaves(
    codes: number,
    nodes: number,
    nodeCount: number,
    sets: number,
    slots: number,
    count: number,
    out: number,
  ): void
  /** observed[leaf][code] += 1 and expected[leaf] += shares, for `count` rows. */
  sumLeaves(
    shares: number,
    width: number,
    count: number,
    codes: number,
    leaves: number,
    observed: number,
    expected: number,
  ): void
  /** out = ((observed + a) / (expected + a)) ^ learningRate, for `count` f32, a multiple of 4. */
  leafFactors(
    observed: number,
    expected: number,
    count: number,
    learningRate: number,
    pseudoCount: number,
    out: number,
  ): void
  /** out[i] = a class drawn by shares[i], whose sum need not be 1, with the uniform number (f32, below 1) uniforms[i]. */
  drawRows(shares: number, width: number, count: number, uniforms: number, out: number): void
}
