import type { Artifact, JsonObject, JsonValue } from '@asdf/contract'
import { artifactArray, artifactFault, checkArtifact, optionError } from '@asdf/core'
import type { Bench } from '../fitting/bench.ts'
import type { EpochRecord } from '../fitting/run-options.ts'
import type { GanSettings } from '../fitting/settings.ts'
import { allFinite } from '../kernels/all-finite.ts'
import { isHistory } from '../model/history-state.ts'
import type { TrainingState } from './epochs.ts'
import type { TrainerState } from './trainer.ts'

const stateVersion = 1

/** A training as data, to go on from: both networks, their optimizers and the history, but no row. */
export function saveCheckpoint(bench: Bench, state: TrainingState, seed: number): Artifact {
  const { trainer, history, best } = state
  return {
    format: 'asdf',
    formatVersion: 1,
    writer: writerOf(bench),
    stateVersion,
    state: {
      ...identity(bench, seed),
      steps: trainer.steps,
      updates: [trainer.generator.updates, trainer.critic.updates],
      history: history.map((record) => ({ ...record })),
      best: best === undefined ? null : { epoch: best.epoch, score: best.score },
    },
    arrays: {
      generator: tensorOf(trainer.generator.rows),
      critic: tensorOf(trainer.critic.rows),
      average: tensorOf(trainer.average),
      best: tensorOf(best?.values ?? new Float32Array(0)),
    },
  }
}

/**
 * What `saveCheckpoint` wrote. Other options, another seed or other rows are an `ASDF_OPTION_INVALID`, since the training
 * would not be the one that was stopped, and so is one that ended with a look at held-back rows which a longer training
 * does not make; what is damaged is an `ASDF_ARTIFACT_INVALID`.
 */
export function restoreCheckpoint(artifact: Artifact, bench: Bench, seed: number): TrainingState {
  const writer = writerOf(bench)
  checkArtifact(artifact, writer, stateVersion)
  const { state } = artifact
  for (const [name, expected] of Object.entries(identity(bench, seed))) {
    if (state[name] === expected) continue
    const where = `${bench.settings.name}.fit`
    throw optionError(where, 'resume', state[name], `is of a training with another ${name}; resume with the same`)
  }
  const current = bench.trainer!.save()
  const { steps, updates, history, best } = state
  const isSound = isCount(steps) && Array.isArray(updates) && updates.every(isCount) && isHistory(history)
  if (!isSound) throw artifactFault('content', 'has no readable state; save the checkpoint again', writer)
  checkEnd(bench.settings, history)
  const trainer: TrainerState = {
    steps,
    generator: { updates: updates[0] as number, rows: rowsOf(artifact, 'generator', current.generator.rows.length) },
    critic: { updates: updates[1] as number, rows: rowsOf(artifact, 'critic', current.critic.rows.length) },
    average: rowsOf(artifact, 'average', current.average.length),
  }
  if (best === null) return { trainer, history, best: undefined }
  const { epoch, score } = best as { readonly epoch: number; readonly score: number } & JsonObject
  const values = rowsOf(artifact, 'best', bench.trainer!.generatorValues.length)
  return { trainer, history, best: { epoch, score, values } }
}

/** The last epoch of all has a look at held-back rows of its own, whose generator may be the best by chance. */
function checkEnd({ name, epochs, earlyStopping }: GanSettings, history: readonly EpochRecord[]): void {
  const last = history.at(-1)
  if (last === undefined || last.epoch === epochs) return
  const where = `${name}.fit`
  if (last.epoch > epochs) throw optionError(where, 'epochs', epochs, `is below the ${last.epoch} that resume has done`)
  if (earlyStopping === null || last.validation === undefined || last.epoch % earlyStopping.every === 0) return
  const fault = `must be ${last.epoch}: resume ended there with a look at held-back rows that longer training does not make; resume an earlier checkpoint`
  throw optionError(where, 'epochs', epochs, fault)
}

function writerOf({ settings }: Bench): string {
  return `${settings.id}/checkpoint`
}

/** What must be the same for a training to go on. */
function identity({ settings, prepared }: Bench, seed: number) {
  return { options: settings.fingerprint, seed, rows: checksum(prepared.rows) }
}

/** FNV-1a over the bits of the numbers, and how many there are: no way back to them. */
function checksum(rows: Float32Array): string {
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
