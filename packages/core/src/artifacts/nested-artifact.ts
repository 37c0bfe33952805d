import type { Artifact, FittedSynthesizer, JsonObject, LoadOptions } from '@asdf/contract'
import { anArtifact, aText, checkForms } from '../argument-forms.ts'
import { artifactFault } from './checks.ts'

/** What goes into a wrapper's artifact for one of the models that it wraps. */
export interface NestedArtifact {
  /** For the wrapper's state, under the name of the model. */
  readonly state: JsonObject
  readonly arrays: Artifact['arrays']
}

/** The artifact of a wrapped model as parts of its wrapper's: arrays are named `<name>/<array>`. */
export function nestArtifact(name: string, artifact: Artifact): NestedArtifact {
  checkForms('nestArtifact', { name: [name, aText], artifact: [artifact, anArtifact] })
  const { writer, stateVersion, state, arrays } = artifact
  return {
    state: { writer, stateVersion, state },
    arrays: Object.fromEntries(Object.entries(arrays).map(([key, array]) => [`${name}/${key}`, array])),
  }
}

/**
 * Restores the model that a wrapper saved by `nestArtifact(name, …)` and put into its state under `name`. The caller's
 * `factories` say who can: a writer that is not among them is an `ASDF_ARTIFACT_INVALID` that names it.
 */
export function loadNested(artifact: Artifact, name: string, options: LoadOptions = {}): FittedSynthesizer {
  checkForms('loadNested', { artifact: [artifact, anArtifact], name: [name, aText] })
  const { factories = [] } = options
  const { writer, stateVersion, state } = (artifact.state[name] ?? {}) as JsonObject
  if (typeof writer !== 'string' || typeof stateVersion !== 'number' || typeof state !== 'object' || state === null)
    throw artifactFault('content', `has no model '${name}'`, artifact.writer)
  const factory = factories.find(({ id }) => id === writer)
  if (factory === undefined) {
    const advice = `hand its factory to load: { factories: [...] } has ${factories.map(({ id }) => id).join(', ') || 'none'}`
    throw artifactFault('writer', `wraps a model of '${writer}'; ${advice}`, artifact.writer)
  }
  const prefix = `${name}/`
  const own = Object.entries(artifact.arrays).filter(([key]) => key.startsWith(prefix))
  const arrays = Object.fromEntries(own.map(([key, array]) => [key.slice(prefix.length), array]))
  const inner: Artifact = { format: 'asdf', formatVersion: 1, writer, stateVersion, state: state as JsonObject, arrays }
  return factory.load(inner, options)
}
