import type { Artifact, JsonObject, JsonValue } from '@asdf/contract'
import type { WeightState } from '../layers/weights.ts'
import type { EarlyStopping } from './early-stopping.ts'
import type { TrainingState } from './epochs.ts'
import type { EpochRecord } from './history.ts'
import type { TrainerState } from './trainer.ts'
import { artifactArray, artifactFault, checkArtifact, checkForms, optionError } from '@asdf/core'
import { allFinite } from '@asdf/core/statistics'
import { aNumber, floats } from '../argument-forms.ts'
import { aScope, aTrainerState, aTrainingState } from './argument-forms.ts'
import { isHistory } from './history.ts'

const stateVersion = 2

/** Which training a checkpoint belongs to. */
export interface CheckpointScope {
  /** Id of the algorithm. */
  readonly id: string
  /** Its name in messages, such as `ctgan`. */
  readonly name: string
  /** The options that change training, as JSON, the seed, and a checksum of the encoded training rows. */
  readonly identity: { readonly options: string; readonly seed: number; readonly rows: string }
  readonly epochs: number
  readonly earlyStopping: EarlyStopping | null
}

/** A training as data, to go on from: all networks, their optimizers and the history, but no row. */
export function saveCheckpoint(scope: CheckpointScope, state: TrainingState): Artifact {
  checkForms('saveCheckpoint', { scope: [scope, aScope], state: [state, aTrainingState] })
  const { trainer, history, best } = state
  const networks = Object.entries(trainer.networks)
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: writerOf(scope),
    stateVersion,
    state: {
      ...scope.identity,
      steps: trainer.steps,
      updates: networks.map(([, { updates }]) => updates),
      history: history.map((record) => ({ ...record })),
      best: best === undefined ? null : { epoch: best.epoch, score: best.score },
    },
    arrays: {
      ...Object.fromEntries(networks.map(([name, { rows }]) => [name, tensorOf(rows)])),
      best: tensorOf(best?.values ?? new Float32Array(0)),
    },
  }
}

/**
 * Reads what `saveCheckpoint` wrote for a trainer whose state has the form of `current`. Other options, another seed or
 * other rows are an `ASDF_OPTION_INVALID`, since the training would not be the one that was stopped, and so is one that
 * ended with a validation check that a longer training does not make; damage is an `ASDF_ARTIFACT_INVALID`.
 */
export function restoreCheckpoint<Loss extends string>(
  artifact: Artifact,
  scope: CheckpointScope,
  current: TrainerState<Loss>,
  valueCount: number,
): TrainingState<Loss> {
  checkForms('restoreCheckpoint', {
    scope: [scope, aScope],
    current: [current, aTrainerState],
    valueCount: [valueCount, aNumber],
  })
  const writer = writerOf(scope)
  checkArtifact(artifact, writer, stateVersion)
  const { state } = artifact
  for (const [name, expected] of Object.entries(scope.identity)) {
    if (state[name] === expected) continue
    if (typeof state[name] !== typeof expected)
      throw artifactFault('content', `has no readable '${name}'; save the checkpoint again`, writer)
    const where = `${scope.name}.fit`
    throw optionError(where, 'resume', state[name], `is of a training with another ${name}; resume with the same`)
  }
  const { steps, updates, history, best } = state
  const names = Object.keys(current.networks) as Loss[]
  const isSound = isCount(steps) && Array.isArray(updates) && updates.every(isCount) && isHistory(history, names)
  if (!isSound) throw artifactFault('content', 'has no readable state; save the checkpoint again', writer)
  checkEnd(scope, history)
  const networks = names.map((name, i): [string, WeightState] => [
    name,
    { updates: updates[i] as number, rows: rowsOf(artifact, name, current.networks[name].rows.length) },
  ])
  const trainer: TrainerState<Loss> = {
    steps,
    networks: Object.fromEntries(networks) as Record<Loss, WeightState>,
  }
  if (best === null) return { trainer, history, best: undefined }
  const { epoch, score } = best as { readonly epoch: number; readonly score: number } & JsonObject
  const values = rowsOf(artifact, 'best', valueCount)
  return { trainer, history, best: { epoch, score, values } }
}

/** The last epoch of all has a validation check of its own, whose network may be the best by chance. */
function checkEnd({ name, epochs, earlyStopping }: CheckpointScope, history: readonly EpochRecord[]): void {
  const last = history.at(-1)
  if (last === undefined || last.epoch === epochs) return
  const where = `${name}.fit`
  if (last.epoch > epochs) throw optionError(where, 'epochs', epochs, `is below the ${last.epoch} that resume has done`)
  if (earlyStopping === null || last.validation === undefined || last.epoch % earlyStopping.every === 0) return
  const fault = `must be ${last.epoch}: resume ended there with a validation check that longer training does not make; resume an earlier checkpoint`
  throw optionError(where, 'epochs', epochs, fault)
}

function writerOf({ id }: CheckpointScope): string {
  return `${id}/checkpoint`
}

/** FNV-1a over the bits of the numbers, and how many there are: no way back to them. */
export function rowsChecksum(rows: Float32Array): string {
  checkForms('rowsChecksum', { rows: [rows, floats] })
  const words = new Uint32Array(rows.buffer, rows.byteOffset, rows.length)
  let hash = 0x811c9dc5
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193)
  return `${rows.length} numbers, ${(hash >>> 0).toString(16)}`
}

function rowsOf(artifact: Artifact, name: string, length: number): Float32Array {
  const rows = artifactArray(artifact, name, 'f32', length)
  if (allFinite(rows)) return rows.slice()
  throw artifactFault('content', `holds numbers in '${name}' that are not finite; take an earlier one`, artifact.writer)
}

function tensorOf(data: Float32Array) {
  return { dtype: 'f32', shape: [data.length], data } as const
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
