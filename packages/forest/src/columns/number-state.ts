import type { Artifact, DatetimeField, JsonObject, NumericField } from '@asdf/contract'
import type { CoderState } from './coder.ts'
import type { NumberModel } from './number-model.ts'
import { artifactArray, artifactFault, gridFromJson, gridToJson } from '@asdf/core'

/** A coder of numbers as data. */
export function numberState(
  field: NumericField | DatetimeField,
  model: NumberModel,
  hasNull: boolean,
  warnings: readonly string[],
): CoderState {
  const { grid } = model
  return {
    json: { coder: 'numbers', field: { ...field }, hasNull, grid: gridToJson(grid), warnings },
    arrays: {
      edges: tensor(model.edges),
      lows: tensor(model.lows),
      highs: tensor(model.highs),
      centers: tensor(model.centers),
      knotStarts: { dtype: 'i32', shape: [model.knotStarts.length], data: model.knotStarts },
      knotShares: tensor(model.knotShares),
      knotValues: tensor(model.knotValues),
      levelShares: tensor(model.levelShares),
    },
  }
}

/** Reads what `numberState` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreNumbers(artifact: Artifact, prefix: string, json: JsonObject): NumberModel {
  const grid = gridFromJson(json['grid'])
  if (grid === undefined) throw artifactFault('content', `has no readable grid '${prefix}'`, artifact.writer)
  const lows = artifactArray(artifact, `${prefix}.lows`, 'f64')
  const codes = lows.length
  const knotStarts = artifactArray(artifact, `${prefix}.knotStarts`, 'i32', codes + 1)
  const knots = knotStarts[codes]!
  const levels = grid.levels?.length ?? 0
  const model = {
    grid,
    edges: artifactArray(artifact, `${prefix}.edges`, 'f64', Math.max(0, codes - 1)),
    lows,
    highs: artifactArray(artifact, `${prefix}.highs`, 'f64', codes),
    centers: artifactArray(artifact, `${prefix}.centers`, 'f64', codes),
    knotStarts,
    knotShares: artifactArray(artifact, `${prefix}.knotShares`, 'f64', knots),
    knotValues: artifactArray(artifact, `${prefix}.knotValues`, 'f64', knots),
    levelShares: artifactArray(artifact, `${prefix}.levelShares`, 'f64', levels === 0 ? 0 : codes * (levels + 1)),
  }
  const isReadable =
    codes + (json['hasNull'] === true ? 1 : 0) <= 255 &&
    knotStarts[0] === 0 &&
    knotStarts.every((start, code) => code === 0 || start > knotStarts[code - 1]!) &&
    [model.edges, lows, model.highs, model.knotShares, model.knotValues, model.levelShares].every((array) =>
      array.every(Number.isFinite),
    ) &&
    areCumulative(model.knotShares, knotStarts)
  if (!isReadable) throw artifactFault('content', `holds codes '${prefix}' of numbers that are none`, artifact.writer)
  return model
}

/** Whether the shares of each code's knots ascend within 0 and 1, and leave room between the first and the last. */
function areCumulative(shares: Float64Array, starts: Int32Array): boolean {
  for (let code = 0; code + 1 < starts.length; code++) {
    const [first, last] = [starts[code]!, starts[code + 1]! - 1]
    if (!(shares[first]! >= 0 && shares[last]! <= 1) || (last > first && shares[last] === shares[first])) return false
    for (let knot = first + 1; knot <= last; knot++) if (shares[knot]! < shares[knot - 1]!) return false
  }
  return true
}

function tensor(data: Float64Array) {
  return { dtype: 'f64', shape: [data.length], data } as const
}
