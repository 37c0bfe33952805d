import type { DatetimeColumn, DatetimeField, NumericColumn, NumericField, Rng } from '@asdf/contract'
import type { ColumnCoder } from './coder.ts'
import type { NumberModel } from './number-model.ts'
import { AsdfError } from '@asdf/contract'
import { fieldValue, hasLevel, levelOf, pointOnLevel, roundSignificant, roundToField, toGrid } from '@asdf/core'
import { checkCodes, checkKind } from './checks.ts'
import { unknownCode } from './coder.ts'
import { numberState } from './number-state.ts'

/** Most codes, and so the least power of two above the number of edges. */
const edgeRoom = 256
const twoTo32 = 2 ** 32

/** The coder of a fitted model of numbers. Code 0 is null where `hasNull`. */
export function numberCoder(
  field: NumericField | DatetimeField,
  model: NumberModel,
  hasNull: boolean,
  warnings: readonly string[],
): ColumnCoder {
  const first = hasNull ? 1 : 0
  const valueCodes = model.lows.length
  const size = first + valueCodes
  const nullCode = hasNull ? 0 : undefined
  const atoms = Uint8Array.from({ length: size }, (_, code) => (code < first || isAtom(model, code - first) ? 1 : 0))
  const centers = new Float64Array(size).fill(Number.NaN)
  centers.set(model.centers, first)
  return {
    field,
    size,
    ordered: true,
    atoms,
    nullCode,
    grid: model.grid,
    centers,
    encode(column) {
      checkKind(field, column)
      const { values, valid } = column as NumericColumn | DatetimeColumn
      const codes = new Uint8Array(values.length)
      if (valueCodes > 0) encodeNumbers(values, model.edges, first, codes)
      for (let row = 0; row < codes.length; row++) {
        if (valid?.[row] === 0) codes[row] = nullCode ?? unknownCode
        else if (Number.isNaN(values[row]!)) throw notANumber(field, row)
      }
      return codes
    },
    decode(codes, rng, given) {
      checkCodes(field, codes, size)
      const { kind } = field
      const drawn = decodeNumbers(model, first, codes, rng, given)
      // Where numbers are too large for the field's grid, smaller ones may still need it.
      const values = model.grid.step === 0 && field.kind === 'numeric' ? roundToField(drawn, field) : drawn
      if (!hasNull || !codes.includes(0)) return { kind, values }
      return { kind, values, valid: codes.map((code) => (code === 0 ? 0 : 1)) }
    },
    codeOf(value) {
      const number = fieldValue(field, value)
      if (number === undefined || valueCodes === 0) return undefined
      const code = codeOfNumber(model.edges, number)
      return canGive(model, code, number) ? first + code : undefined
    },
    logWidth(code) {
      return code < first ? 0 : logWidthOf(model, code - first)
    },
    state: numberState(field, model, hasNull, warnings),
    warnings,
  }
}

function isAtom({ knotStarts }: NumberModel, code: number): boolean {
  return knotStarts[code + 1]! - knotStarts[code]! === 1
}

/** Writes how many edges are not above each value, plus `first`. */
function encodeNumbers(values: Float64Array, edges: Float64Array, first: number, out: Uint8Array): void {
  const padded = new Float64Array(edgeRoom).fill(Infinity)
  padded.set(edges)
  let half = 1
  while (half <= edges.length) half *= 2
  half /= 2
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    let code = 0
    for (let step = half; step >= 1; step >>= 1) if (padded[code + step - 1]! <= value) code += step
    out[row] = first + Math.min(code, edges.length)
  }
}

function codeOfNumber(edges: Float64Array, value: number): number {
  const code = new Uint8Array(1)
  encodeNumbers(Float64Array.of(value), edges, 0, code)
  return code[0]!
}

function decodeNumbers(
  model: NumberModel,
  first: number,
  codes: Uint8Array,
  rng: Rng,
  given: Float64Array | undefined,
): Float64Array {
  const { lows, highs, grid, knotStarts } = model
  const { factor, step, origin, levels, significant } = grid
  const isListed = Uint8Array.from(lows, (_, code) => (hasExactValues(model, code) ? 1 : 0))
  const out = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]! - first
    if (code < 0) {
      out[row] = Number.NaN
      continue
    }
    const low = lows[code]!
    if (knotStarts[code + 1]! - knotStarts[code]! === 1) {
      out[row] = low
      continue
    }
    const share = (rng.nextUint32() + 0.5) / twoTo32
    const own = isListed[code] === 1 ? undefined : given?.[row]
    let value = own ?? quantile(model, code, share)
    const high = highs[code]!
    const isSmooth = own !== undefined || !isExact(model, code, share)
    if (levels !== undefined && isSmooth) value = onLevel(model, code, value, rng)
    else if (step > 0) value = (origin + Math.round((value * factor - origin) / step) * step) / factor
    if (significant !== undefined && isSmooth) value = roundSignificant(value, significant)
    out[row] = value < low ? low : value > high ? high : value
  }
  return out
}

/** Whether all values of a code are exact ones. */
function hasExactValues({ knotStarts, knotShares, knotValues }: NumberModel, code: number): boolean {
  for (let knot = knotStarts[code]!; knot + 1 < knotStarts[code + 1]!; knot++) {
    if (knotShares[knot] !== knotShares[knot + 1] && knotValues[knot] !== knotValues[knot + 1]) return false
  }
  return true
}

/** Whether the rows at a share of a code's have one exact value. */
function isExact({ knotStarts, knotShares, knotValues }: NumberModel, code: number, share: number): boolean {
  let knot = knotStarts[code]!
  while (knot + 2 < knotStarts[code + 1]! && knotShares[knot + 1]! <= share) knot++
  return knotValues[knot] === knotValues[knot + 1]
}

/** The value at the nearest point of a level of the grid, drawn by the code's shares. */
function onLevel({ grid, lows, highs, levelShares }: NumberModel, code: number, value: number, rng: Rng): number {
  const { factor } = grid
  const range = { low: Math.round(lows[code]! * factor), high: Math.round(highs[code]! * factor) }
  const uniform = (rng.nextUint32() + 0.5) / twoTo32
  return pointOnLevel(grid, { shares: levelShares, part: code, uniform }, value * factor, range) / factor
}

/** The value at a share of a code's rows. */
function quantile({ knotStarts, knotShares, knotValues }: NumberModel, code: number, share: number): number {
  let below = knotStarts[code]!
  let above = knotStarts[code + 1]! - 1
  while (above - below > 1) {
    const middle = (below + above) >>> 1
    if (knotShares[middle]! <= share) below = middle
    else above = middle
  }
  const from = knotValues[below]!
  const to = knotValues[above]!
  const part = (share - knotShares[below]!) / (knotShares[above]! - knotShares[below]!)
  const width = to - from
  return width === Infinity ? from * (1 - part) + to * part : from + width * part
}

/** Whether a draw from the code can be this very value. */
function canGive(model: NumberModel, code: number, value: number): boolean {
  const { lows, highs, grid, knotStarts, knotShares, knotValues, levelShares } = model
  if (value < lows[code]! || value > highs[code]!) return false
  if (isAtom(model, code)) return true
  const { factor, step, levels, significant } = grid
  if (significant !== undefined && roundSignificant(value, significant) !== value) return false
  if (step > 0 && toGrid(grid, Math.round(value * factor)) / factor !== value) return false
  if (levels && !hasLevel(levelShares, code, levels.length + 1, levelOf(levels, Math.round(value * factor))))
    return false
  const half = step / 2 / factor
  for (let knot = knotStarts[code]!; knot + 1 < knotStarts[code + 1]!; knot++) {
    const isGap = knotShares[knot] === knotShares[knot + 1]
    if (!isGap && value + half > knotValues[knot]! && value - half < knotValues[knot + 1]!) return true
    if (!isGap && (value === knotValues[knot] || value === knotValues[knot + 1])) return true
  }
  return false
}

function logWidthOf(model: NumberModel, code: number): number {
  if (isAtom(model, code)) return 0
  const { edges, knotValues, knotStarts, grid } = model
  const half = grid.step / 2 / grid.factor
  const low = code === 0 ? Math.min(model.lows[0]! - half, knotValues[0]!) : edges[code - 1]!
  const isLast = code === edges.length
  const high = isLast ? Math.max(model.highs[code]! + half, knotValues[knotStarts[code + 1]! - 1]!) : edges[code]!
  return Math.log(Math.min(Number.MAX_VALUE, Math.max(Number.MIN_VALUE, high - low)))
}

function notANumber({ name }: NumericField | DatetimeField, row: number): AsdfError {
  return new AsdfError(
    'ASDF_DATA_INVALID',
    `column '${name}', row ${row + 1} is not a number; mark it as null or remove it`,
    { column: name, row: row + 1 },
  )
}
