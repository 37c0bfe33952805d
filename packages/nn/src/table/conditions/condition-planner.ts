import type { Rng } from '@asdf/contract'
import type { Condition } from '@asdf/core'
import type { BatchInputs } from '../sampling/row-generator.ts'
import type { TableModel } from '../table-model.ts'
import { checkForms } from '@asdf/core'
import { exactShares, weightedDraw } from '@asdf/core/statistics'
import { aModel, someConditions } from '../argument-forms.ts'
import { classShares } from '../table-model.ts'

/** What the generator is told for a sample. */
export interface ConditionPlanner {
  /** Whether made rows satisfy all conditions by construction. */
  readonly isCertain: boolean
  /** Whether no condition says which classes the rows have. */
  readonly choosesClass: boolean
  /** [count] A class for each row; -1 where the class is not for us to choose. */
  classes(count: number, rng: Rng): Int32Array
  /** Writes the conditions of rows with these classes. */
  fill(inputs: BatchInputs, classes: Int32Array, rng: Rng): void
}

/** The parts of a model that conditions depend on. */
export type ConditionedModel = Pick<TableModel, 'plan' | 'target' | 'counts' | 'bias'>

/** What to tell a generator so that its rows satisfy these conditions, or are likely to. */
export function conditionPlanner(model: ConditionedModel, conditions: readonly Condition[]): ConditionPlanner {
  checkForms('conditionPlanner', { model: [model, aModel], conditions: [conditions, someConditions] })
  const { kind } = model.plan.conditions
  const places = placesOf(model, conditions)
  if (kind === 'embedded') return embeddedPlanner(model, places, places.length === conditions.length)
  const isCertain = conditions.length === 0
  const classes = (count: number) => new Int32Array(count).fill(-1)
  const name = kind === 'none' ? () => {} : vectorFiller(model, places)
  return { isCertain, choosesClass: false, classes, fill: biased(model, name) }
}

/** Fills, and adds the bias of each row's class to its Gumbel noise; that of all rows where classes are not told. */
function biased({ plan, bias }: ConditionedModel, fill: ConditionPlanner['fill']): ConditionPlanner['fill'] {
  if (bias.length === 0) return fill
  const { scalarStart } = plan.layout
  return (inputs, labels, rng) => {
    fill(inputs, labels, rng)
    for (let row = 0; row < labels.length; row++) {
      const [from, to] = [Math.max(0, labels[row]!) * scalarStart, row * scalarStart]
      for (let i = 0; i < scalarStart; i++) inputs.gumbel[to + i]! += bias[from + i]!
    }
  }
}

/** For each condition on a discrete column its place in a condition vector. */
function placesOf({ plan: { layout } }: ConditionedModel, conditions: readonly Condition[]): number[] {
  return conditions.flatMap(({ column, code }) => {
    const block = layout.blocks.slice(0, layout.discreteCount).find((one) => one.column === column)
    return block === undefined ? [] : [block.start + code]
  })
}

/** Names the first category that is asked for; without one, any column and a category of it by its frequency. */
function vectorFiller({ plan: { layout }, counts }: ConditionedModel, [place]: readonly number[]) {
  const { blocks, discreteCount, conditionWidth } = layout
  const classes = counts.length / conditionWidth
  const totals = Float64Array.from({ length: conditionWidth }, (_, i) => {
    let total = 0
    for (let label = 0; label < classes; label++) total += counts[label * conditionWidth + i]!
    return total
  })
  const draws = blocks
    .slice(0, discreteCount)
    .map(({ start, width }) => weightedDraw(totals.slice(start, start + width)))
  return ({ condition }: BatchInputs, labels: Int32Array, rng: Rng): void => {
    for (let row = 0; row < labels.length; row++) {
      const column = Math.floor(rng.next() * discreteCount)
      condition[row * conditionWidth + (place ?? blocks[column]!.start + draws[column]!(rng))] = 1
    }
  }
}

/** Names the class of every row and all that is asked for; the classes come as often as they do with it in training. */
function embeddedPlanner(model: ConditionedModel, places: readonly number[], isCertain: boolean): ConditionPlanner {
  const { plan, target } = model
  const { conditionWidth, blocks } = plan.layout
  const classStart = target < 0 ? 0 : blocks[target]!.start
  const shares = sharesGiven(model, places)
  return {
    isCertain,
    choosesClass: target >= 0 && isClassFree(model, places),
    classes: (count, rng) => (target < 0 ? new Int32Array(count).fill(-1) : exactShares(shares, count, rng)),
    fill: biased(model, ({ condition }, labels) => {
      for (let row = 0; row < labels.length; row++) {
        for (const place of places) condition[row * conditionWidth + place] = 1
        if (target >= 0) condition[row * conditionWidth + classStart + labels[row]!] = 1
      }
    }),
  }
}

function isClassFree({ plan, target }: ConditionedModel, places: readonly number[]): boolean {
  const { start, width } = plan.layout.blocks[target]!
  return !places.some((place) => place >= start && place < start + width)
}

/** The shares of the classes among rows with these categories, as if those were independent within a class. */
function sharesGiven(model: ConditionedModel, places: readonly number[]): Float64Array {
  const { plan, counts } = model
  const { conditionWidth, blocks } = plan.layout
  const shares = classShares(model)
  if (model.target < 0) return shares
  const { start, width } = blocks[model.target]!
  const asked = places.find((place) => place >= start && place < start + width)
  if (asked !== undefined) return shares.map((_, label) => Number(label === asked - start))
  const weights = shares.map((share, label) => {
    const rows = counts[label * conditionWidth + start + label]!
    return places.reduce((product, place) => {
      return rows === 0 ? 0 : (product * counts[label * conditionWidth + place]!) / rows
    }, share)
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return total > 0 ? weights.map((weight) => weight / total) : shares
}
