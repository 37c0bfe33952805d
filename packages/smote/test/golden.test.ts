import type { Artifact, SynthesizerFactory, Table } from '@asdf/contract'
import type { Recipe } from '../src/recipe.ts'
import { readFileSync } from 'node:fs'
import { artifactArray, createRng, numericPoints } from '@asdf/core'
import { adasyn, borderlineSmote, smote, smoteN, smoteNc, svmSmote } from '@asdf/smote'
import { describe, expect, it } from 'vitest'
import { standing } from '../src/border.ts'
import { clusterMembers, sparsityShares } from '../src/cluster-shares.ts'
import { medianDeviation } from '../src/median-deviation.ts'
import { categorical, numeric, tableOf } from './tables.ts'

// What random numbers do not touch equals imbalanced-learn 0.14.2: see golden/make_golden.py.
interface NumericTable {
  readonly name: string
  readonly features: number[][]
  readonly target: number[]
}
interface ClassGolden {
  readonly neighbors: number[][]
  readonly danger: number[]
  readonly adasyn: number[]
  readonly support: number[]
  readonly supportForeign: number[]
}
interface Golden {
  readonly numeric: { readonly table: NumericTable; readonly classes: Record<string, ClassGolden> }[]
  readonly clusters: {
    readonly table: NumericTable
    readonly cases: { clusters: number[]; exponent: number; shares: Record<string, number> }[]
  }
  readonly mixed: { numbers: number[][]; codes: number[][]; target: number[]; median: number; neighbors: number[][] }
  readonly nominal: { codes: number[][]; target: number[]; rows: number[]; distances: number[][] }
}
const golden = JSON.parse(readFileSync(new URL('golden/imbalanced_learn.json', import.meta.url), 'utf8')) as Golden

for (const { table, classes } of golden.numeric) {
  describe(`${table.name}: as imbalanced-learn`, () => {
    const train = numericTable(table)
    for (const [code, expected] of Object.entries(classes)) {
      const rows = table.target.flatMap((label, row) => (label === Number(code) ? [row] : []))

      it(`SMOTE joins the same neighbors in class ${code}`, async () => {
        const recipe = await recipeOf(smote, { scale: 'none' }, train, code)
        expect([...recipe.bases]).toEqual(rows)
        expect(neighborLists(recipe)).toEqual(expected.neighbors)
      })

      it(`Borderline-SMOTE finds the same rows in danger in class ${code}`, async () => {
        expect(expected.danger.length).toBeGreaterThan(0)
        const recipe = await recipeOf(borderlineSmote, { scale: 'none' }, train, code)
        expect([...recipe.bases]).toEqual(expected.danger)
        expect(neighborLists(recipe)).toEqual(expected.danger.map((row) => expected.neighbors[rows.indexOf(row)]))
      })

      it(`ADASYN gives the rows of class ${code} the same shares`, async () => {
        const recipe = await recipeOf(adasyn, { scale: 'none' }, train, code)
        const total = recipe.weights!.reduce((sum, weight) => sum + weight, 0)
        const shares = new Map(Array.from(recipe.bases, (row, i) => [row, recipe.weights![i]! / total]))
        rows.forEach((row, i) => expect(shares.get(row) ?? 0).toBeCloseTo(expected.adasyn[i]!, 12))
      })

      it(`SVM-SMOTE starts from the same support vectors in class ${code}, and tells safe from endangered alike`, async () => {
        const recipe = await recipeOf(svmSmote, { scale: 'none' }, train, code)
        const standings = expected.supportForeign.map((foreign) => standing(foreign, 10))
        expect([...recipe.bases]).toEqual(expected.support.filter((_, i) => standings[i] !== 'noise'))
        const reaches = expected.support.flatMap((_, i) =>
          standings[i] === 'noise' ? [] : standings[i] === 'danger' ? [1, 1, 1, 1, 1] : [-0.5, -0.5, -0.5, -0.5, -0.5],
        )
        expect([...recipe.reaches!]).toEqual(reaches)
      })
    }
  })
}

it('K-means-SMOTE gives clusters the same shares for the same clustering and exponent', () => {
  const { table, cases } = golden.clusters
  const rows = Uint32Array.from(table.target.keys()).filter((row) => table.target[row] === 1)
  for (const { clusters, exponent, shares } of cases) {
    const options = {
      ...({ ratio: 'auto', neighbors: 5, scale: 'none', clusters: 4, densityExponent: exponent } as const),
      imbalanceThreshold: 1e9,
    }
    const members = clusterMembers({ options, rows, labels: Int32Array.from(table.target) }, Uint32Array.from(clusters))
    const points = members.map((own) =>
      numericPoints(Float64Array.from([...own].flatMap((row) => table.features[row]!)), 3),
    )
    const found = sparsityShares(points, exponent, createRng(1))
    expect(members.map((own) => String(clusters[own[0]!]))).toEqual(Object.keys(shares))
    Object.values(shares).forEach((share, i) => expect(found[i]).toBeCloseTo(share, 12))
  }
})

it('SMOTE-NC has the same median of deviations and joins the same neighbors', async () => {
  const { numbers, codes, target, median, neighbors } = golden.mixed
  const train = tableOf(
    ...[0, 1, 2].map((c) =>
      numeric(
        `n${c}`,
        numbers.map((row) => row[c]!),
      ),
    ),
    ...[0, 1].map((c) =>
      categorical(
        `c${c}`,
        codes.map((row) => `v${row[c]}`),
      ),
    ),
    categorical('y', target.map(String), 'target', ['0', '1']),
  )
  const minority = numbers.filter((_, row) => target[row] === 1)
  expect(medianDeviation(Float64Array.from(minority.flat()), 3)).toBeCloseTo(median, 12)
  expect(neighborLists(await recipeOf(smoteNc, { scale: 'none' }, train, '1'))).toEqual(neighbors)
})

it('SMOTE-N finds neighbors at the same value differences', async () => {
  const { codes, target, rows, distances } = golden.nominal
  const train = tableOf(
    ...[0, 1, 2, 3].map((c) =>
      categorical(
        `c${c}`,
        codes.map((row) => `v${row[c]}`),
      ),
    ),
    categorical('y', target.map(String), 'target', ['0', '1', '2']),
  )
  const found = neighborLists(await recipeOf(smoteN, {}, train, '2'))
  found.forEach((neighbors, i) => {
    const others = distances[i]!.filter((_, j) => j !== i).sort((a, b) => a - b)
    const received = neighbors.map((row) => distances[i]![rows.indexOf(row)]!)
    received.forEach((distance, j) => expect(distance).toBeCloseTo(others[j]!, 12))
    expect(neighbors).not.toContain(rows[i])
  })
})

function numericTable({ features, target }: NumericTable): Table {
  const classes = [...new Set(target)].sort((a, b) => a - b).map(String)
  return tableOf(
    ...features[0]!.map((_, c) =>
      numeric(
        `x${c}`,
        features.map((row) => row[c]!),
      ),
    ),
    categorical('y', target.map(String), 'target', classes),
  )
}

async function recipeOf<Options>(
  factory: SynthesizerFactory<Options>,
  options: Partial<Options>,
  train: Table,
  code: string,
): Promise<Recipe> {
  const artifact: Artifact = (await factory(options).fit(train, { seed: 1 })).save()
  const rows = (name: string) => Uint32Array.from(artifactArray(artifact, `class.${code}.${name}`, 'i32'))
  const reals = (name: string) => {
    const tensor = artifact.arrays[`class.${code}.${name}`]
    return tensor === undefined ? {} : { [name]: tensor.data as Float64Array }
  }
  return {
    bases: rows('bases'),
    starts: rows('starts'),
    neighbors: rows('neighbors'),
    ...reals('weights'),
    ...reals('reaches'),
  }
}

function neighborLists({ bases, starts, neighbors }: Recipe): number[][] {
  return Array.from(bases, (_, i) => [...neighbors.subarray(starts[i], starts[i + 1])])
}
