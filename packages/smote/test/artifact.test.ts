import type { AnyTensor, Artifact } from '@asdf/contract'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { adasyn, smote, svmSmote } from '@asdf/smote'
import { expect, it } from 'vitest'
import { categorical, numeric, tableOf } from './tables.ts'

const x = Array.from({ length: 30 }, (_, i) => Math.sin(i))
const train = tableOf(
  numeric('x', x),
  categorical(
    'label',
    x.map((_, i) => (i < 8 ? 'own' : 'other')),
    'target',
  ),
)

async function saved(): Promise<Artifact> {
  return (await adasyn().fit(train, { seed: 1 })).save()
}

function withArray(artifact: Artifact, name: string, change: (data: number[]) => number[]): Artifact {
  const tensor = artifact.arrays[name]!
  const values = change(Array.from(tensor.data))
  const data = tensor.dtype === 'i32' ? Int32Array.from(values) : Float64Array.from(values)
  return {
    ...artifact,
    arrays: { ...artifact.arrays, [name]: { ...tensor, shape: [values.length], data } as AnyTensor },
  }
}

it('a saved model survives its bytes', async () => {
  const fitted = await adasyn().fit(train, { seed: 1 })
  const copy = adasyn.load(decodeArtifact(encodeArtifact(fitted.save())))
  expect(await copy.sample(40, { seed: 3 })).toEqual(await fitted.sample(40, { seed: 3 }))
  expect(copy.report).toEqual(fitted.report)
})

it('one method does not load another’s model', async () => {
  const artifact = await saved()
  expect(() => smote.load(artifact)).toThrow(
    expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID', details: { problem: 'writer' } }),
  )
})

it('changed contents are refused, not sampled from', async () => {
  const artifact = await saved()
  const { state } = artifact
  const broken: Record<string, Artifact> = {
    'a neighbor that is no row': withArray(artifact, 'class.0.neighbors', (rows) => rows.with(0, 30)),
    'a negative row': withArray(artifact, 'class.0.bases', (rows) => rows.with(0, -1)),
    'a base of another class': withArray(artifact, 'class.0.bases', (rows) => rows.with(0, 20)),
    'a list that goes back': withArray(artifact, 'class.0.starts', (starts) => starts.with(1, 0).with(2, 1).with(1, 5)),
    'a list cut short': withArray(artifact, 'class.0.starts', (starts) => starts.slice(0, -1)),
    'no bases': withArray(
      withArray(artifact, 'class.0.bases', () => []),
      'class.0.starts',
      () => [0],
    ),
    'a weight of zero': withArray(artifact, 'class.0.weights', (weights) => weights.with(0, 0)),
    'a weight that is no number': withArray(artifact, 'class.0.weights', (weights) => weights.with(0, NaN)),
    'too few weights': withArray(artifact, 'class.0.weights', (weights) => weights.slice(1)),
    'a short column': withArray(artifact, 'train.0', (values) => values.slice(1)),
    'a class code that is no class': withArray(artifact, 'train.1', (codes) => codes.with(0, 7)),
    'an infinite number': withArray(artifact, 'train.0', (values) => values.with(0, Infinity)),
    'bad options': { ...artifact, state: { ...state, options: { neighbors: -1 } } },
    'no seed': { ...artifact, state: { ...state, seed: 'one' } },
    'classes that are no list': { ...artifact, state: { ...state, classes: 1 } },
  }
  for (const [name, changed] of Object.entries(broken)) {
    expect(() => adasyn.load(changed), name).toThrow(
      expect.objectContaining({ code: 'ASDF_ARTIFACT_INVALID', details: { problem: 'content' } }),
    )
  }
})

it('refuses steps of svmSmote that lead beyond a neighbor', async () => {
  const artifact = (await svmSmote({ borderNeighbors: 25 }).fit(train, { seed: 1 })).save()
  const name = Object.keys(artifact.arrays).find((one) => one.endsWith('.reaches'))!
  expect(() => svmSmote.load(artifact)).not.toThrow()
  expect(() => svmSmote.load(withArray(artifact, name, (reaches) => reaches.with(0, -1e300)))).toThrow(/reaches/)
})
