import type { Rng, Table } from '@asdf/contract'
import { createRng, standardNormal, tableFromColumns, uniformInteger } from '@asdf/core'

interface Town {
  readonly longitude: number
  readonly latitude: number
  /** Degrees. */
  readonly spread: number
  readonly weight: number
  readonly income: number
}

const townCount = 40
const ruralShare = 0.12

/**
 * Blocks of houses like those of the Californian census: positions to hundredths of a degree in forty towns along a curved
 * coast and in the country behind it; incomes by place; rooms, bedrooms, people and households that nearly add up; a price,
 * capped at 500,001, that follows place, income and the distance to the sea.
 */
export function housingTable(rows: number, seed: number): Table {
  const towns = createTowns(createRng(seed).fork('towns'))
  const rng = createRng(seed).fork('blocks')
  const columns: Record<string, number[]> = {}
  const put = (name: string, value: number) => (columns[name] ??= []).push(value)
  for (let row = 0; row < rows; row++) {
    const { longitude, latitude, income: usual, isRural } = drawPlace(towns, rng)
    const inland = longitude - coastAt(latitude)
    const income = Math.exp(Math.log(usual) + 0.32 * standardNormal(rng))
    const age = Math.round(Math.min(52, Math.max(1, (isRural ? 20 : 34) - 6 * inland + 10 * standardNormal(rng))))
    const households = Math.max(2, Math.round(Math.exp(6 - 0.012 * (age - 28) + 0.7 * standardNormal(rng))))
    const bedrooms = Math.round(households * (1.06 + (isRural ? 0.25 : 0) + 0.03 * standardNormal(rng)))
    const rooms = Math.round(bedrooms * (3.2 + 0.5 * Math.log(income) + 0.35 * standardNormal(rng)))
    const people = Math.round(households * Math.exp(1.05 - 0.04 * income + 0.14 * standardNormal(rng)))
    const place = 0.55 * Math.exp(-2.5 * Math.max(0, inland)) + 0.25 * Math.sin(1.7 * latitude)
    const price = Math.exp(10.9 + place + 0.78 * Math.log(income) + 0.004 * age + 0.16 * standardNormal(rng))
    put('longitude', longitude)
    put('latitude', latitude)
    put('age', age)
    put('rooms', rooms)
    put('bedrooms', bedrooms)
    put('people', people)
    put('households', households)
    put('income', Math.round(1e4 * Math.min(15, income)) / 1e4)
    put('price', Math.min(500_001, 100 * Math.round(price / 100)))
  }
  return tableFromColumns(columns)
}

function createTowns(rng: Rng): Town[] {
  return Array.from({ length: townCount }, (_, index) => {
    const latitude = 32.6 + 7.5 * rng.next()
    const inland = index % 3 === 0 ? 0.5 + 2 * rng.next() : 0.35 * rng.next()
    return {
      latitude,
      longitude: coastAt(latitude) + inland,
      spread: 0.03 + 0.16 * rng.next() ** 2,
      weight: 1 / (1 + index) ** 0.8,
      income: Math.exp(1.1 + 0.35 * standardNormal(rng) - 0.1 * inland),
    }
  })
}

/** Degrees of longitude of the coast: a bay at 34 degrees, and a bend. */
function coastAt(latitude: number): number {
  return -117.1 - 0.75 * (latitude - 32.5) + 0.35 * Math.sin(1.3 * (latitude - 33))
}

function drawPlace(towns: readonly Town[], rng: Rng) {
  for (;;) {
    const isRural = rng.next() < ruralShare
    const town = isRural ? towns[uniformInteger(rng, towns.length)]! : drawTown(towns, rng)
    const spread = isRural ? 0.6 : town.spread
    const latitude = town.latitude + spread * standardNormal(rng)
    const longitude = town.longitude + spread * 1.2 * standardNormal(rng)
    // No block lies in the sea.
    if (longitude < coastAt(latitude)) continue
    const hundredths = (value: number) => Math.round(100 * value) / 100
    return { latitude: hundredths(latitude), longitude: hundredths(longitude), income: town.income, isRural }
  }
}

function drawTown(towns: readonly Town[], rng: Rng): Town {
  let left = rng.next() * towns.reduce((sum, { weight }) => sum + weight, 0)
  return towns.find(({ weight }) => (left -= weight) <= 0) ?? towns.at(-1)!
}
