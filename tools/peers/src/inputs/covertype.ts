import type { Rng } from '@asdf/contract'
import type { PreparedColumn } from '../prepared-table.ts'
import { createRng, standardNormal } from '@asdf/core'
import { writePreparedTable } from '../prepared-table.ts'

export interface CovertypeOptions {
  readonly rows: number
  readonly seed: number
  /** Whether area and soil are 44 columns of 0 and 1, as in the published file, or two of 4 and 40 categories. */
  readonly oneHot: boolean
}

const numbers = [
  'elevation',
  'aspect',
  'slope',
  'distanceToWater',
  'heightAboveWater',
  'distanceToRoad',
  'shadeAt9',
  'shadeAtNoon',
  'shadeAt15',
  'distanceToFire',
]
const areaCount = 4
const soilCount = 40
const coverCount = 7

/** Share of the rows, and mean and deviation of the elevation in meters, by wilderness area. */
const areas = [
  { share: 0.45, elevation: 2980, deviation: 200 },
  { share: 0.05, elevation: 3230, deviation: 150 },
  { share: 0.44, elevation: 2970, deviation: 260 },
  { share: 0.06, elevation: 2270, deviation: 170 },
]
/** Elevation at which each cover is commonest, how far it reaches, in meters, and its weight. */
const covers = [
  { elevation: 3130, reach: 150, weight: 1 },
  { elevation: 2920, reach: 180, weight: 1.4 },
  { elevation: 2390, reach: 170, weight: 0.5 },
  { elevation: 2220, reach: 90, weight: 0.15 },
  { elevation: 2780, reach: 90, weight: 0.06 },
  { elevation: 2420, reach: 180, weight: 0.3 },
  { elevation: 3360, reach: 100, weight: 0.5 },
]
/** Height of the sun and its direction, in degrees, at the three times of day that shade is given for. */
const suns = [
  { height: 45, direction: 110 },
  { height: 65, direction: 175 },
  { height: 45, direction: 245 },
]

/**
 * A table of the shape of UCI's Covertype: 10 columns of whole numbers, a wilderness area of 4, a soil of 40, one of 7
 * covers. As in the published one, slope and aspect make the shades, the area shifts elevation and distances, elevation
 * and area make soils likely, and all of these the cover.
 */
export function prepareCovertype(folder: string, { rows, seed, oneHot }: CovertypeOptions): void {
  const columns = oneHot ? oneHotColumns() : compactColumns()
  const features = new Float64Array(rows * columns.length)
  const target = new Int32Array(rows)
  const rng = createRng(seed)
  for (let row = 0; row < rows; row++) {
    const { values, area, soil, cover } = drawPatch(rng)
    const out = features.subarray(row * columns.length, (row + 1) * columns.length)
    out.set(values)
    if (oneHot) {
      out[numbers.length + area] = 1
      out[numbers.length + areaCount + soil] = 1
    } else out.set([area, soil], numbers.length)
    target[row] = cover
  }
  writePreparedTable(folder, { columns, classes: labels(coverCount), parts: { train: { features, target } } })
}

function oneHotColumns(): PreparedColumn[] {
  const flags = [...labels(areaCount).map((area) => `area${area}`), ...labels(soilCount).map((soil) => `soil${soil}`)]
  return [
    ...numbers.map((name) => ({ name, categories: null })),
    ...flags.map((name) => ({ name, categories: ['0', '1'] })),
  ]
}

function compactColumns(): PreparedColumn[] {
  return [
    ...numbers.map((name) => ({ name, categories: null })),
    { name: 'area', categories: labels(areaCount) },
    { name: 'soil', categories: labels(soilCount) },
  ]
}

function labels(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1))
}

/** One patch of 30 by 30 meters. */
function drawPatch(rng: Rng): { values: readonly number[]; area: number; soil: number; cover: number } {
  const area = choose(
    areas.map(({ share }) => share),
    rng,
  )
  const { elevation: center, deviation } = areas[area]!
  const elevation = Math.round(center + deviation * standardNormal(rng))
  const aspect = Math.floor(360 * rng.next())
  const slope = Math.min(66, Math.round(4 + steps(6, rng) + steps(6, rng) + (area === 3 ? 5 : 0)))
  // Distances are between cells of a grid of 30 meters.
  const distance = (scale: number) =>
    Math.round(30 * Math.hypot(Math.round(steps(scale, rng)), Math.round(steps(scale, rng))))
  const distanceToWater = distance(6 + slope / 10)
  const heightAboveWater = Math.round(distanceToWater * (0.17 + 0.004 * slope * standardNormal(rng)))
  const distanceToRoad = distance((area === 3 ? 25 : 60) * (0.4 + Math.max(0, elevation - 2000) / 1800))
  const distanceToFire = distance((area === 3 ? 22 : 50) * (0.6 + distanceToRoad / 6000))
  const shades = suns.map((sun) => shadeOf(slope, aspect, sun))
  const soil = soilOf(elevation, area, rng)
  const cover = choose(
    covers.map(({ elevation: best, reach, weight }, index) => {
      const away = (elevation - best + 8 * slope * Math.cos(radians(aspect)) - 60) / reach
      return weight * Math.exp(-away * away) * ((soil * 7 + index * 3) % 5 < 2 ? 3 : 1) + 1e-6
    }),
    rng,
  )
  const around = [elevation, aspect, slope, distanceToWater, heightAboveWater, distanceToRoad]
  return { values: [...around, ...shades, distanceToFire], area, soil, cover }
}

/** Brightness from 0 to 254 of a slope in the sun (Lambert's law). */
function shadeOf(slope: number, aspect: number, sun: { readonly height: number; readonly direction: number }): number {
  const [tilt, height] = [radians(slope), radians(sun.height)]
  const light =
    Math.sin(height) * Math.cos(tilt) + Math.cos(height) * Math.sin(tilt) * Math.cos(radians(sun.direction - aspect))
  return Math.max(0, Math.round(254 * light))
}

/** Soils follow one another with elevation, and reach into their neighbors. */
function soilOf(elevation: number, area: number, rng: Rng): number {
  const height = (elevation - 2000) / 1500 + 0.08 * standardNormal(rng) + (area === 1 ? 0.1 : 0)
  return Math.min(soilCount - 1, Math.max(0, Math.floor(soilCount * height)))
}

/** The size of a step to either side. */
function steps(scale: number, rng: Rng): number {
  return scale * Math.abs(standardNormal(rng))
}

function choose(weights: readonly number[], rng: Rng): number {
  let left = rng.next() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => (left -= weight) < 0)
  return index < 0 ? weights.length - 1 : index
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
