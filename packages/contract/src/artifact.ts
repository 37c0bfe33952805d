import type { JsonObject } from './json.ts'
import type { AnyTensor } from './tensor.ts'

/** A fitted model as data: JSON plus named arrays, never code. */
export interface Artifact {
  readonly format: 'asdf'
  readonly formatVersion: 1
  /** `id` of the synthesizer, classifier or other algorithm that wrote it. */
  readonly writer: string
  /** Version of that writer's own state layout. */
  readonly stateVersion: number
  readonly state: JsonObject
  readonly arrays: Readonly<Record<string, AnyTensor>>
}
