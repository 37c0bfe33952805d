import type { DensityKernels } from '../../../src/density/kernels/density-kernels.ts'

const f = Math.fround

/** The kernels in plain TypeScript, with the arithmetic of f32 lanes. */
export function plainKernels(buffer: ArrayBufferLike): DensityKernels {
  const F = new Float32Array(buffer)
  const I = new Int32Array(buffer)
  const U = new Uint8Array(buffer)
  const H = new Uint16Array(buffer)

  function total(at: number, width: number): number {
    const lanes = [0, 0, 0, 0]
    for (let c = 0; c < width; c++) lanes[c & 3] = f(lanes[c & 3]! + F[at + c]!)
    return f(f(lanes[0]! + lanes[2]!) + f(lanes[1]! + lanes[3]!))
  }

  interface Search {
    readonly totals: number
    readonly minimumRows: number
    readonly l2: number
    readonly out: number
    readonly order: number
  }

  /** Tries prefixes of `bins` as the left side. */
  function scanPrefixes(histogram: number, bins: readonly number[], isSet: boolean, search: Search): boolean {
    const { totals, minimumRows, l2, out, order } = search
    const all = F.slice(totals >> 2, (totals >> 2) + 4)
    const left = new Float32Array(4)
    let found = false
    for (const [place, bin] of bins.slice(0, -1).entries()) {
      for (let s = 0; s < 4; s++) left[s]! += F[(histogram >> 2) + 4 * bin + s]!
      if (left[3]! < minimumRows) continue
      if (f(all[3]! - left[3]!) < minimumRows) break
      const gain = gainOf(left, all, l2)
      if (gain <= F[out >> 2]!) continue
      F[out >> 2] = gain
      I[(out >> 2) + 1] = isSet ? place + 1 : bin
      F.set(left, (out >> 2) + 4)
      if (isSet) U.set(bins.slice(0, place + 1), order)
      found = true
    }
    return found
  }

  function scanThresholds(histogram: number, bins: number, search: Search): boolean {
    return scanPrefixes(
      histogram,
      Array.from({ length: bins }, (_, bin) => bin),
      false,
      search,
    )
  }

  function scanSets(histogram: number, bins: number, search: Search): boolean {
    const at = (bin: number) => (histogram >> 2) + 4 * bin
    const present = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => F[at(bin) + 3]! > 0.5)
    let found = false
    for (let s = 0; s < 3; s++) {
      const key = (bin: number) => f(F[at(bin) + s]! / f(F[at(bin) + 3]! + 10))
      const sorted = present.slice().sort((a, b) => key(a) - key(b) || a - b)
      if (scanPrefixes(histogram, sorted, true, search)) found = true
    }
    return found
  }

  return {
    spreadTable(table, width, groups, count, shares) {
      for (let i = 0; i < count; i++) {
        const from = (table >> 2) + (groups === 0 ? 0 : U[groups + i]! * width)
        F.copyWithin((shares >> 2) + i * width, from, from + width)
      }
    },

    advanceRows(shares, width, count, leaves, factors, codes, projections, sketches) {
      const sums = new Float32Array(4)
      for (let i = 0; i < count; i++) {
        const at = (shares >> 2) + i * width
        const by = (factors >> 2) + U[leaves + i]! * width
        for (let c = 0; c < width; c++) F[at + c]! *= F[by + c]!
        const scale = f(1 / total(at, width))
        for (let c = 0; c < width; c++) {
          const share = f(F[at + c]! * scale)
          F[at + c] = share > f(1e-30) ? share : 0
        }
        if (sketches === 0) continue
        for (let s = 0; s < 3; s++) {
          const p = (projections >> 2) + s * width
          sums.fill(0)
          for (let c = 0; c < width; c++) sums[c & 3] = f(sums[c & 3]! + f(F[at + c]! * F[p + c]!))
          const expected = f(f(sums[0]! + sums[2]!) + f(sums[1]! + sums[3]!))
          F[(sketches >> 2) + 4 * i + s] = f(F[p + U[codes + i]!]! - expected)
        }
        F[(sketches >> 2) + 4 * i + 3] = 1
      }
    },

    multiplyRows(shares, width, count, leaves, factors) {
      for (let i = 0; i < count; i++) {
        const at = (shares >> 2) + i * width
        const by = (factors >> 2) + U[leaves + i]! * width
        for (let c = 0; c < width; c++) F[at + c]! *= F[by + c]!
      }
    },

    pickShares(shares, width, count, codes, out) {
      for (let i = 0; i < count; i++) {
        const at = (shares >> 2) + i * width
        F[(out >> 2) + i] = f(F[at + U[codes + i]!]! / total(at, width))
      }
    },

    sumLogs(values, count, floor) {
      let sum = 0
      for (let i = 0; i < count; i++) sum += logarithm(Math.max(F[(values >> 2) + i]!, f(floor)))
      return sum
    },

    fillHistogram(rows, count, bins, rowBytes, features, featureCount, sketches, histogram) {
      const table = I.subarray(features >> 2, (features >> 2) + 4 * featureCount)
      for (let k = 0; k < table.length; k += 4) {
        const at = (histogram + table[k]!) >> 2
        F.fill(0, at, at + 4 * table[k + 1]!)
      }
      for (let q = 0; q < count; q++) {
        const row = I[(rows >> 2) + q]!
        const from = (sketches >> 2) + 4 * row
        for (let k = 0; k < table.length; k += 4) {
          const bin = H[(bins + row * rowBytes + table[k + 3]!) >> 1]!
          const at = (histogram >> 2) + 4 * bin
          for (let s = 0; s < 4; s++) F[at + s]! += F[from + s]!
        }
      }
    },

    subtract(parent, child, features, featureCount) {
      for (let k = 0; k < featureCount; k++) {
        const at = (features >> 2) + 4 * k
        const from = I[at]! >> 2
        for (let b = from; b < from + 4 * I[at + 1]!; b++) F[(parent >> 2) + b]! -= F[(child >> 2) + b]!
      }
    },

    sumBins(histogram, bins, out) {
      const sums = new Float32Array(4)
      for (let b = 0; b < 4 * bins; b++) sums[b & 3]! += F[(histogram >> 2) + b]!
      F.set(sums, out >> 2)
    },

    partition(rows, count, codes, goesLeft, scratch) {
      const from = rows >> 2
      let left = from
      let right = scratch >> 2
      for (let q = from; q < from + count; q++) {
        const row = I[q]!
        if (U[goesLeft + U[codes + row]!] === 1) I[left++] = row
        else I[right++] = row
      }
      I.copyWithin(left, scratch >> 2, right)
      return left - from
    },

    searchNode(histogram, features, count, totals, minimumRows, l2, out, order) {
      let best = -1
      for (let feature = 0; feature < count; feature++) {
        const at = (features >> 2) + 4 * feature
        const scan = I[at + 2] === 1 ? scanSets : scanThresholds
        if (scan(histogram + I[at]!, I[at + 1]!, { totals, minimumRows, l2, out, order })) best = feature
      }
      return best
    },

    findLeaves(codes, nodes, nodeCount, sets, _slots, count, out) {
      const taken = Uint8Array.from({ length: 512 }, (_, leaf) => leaf)
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < nodeCount; k++) {
          const at = (nodes >> 2) + 4 * k
          const code = U[codes + I[at]! + i]!
          const test = I[at + 1]!
          const byte = sets + 32 * (-1 - test) + 16 * (code >> 7) + (code & 15)
          const goesLeft = test >= 0 ? code <= test : ((U[byte]! >> ((code >> 4) & 7)) & 1) === 1
          taken[256 + k] = taken[I[at + (goesLeft ? 2 : 3)]!]!
        }
        U[out + i] = taken[256 + nodeCount - 1]!
      }
    },

    sumLeaves(shares, width, count, codes, leaves, observed, expected) {
      for (let i = 0; i < count; i++) {
        const leaf = U[leaves + i]! * width
        F[(observed >> 2) + leaf + U[codes + i]!]! += 1
        for (let c = 0; c < width; c++) F[(expected >> 2) + leaf + c]! += F[(shares >> 2) + i * width + c]!
      }
    },

    leafFactors(observed, expected, count, learningRate, pseudoCount, out) {
      const a = f(pseudoCount)
      for (let i = 0; i < count; i++) {
        const ratio = f(f(F[(observed >> 2) + i]! + a) / f(F[(expected >> 2) + i]! + a))
        F[(out >> 2) + i] = exponential(f(f(learningRate) * logarithm(ratio)))
      }
    },

    drawRows(shares, width, count, uniforms, out) {
      for (let i = 0; i < count; i++) {
        const at = (shares >> 2) + i * width
        let sum = 0
        for (let c = 0; c < width; c++) sum = f(sum + F[at + c]!)
        const threshold = f(F[(uniforms >> 2) + i]! * sum)
        let reached = 0
        let drawn = 0
        for (let c = 0; c < width; c++) {
          // The last class with a share stands where rounding leaves none.
          if (F[at + c]! > 0) drawn = c
          reached = f(reached + F[at + c]!)
          if (reached > threshold) break
        }
        U[out + i] = drawn
      }
    },
  }
}

function gainOf(left: Float32Array, all: Float32Array, l2: number): number {
  const square = (values: readonly number[]) =>
    f(f(f(values[0]! * values[0]!) + f(values[2]! * values[2]!)) + f(values[1]! * values[1]!))
  const right = Array.from(left, (value, s) => f(all[s]! - value))
  const l = f(l2)
  return f(f(square([...left]) / f(left[3]! + l)) + f(square(right) / f(right[3]! + l)))
}

const bits = new Int32Array(1)
const float = new Float32Array(bits.buffer)

/** Natural logarithm of a positive f32 that is not subnormal: the polynomial of Cephes' logf. */
function logarithm(value: number): number {
  float[0] = value
  // The mantissa in [sqrt(1/2), sqrt(2)) and its exponent.
  const shifted = (bits[0]! - 0x3f3504f3) >> 23
  bits[0] = bits[0]! - (shifted << 23)
  const e = shifted
  const x = f(float[0] - 1)
  const z = f(x * x)
  let y = f(7.0376836292e-2)
  for (const coefficient of logCoefficients) y = f(f(y * x) + f(coefficient))
  y = f(f(y * x) * z)
  y = f(y + f(e * f(-2.1219444e-4)))
  y = f(y - f(f(0.5) * z))
  return f(f(x + y) + f(e * f(0.693359375)))
}

const logCoefficients = [
  -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
  -2.4999993993e-1, 3.3333331174e-1,
]

/** e^value for |value| below 87: the polynomial of Cephes' expf. */
function exponential(value: number): number {
  const x0 = Math.min(Math.max(value, -87), 87)
  const n = Math.floor(f(f(x0 * f(1.44269504088896341)) + 0.5))
  const x = f(f(x0 - f(n * f(0.693359375))) - f(n * f(-2.1219444e-4)))
  let y = f(1.98756915e-4)
  for (const coefficient of expCoefficients) y = f(f(y * x) + f(coefficient))
  y = f(f(f(f(y * f(x * x)) + x)) + 1)
  bits[0] = (n + 127) << 23
  return f(y * float[0]!)
}

const expCoefficients = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]
