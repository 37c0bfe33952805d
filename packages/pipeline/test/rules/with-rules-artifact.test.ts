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

/** A value with one thing inside that differs, and where and how. */
interface Damage {
  readonly place: string
  readonly value: JsonValue
}

/** Every way in which one value inside differs: gone, null, a text, an empty object. */
function damages(value: JsonValue, place: string): Damage[] {
  const others = (...all: JsonValue[]) => all.map((one) => ({ place: `${place}: ${JSON.stringify(one)}`, value: one }))
  if (Array.isArray(value)) {
    const [first, ...rest] = value as JsonValue[]
    const inside = first === undefined ? [] : damages(first, `${place}[]`)
    return [...others('nonsense', null, {}), ...inside.map((one) => ({ ...one, value: [one.value, ...rest] }))]
  }
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? others(null, 7, {}) : others('nonsense', null, {})
  const inside = Object.entries(value).flatMap(([key, member]): Damage[] => {
    const { [key]: _, ...rest } = value as JsonObject
    const own = damages(member, `${place}.${key}`).map((one) => ({ ...one, value: { ...value, [key]: one.value } }))
    return [{ place: `${place}.${key}: gone`, value: rest }, ...own]
  })
  return [...others('nonsense', null, {}), ...inside]
}

/** What is taken all the same: another value of a cell, which no row may have, and a rule that says less. */
const cells = [
  'bin.values[]: 7',
  'bin.values[]: null',
  'dependency.cases[].keys[]: 7',
  'dependency.cases[].keys[]: null',
  'dependency.cases[].value: 7',
  'dependency.cases[].value: null',
  'formula.rule.cases[].keys[]: 7',
  'formula.rule.cases[].keys[]: null',
  'formula.rule.cases[].value: 7',
  'formula.rule.cases[].value: null',
  'formula.rule.values[]: 7',
  'formula.rule.values[]: null',
  'implication.then.is.value: 7',
  'implication.then.is.value: null',
  'implication.when.is.value: "nonsense"',
  'implication.when.is.value: null',
  'multiple.by: gone',
  'multiple.by.cases[].keys[]: 7',
  'multiple.by.cases[].keys[]: null',
  'multiple.rule.by.cases[].keys[]: 7',
  'multiple.rule.by.cases[].keys[]: null',
  'presence.rule.cases[].keys[]: 7',
  'presence.rule.cases[].keys[]: null',
]

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
      const passed = new Set<string>()
      for (const [at, item] of whole.entries()) {
        for (const { place, value } of damages(item, (item as { readonly kind: string }).kind)) {
          const problem = problemOf({ ...artifact.state, [part]: whole.with(at, value) })
          if (problem === undefined) passed.add(place)
          else expect(problem, place).toBe('content')
        }
      }
      expect([...passed].filter((place) => !cells.includes(place))).toEqual([])
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
