import type { Artifact, FittedSynthesizer, SynthesizerFactory, Table } from '@asdf/contract'
import type { ResumableRunOptions } from '@asdf/testkit'
import { artifactArray, checkArtifact, createRng, optionError } from '@asdf/core'
import { bootstrap } from '../../examples/bootstrap.ts'

const id = '@asdf/testkit/test/resumable-bootstrap'
const epochs = 4

type Fit = (train: Table, run: ResumableRunOptions) => Promise<FittedSynthesizer>
type ResumableBootstrap = SynthesizerFactory<object> & ((options?: object) => { readonly fit: Fit })

/** A bootstrap that also "trains": one number an epoch, which its artifact holds. It can be resumed after any epoch. */
export function resumableBootstrap(change: (fit: Fit) => Fit = (fit) => fit): ResumableBootstrap {
  const configure = (options?: object) => ({ ...bootstrap(options), fit: change(fit) })
  return Object.assign(configure, bootstrap, { id })
}

async function fit(train: Table, run: ResumableRunOptions): Promise<FittedSynthesizer> {
  const { onCheckpoint, checkpointEvery = 1, resume, ...rest } = run
  const numbers = resume === undefined ? [] : numbersOf(resume, train, run.seed)
  for (let epoch = numbers.length + 1; epoch <= epochs; epoch++) {
    numbers.push(createRng(run.seed).fork(epoch).next())
    if (epoch % checkpointEvery === 0) onCheckpoint?.(checkpointOf(numbers, train, run.seed))
  }
  const model = await bootstrap().fit(train, rest)
  const save = (): Artifact => {
    const saved = model.save()
    return { ...saved, arrays: { ...saved.arrays, numbers: tensorOf(numbers) } }
  }
  return { ...model, save }
}

function checkpointOf(numbers: readonly number[], { rowCount }: Table, seed: number): Artifact {
  const state = { seed, rowCount, epochs: numbers.length }
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: `${id}/checkpoint`,
    stateVersion: 1,
    state,
    arrays: { numbers: tensorOf(numbers) },
  }
}

function numbersOf(checkpoint: Artifact, { rowCount }: Table, seed: number): number[] {
  checkArtifact(checkpoint, `${id}/checkpoint`, 1)
  const done = checkpoint.state['epochs']
  const numbers = [...artifactArray(checkpoint, 'numbers', 'f64', typeof done === 'number' ? done : -1)]
  if (checkpoint.state['seed'] !== seed) throw optionError('fit', 'resume', seed, 'is of another seed')
  if (checkpoint.state['rowCount'] !== rowCount) throw optionError('fit', 'resume', rowCount, 'is of other rows')
  return numbers
}

function tensorOf(numbers: readonly number[]) {
  return { dtype: 'f64', shape: [numbers.length], data: Float64Array.from(numbers) } as const
}
