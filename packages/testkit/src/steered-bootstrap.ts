import type { Artifact, ErrorContext, FittedSynthesizer, RunOptions, SampleOptions, Table } from '@asdf/contract'
import type { SteerableSynthesizer, SynthesizerFactory, SynthesizerSession, SynthesizerTraits } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import {
  artifactArray,
  artifactFault,
  checkArtifact,
  checkFinite,
  checkNumberOption,
  checkOptionNames,
  checkRun,
  checkSample,
  checkTable,
} from '@asdf/core'
import {
  checkRowCount,
  classCodes,
  classNames,
  createRng,
  renewIdentifiers,
  runSteps,
  schemaFromJson,
} from '@asdf/core'
import { readErrorContext, schemaToJson, tableFromArrays, tableToArrays, takeRows, targetIndex } from '@asdf/core'

const id = '@asdf/testkit/steered-bootstrap'

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text', 'image', 'series'],
  nulls: 'modelled',
  target: 'required',
  conditional: false,
  reproducible: 'bitwise',
  keepsTrainingRows: true,
  privacy: 'none',
  minimumRows: 1,
}

/** What `steeredBootstrap` is: call it to configure, `load` to restore. */
export type SteeredBootstrap = ((options?: object) => SteerableSynthesizer) & SynthesizerFactory<object>

/**
 * Draws training rows, more of the classes whose errors it was trained on. The simplest synthesizer that keeps every
 * promise of the contract and can be steered: something to wrap in tests. It needs a target of classes and keeps its rows.
 */
export const steeredBootstrap: SteeredBootstrap = Object.assign(
  (options: object = {}): SteerableSynthesizer => {
    checkOptionNames('steeredBootstrap', options, {})
    const start = async (train: Table, run: RunOptions) => session(begin(train, run), run)
    return { specVersion: 1, id, traits, options: {}, start, fit }
  },
  { id, traits, defaults: {}, load },
)

interface Model {
  readonly train: Table
  /** How much each class is asked for: 1 and the errors of all steps. */
  readonly demand: Float64Array
  readonly steps: number
}

function begin(train: Table, run: RunOptions): Model {
  checkRun('steeredBootstrap.start', run)
  checkTable('steeredBootstrap.start', train)
  checkRowCount('steeredBootstrap.start', train, traits.minimumRows)
  checkFinite('steeredBootstrap.start', train, [...train.columns.keys()])
  return { train, demand: demandOf(train), steps: 0 }
}

function demandOf({ schema }: Table): Float64Array {
  const target = schema.fields[targetIndex(schema, 'steeredBootstrap.start')]!
  return new Float64Array(classNames(target).length).fill(1)
}

async function fit(train: Table, run: RunOptions): Promise<FittedSynthesizer> {
  const model = begin(train, run)
  const classes = classNames(train.schema.fields[targetIndex(train.schema, 'steeredBootstrap.fit')]!)
  const open = session(model, run)
  await open.train(5, { classes, errors: new Float64Array(classes.length).fill(0.5) })
  return open.finish()
}

function session(started: Model, run: RunOptions): SynthesizerSession {
  let model = started
  let isTrained = false
  return {
    async train(steps: number, context: ErrorContext) {
      run.signal?.throwIfAborted()
      checkNumberOption('steeredBootstrap.train', 'steps', steps, { integer: true, minimum: 0, maximum: 1e6 })
      const errors = readErrorContext('steeredBootstrap.train', model.train.schema, context)
      await runSteps(run, 'train', steps, () => {
        model = { ...model, demand: model.demand.map((had, code) => had + errors[code]!), steps: model.steps + 1 }
        return {}
      })
      isTrained = true
    },
    sample: async (count, options) => draw(model, count, options),
    finish() {
      if (isTrained) return fitted(model)
      const message = 'steeredBootstrap.finish: the session has trained nothing yet; call train first'
      throw new AsdfError('ASDF_UNSUPPORTED', message, { feature: 'finish' })
    },
    close: async () => {},
  }
}

function draw({ train, demand }: Model, count: number, run: SampleOptions): Table {
  checkSample('steeredBootstrap.sample', count, run)
  const { seed, where } = run
  if (where !== undefined) throw new AsdfError('ASDF_UNSUPPORTED', 'steeredBootstrap: no where', { feature: 'where' })
  const codes = classCodes(train.columns[targetIndex(train.schema, 'steeredBootstrap.sample')]!)
  let total = 0
  const ends = Float64Array.from(codes, (code) => (total += demand[code]!))
  const rng = createRng(seed).fork('rows')
  const drawRow = (): number => {
    const end = rng.next() * total
    return ends.findIndex((sum) => sum > end)
  }
  return renewIdentifiers(takeRows(train, Uint32Array.from({ length: count }, drawRow)), train)
}

function fitted(model: Model): FittedSynthesizer {
  const { train, demand, steps } = model
  return {
    specVersion: 1,
    id,
    schema: train.schema,
    report: { steps, losses: {}, warnings: [] },
    sample: async (count, options) => draw(model, count, options),
    save: () => ({
      format: 'asdf',
      formatVersion: 1,
      writer: id,
      stateVersion: 1,
      state: { schema: schemaToJson(train.schema), steps },
      arrays: { ...tableToArrays(train, 'rows'), demand: { dtype: 'f64', shape: [demand.length], data: demand } },
    }),
  }
}

function load(artifact: Artifact): FittedSynthesizer {
  checkArtifact(artifact, id, 1)
  const train = tableFromArrays(artifact, 'rows', schemaFromJson(artifact.state['schema']))
  const demand = artifactArray(artifact, 'demand', 'f64', demandOf(train).length)
  const codes = classCodes(train.columns[targetIndex(train.schema, 'steeredBootstrap.load')]!)
  const isWanted = demand.every((share) => share >= 0 && share < Infinity) && codes.some((code) => demand[code]! > 0)
  if (!isWanted) throw artifactFault('content', 'asks for no row', id)
  const { steps } = artifact.state
  if (typeof steps !== 'number') throw artifactFault('content', 'has no steps', id)
  return fitted({ train, demand, steps })
}
