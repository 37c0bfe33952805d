import type { Artifact, JsonObject, JsonValue } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { sequentialTrees } from '@asdf/forest'
import { withRules } from '@asdf/pipeline'
import { beforeAll, describe, expect, it } from 'vitest'
import { orders } from '../support/orders.ts'

const factories = [sequentialTrees]
const train = orders(600)
let artifact: Artifact

beforeAll(async () => {
  const rules = ['quantity <= 2 * price', "ordered >= '2023-12-31'", 'town -> region', 'quantity * price = subtotal']
  const model = withRules(sequentialTrees({ maximumRounds: 5 }), { rules })
  artifact = structuredClone((await model.fit(train, { seed: 1 })).save())
})

/** The problem for which an artifact of this state is refused; `undefined` where it is taken. */
function problemOf(state: JsonObject): unknown {
  try {
    withRules.load({ ...artifact, state }, { factories })
  } catch (error) {
    return isAsdfError(error, 'ASDF_ARTIFACT_INVALID') ? error.details.problem : error
  }
  return undefined
}

/** Every way in which one value inside differs: gone, null, a text, a number out of range, an empty list. */
function damages(value: JsonValue): JsonValue[] {
  const others: JsonValue[] = ['nonsense', null, {}]
  if (Array.isArray(value)) {
    const [first, ...rest] = value as JsonValue[]
    return first === undefined ? others : [...others, ...damages(first).map((one): JsonValue => [one, ...rest])]
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [null, 7, {}] : others
  const inside = Object.entries(value).flatMap(([key, member]): JsonValue[] => {
    const { [key]: _, ...rest } = value as JsonObject
    return [rest, ...damages(member).map((one) => ({ ...value, [key]: one }))]
  })
  return [...others, ...inside]
}

/** Members that may be anything, or more than one of the values that `damages` tries. */
const free = /"(?:value|keys|values|is|floor|rule|hidesEqual)":/

describe('an artifact of withRules', () => {
  it('has recipes and checks of many kinds', () => {
    const kinds = (artifact.state['recipes'] as JsonObject[]).map(({ kind }) => kind)
    expect(new Set(kinds).size).toBeGreaterThan(4)
    expect(problemOf(artifact.state)).toBeUndefined()
  })

  it.each(['recipes', 'checks', 'declared', 'rules', 'schema', 'base'])('is refused without its %s', (part) => {
    const { [part]: _, ...rest } = artifact.state
    expect(problemOf(rest)).toBe('content')
  })

  it.each(['recipes', 'checks', 'declared'])(
    'is refused when a part of its %s is damaged that tells one form from another',
    (part) => {
      const whole = artifact.state[part] as JsonValue[]
      const damaged = whole.flatMap((item, place) => damages(item).map((one) => whole.with(place, one)))
      for (const one of damaged) {
        const problem = problemOf({ ...artifact.state, [part]: one })
        if (problem === undefined) expect(JSON.stringify(one)).toMatch(free)
        else expect(problem, JSON.stringify(one)).toBe('content')
      }
    },
  )

  it('is refused when a recipe is missing whose column the model does not draw', () => {
    const recipes = artifact.state['recipes'] as JsonObject[]
    const place = recipes.findIndex(({ kind, isModelled }) => kind === 'formula' && isModelled === false)
    expect(problemOf({ ...artifact.state, recipes: recipes.toSpliced(place, 1) })).toBe('content')
  })

  it('is refused when a column would be restored before those that it is made of, or twice', () => {
    const recipes = artifact.state['recipes'] as JsonObject[]
    expect(problemOf({ ...artifact.state, recipes: recipes.toReversed() })).toBe('content')
    expect(problemOf({ ...artifact.state, recipes: [...recipes, recipes[0]!] })).toBe('content')
  })

  it('names the model inside when no factory can restore it', () => {
    expect(() => withRules.load(artifact)).toThrow(/@asdf\/forest\/sequential-trees.*factories/)
  })
})
