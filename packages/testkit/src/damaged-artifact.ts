import type { AnyTensor, Artifact, JsonObject, JsonValue, Rng } from '@asdf/contract'
import assert from 'node:assert/strict'
import { isAsdfError } from '@asdf/contract'
import { createRng, uniformInteger } from '@asdf/core'

/** How many damaged copies are tried when a subject does not say: found most faults that thousands of them found. */
const usualDamages = 40

/** What is done with a damaged artifact: it is read, and what was read is put to use. */
export interface DamageTrial<Model> {
  readonly load: (artifact: Artifact) => Model | Promise<Model>
  /** Fails unless the model does what it is for. May reject with an ASDF error of one of `codes`. */
  readonly use: (model: Model) => Promise<void>
  /** Errors with which `use` may say that the model is not one for what it was given; none when absent. */
  readonly codes?: readonly string[]
}

/**
 * Fails unless each of many damaged copies of an artifact is refused as `ASDF_ARTIFACT_INVALID`, or is a model that works:
 * no error of another kind comes of it. The damage is at random places, and absurd numbers stand in the state. The damage is done to the decoded artifact, as if the digest of its file had been
 * computed again. A walk that never ends shows as a test that never ends.
 */
export async function expectDamageNoticed<Model>(
  artifact: Artifact,
  trial: DamageTrial<Model>,
  count = usualDamages,
): Promise<void> {
  for (const { damaged, what } of damagedArtifacts(artifact, 1, count)) await tryOne(damaged, what, trial)
  for (const { damaged, what } of absurdArtifacts(artifact, 2 * count)) await tryOne(damaged, what, trial)
}

/** Fails unless this one damaged artifact is refused, or works. */
export async function tryOne<Model>(
  damaged: Artifact,
  what: string,
  { load, use, codes = [] }: DamageTrial<Model>,
): Promise<void> {
  const allowed = (error: unknown) =>
    isAsdfError(error) && ['ASDF_ARTIFACT_INVALID', ...codes].includes(error.code) ? undefined : error
  let model
  try {
    model = await load(damaged)
  } catch (error) {
    assert.ok(
      isAsdfError(error, 'ASDF_ARTIFACT_INVALID'),
      `${what}: load should refuse it or work, got ${traceOf(error)}`,
    )
    return
  }
  try {
    await use(model)
  } catch (error) {
    assert.equal(allowed(error), undefined, `${what}: what was loaded should work, got ${traceOf(error)}`)
  }
  assert.ok(!('polluted' in {}), `${what}: the prototype of all objects was changed`)
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}

export interface DamagedArtifact {
  readonly damaged: Artifact
  /** Where the damage is, for people. */
  readonly what: string
}

/** Copies of an artifact, each damaged in one place. The same seed gives the same ones. */
export function* damagedArtifacts(artifact: Artifact, seed: number, count: number): Generator<DamagedArtifact> {
  const rng = createRng(seed).fork('damage')
  for (let attempt = 0; attempt < count; attempt++) yield damage(structuredClone(artifact), rng.fork(attempt))
}

/** What no count, code, size or index is. */
const absurdNumbers = [1e9, 2 ** 31 - 1, 1e6, -1]

/** Copies of an artifact in whose state one number is absurd, `count` of all there are, spread over its places. */
export function* absurdArtifacts(artifact: Artifact, count: number): Generator<DamagedArtifact> {
  const isNumber = ({ holder, key }: Place) => typeof holder[key] === 'number'
  const places = placesOf(artifact.state, 'state').filter(isNumber).length
  const tries = Math.min(count, places * absurdNumbers.length)
  for (let attempt = 0; attempt < tries; attempt++) {
    const damaged = structuredClone(artifact)
    const at = tries <= places ? Math.floor((attempt * places) / tries) : attempt % places
    const { holder, key, path } = placesOf(damaged.state, 'state').filter(isNumber)[at]!
    const value = absurdNumbers[(attempt + Math.floor(attempt / places)) % absurdNumbers.length]!
    holder[key] = value
    yield { damaged, what: `${path} = ${value}` }
  }
}

function damage(artifact: Artifact, rng: Rng): DamagedArtifact {
  const names = Object.keys(artifact.arrays).filter((name) => artifact.arrays[name]!.data.length > 0)
  if (names.length === 0 || rng.next() < 0.5) return damageState(artifact, rng)
  const name = pick(names, rng)
  const { tensor, what } = damageTensor(artifact.arrays[name]!, rng)
  return { damaged: { ...artifact, arrays: { ...artifact.arrays, [name]: tensor } }, what: `array '${name}' ${what}` }
}

const oddNumbers = [
  NaN,
  Infinity,
  -Infinity,
  -1,
  0,
  1,
  2,
  255,
  256,
  65_535,
  2 ** 31 - 1,
  -(2 ** 31),
  1e9,
  1e300,
  -1e300,
  0.5,
]

/** A tensor cut short, filled with one number, or with odd numbers at one place or five. */
function damageTensor(tensor: AnyTensor, rng: Rng): { tensor: AnyTensor; what: string } {
  const { data } = tensor
  const kind = uniformInteger(rng, 4)
  if (kind === 0) {
    const length = uniformInteger(rng, Math.max(1, data.length))
    const cut = { ...tensor, shape: [length], data: data.slice(0, length) } as AnyTensor
    return { tensor: cut, what: `cut to ${length}` }
  }
  if (kind === 1) {
    const value = pick(oddNumbers, rng)
    data.fill(value)
    return { tensor, what: `filled with ${value}` }
  }
  const changes = Array.from({ length: kind === 2 ? 1 : 5 }, () => [
    uniformInteger(rng, Math.max(1, data.length)),
    pick(oddNumbers, rng),
  ])
  for (const [place, value] of changes) data[place!] = value!
  return { tensor, what: changes.map(([place, value]) => `with ${value} at ${place}`).join(', ') }
}

const oddJson: readonly JsonValue[] = [null, -1, 0, 1e9, 0.5, 1e308, '', 'x', true, [], {}, [null], [-1], { a: 1 }]

/** One value of the state taken away, replaced, or with a prototype beside it. */
function damageState(artifact: Artifact, rng: Rng): DamagedArtifact {
  const places = placesOf(artifact.state, 'state')
  if (places.length === 0) return { damaged: { ...artifact, state: { a: 1 } }, what: 'a state of its own' }
  const { holder, key, path } = pick(places, rng)
  const kind = uniformInteger(rng, 4)
  if (kind === 0 && !Array.isArray(holder)) {
    delete holder[key]
    return { damaged: artifact, what: `no ${path}` }
  }
  if (kind === 1) {
    Object.defineProperty(holder, '__proto__', { value: { polluted: true }, enumerable: true, configurable: true })
    return { damaged: artifact, what: `a prototype beside ${path}` }
  }
  const value = pick(oddJson, rng)
  holder[key] = structuredClone(value)
  return { damaged: artifact, what: `${path} = ${JSON.stringify(value)}` }
}

interface Place {
  readonly holder: Record<string, JsonValue>
  readonly key: string
  readonly path: string
}

/** Every value within a state, and where it hangs. */
function placesOf(value: JsonValue, path: string): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as JsonObject as Record<string, JsonValue>
  return Object.keys(holder).flatMap((key) => {
    const inside = `${path}.${key}`
    return [{ holder, key, path: inside }, ...placesOf(holder[key]!, inside)]
  })
}

function pick<T>(list: readonly T[], rng: Rng): T {
  return list[uniformInteger(rng, list.length)]!
}
