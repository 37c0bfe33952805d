import type {
  Artifact,
  FittedSynthesizer,
  RunOptions,
  SampleOptions,
  SynthesizerFactory,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import {
  checkArtifact,
  checkFinite,
  checkOptionNames,
  checkRowCount,
  checkRun,
  checkSample,
  checkTable,
  classCode,
  classCodes,
  columnOf,
  createRng,
  fieldIndex,
  renewIdentifiers,
  schemaFromJson,
  schemaToJson,
  tableFromArrays,
  tableToArrays,
  takeRows,
  targetIndex,
  uniformInteger,
} from '@asdf/core'

const id = '@asdf/testkit/bootstrap'

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text', 'image', 'series'],
  nulls: 'modelled',
  target: 'required',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: true,
  privacy: 'none',
  minimumRows: 1,
}

/** Draws whole training rows with replacement, under identifiers of their own: the simplest synthesizer that keeps every promise. */
export const bootstrap: SynthesizerFactory<object> = Object.assign(
  (options: object = {}) => {
    checkOptionNames('bootstrap', options, {})
    return { specVersion: 1 as const, id, traits, options: {}, fit }
  },
  { id, traits, defaults: {}, load },
)

async function fit(train: Table, run: RunOptions): Promise<FittedSynthesizer> {
  checkRun('bootstrap.fit', run)
  checkTable('bootstrap.fit', train)
  checkRowCount('bootstrap.fit', train, traits.minimumRows)
  targetIndex(train.schema, 'bootstrap.fit')
  checkFinite('bootstrap.fit', train, [...train.columns.keys()])
  run.onProgress?.({ phase: 'fit', step: 1, totalSteps: 1 })
  return fitted(train)
}

function fitted(train: Table): FittedSynthesizer {
  return {
    specVersion: 1,
    id,
    schema: train.schema,
    report: { steps: 1, losses: {}, warnings: [] },
    async sample(count, run) {
      checkSample('bootstrap.sample', count, run)
      const rows = matchingRows(train, run)
      const rng = createRng(run.seed).fork('rows')
      const drawn = Uint32Array.from({ length: count }, () => rows[uniformInteger(rng, rows.length)]!)
      return renewIdentifiers(takeRows(train, drawn), train)
    },
    save: () => ({
      format: 'asdf',
      formatVersion: 1,
      writer: id,
      stateVersion: 1,
      state: { schema: schemaToJson(train.schema) },
      arrays: tableToArrays(train, 'rows'),
    }),
  }
}

function matchingRows(train: Table, { where = {} }: SampleOptions): number[] {
  const rows = Array.from({ length: train.rowCount }, (_, row) => row)
  for (const [name, value] of Object.entries(where)) {
    const field = train.schema.fields[fieldIndex(train.schema, name)]!
    if (field.role !== 'target')
      throw new AsdfError('ASDF_UNSUPPORTED', 'bootstrap: where takes the target only', { feature: 'where' })
    const code = classCode(field, value)
    const codes = classCodes(columnOf(train, name))
    return rows.filter((row) => codes[row] === code)
  }
  return rows
}

function load(artifact: Artifact): FittedSynthesizer {
  checkArtifact(artifact, id, 1)
  return fitted(tableFromArrays(artifact, 'rows', schemaFromJson(artifact.state['schema'])))
}
