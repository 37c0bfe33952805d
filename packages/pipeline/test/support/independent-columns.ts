import type {
  Column,
  FittedSynthesizer,
  SteerableSynthesizer,
  Synthesizer,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { createRng, takeRows, uniformInteger } from '@asdf/core'

const id = '@test/independent-columns'

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'ignored',
  conditional: false,
  reproducible: 'bitwise',
  keepsTrainingRows: true,
  privacy: 'none',
  minimumRows: 1,
}

/** Draws every column on its own from its training values: nothing that holds between columns survives. */
export function independentColumns(): Synthesizer & SteerableSynthesizer & { readonly seen: Table[] } {
  const seen: Table[] = []
  const learn = (train: Table): FittedSynthesizer => {
    seen.push(train)
    return fitted(train)
  }
  return {
    specVersion: 1,
    id,
    traits,
    options: {},
    seen,
    fit: async (train) => learn(train),
    async start(train) {
      const model = learn(train)
      return { train: async () => {}, sample: model.sample, finish: () => model, close: async () => {} }
    },
  }
}

function fitted(train: Table): FittedSynthesizer {
  return {
    specVersion: 1,
    id,
    schema: train.schema,
    report: { steps: 1, losses: {}, warnings: [] },
    async sample(count, run) {
      const columns = train.columns.map((_, index): Column => {
        const rng = createRng(run.seed).fork(index)
        const rows = Uint32Array.from({ length: count }, () => uniformInteger(rng, train.rowCount))
        return takeRows(train, rows).columns[index]!
      })
      return { schema: train.schema, rowCount: count, columns }
    },
    save() {
      throw new AsdfError('ASDF_UNSUPPORTED', 'independentColumns.save: is a test', { feature: 'save' })
    },
  }
}
