import type { CoderOptions } from './coder.ts'

/** What a coder of categories or booleans keeps. Codes here leave null out. */
export interface CategoryModel {
  /** How many codes stand for values. */
  readonly codes: number
  /** [categories] The code that each category of the field is encoded as, -1 for none. */
  readonly codeOfCategory: Int32Array
  /** [codes + 1] Where the members of each code start: what it gives out. */
  readonly memberStarts: Int32Array
  /** [members] Category index. */
  readonly members: Int32Array
  /** [members] Share among the code's members, summed up to and including this one. */
  readonly memberShares: Float64Array
}

export interface FittedCategories {
  readonly model: CategoryModel
  /** Categories that fewer than `minimumRows` rows share, and are therefore never given out. */
  readonly rare: number
  /** Common categories that share a code with others because there are too many. */
  readonly shared: number
  /** Whether no category has `minimumRows` rows. */
  readonly isTooRare: boolean
}

interface Group {
  /** Category indices that are encoded as this code. */
  readonly from: readonly number[]
  /** Category indices that it gives out. */
  readonly gives: readonly number[]
}

/** Learns the codes of categories, at most `room` of them, from how many rows each has. */
export function fitCategories(
  counts: Uint32Array,
  isOrdered: boolean,
  { minimumRows }: Pick<CoderOptions, 'minimumRows'>,
  room: number,
): FittedCategories {
  const common = indicesOf(counts, (count) => count >= minimumRows)
  const seen = indicesOf(counts, (count) => count > 0)
  const rare = seen.length - common.length
  if (common.length === 0) return { model: assemble([], counts), rare, shared: 0, isTooRare: rare > 0 }
  const groups = isOrdered ? orderedGroups(counts, common, room) : frequentGroups(counts, common, seen.length, room)
  const own = groups.filter(({ from, gives }) => gives.length === 1 && from.includes(gives[0]!))
  return { model: assemble(groups, counts), rare, shared: common.length - own.length, isTooRare: false }
}

/** One code for every category of the list, whatever the data; it gives out each with the same chance. */
export function uniformCategories(count: number): CategoryModel {
  const all = Array.from({ length: count }, (_, category) => category)
  return assemble([{ from: all, gives: all }], new Uint32Array(count).fill(1))
}

function indicesOf(counts: Uint32Array, isWanted: (count: number) => boolean): number[] {
  return Array.from(counts.keys()).filter((category) => isWanted(counts[category]!))
}

/** A code for each of the most frequent categories; the others, unseen ones too, share one, if there are any. */
function frequentGroups(counts: Uint32Array, common: readonly number[], seen: number, room: number): Group[] {
  const own = common.length === seen && seen <= room ? room : room - 1
  const byCount = [...common].sort((a, b) => counts[b]! - counts[a]! || a - b)
  const chosen = new Set(byCount.slice(0, own))
  const groups: Group[] = common
    .filter((category) => chosen.has(category))
    .map((category) => ({ from: [category], gives: [category] }))
  if (groups.length === seen) return groups
  const rest = Array.from(counts.keys()).filter((category) => !chosen.has(category))
  const left = common.filter((category) => !chosen.has(category))
  return [...groups, { from: rest, gives: left.length > 0 ? left : common }]
}

/** Neighbors share a code where there are too many categories, and a rare or unseen one takes that of the nearest common one. */
function orderedGroups(counts: Uint32Array, common: readonly number[], room: number): Group[] {
  let least = common.reduce((sum, category) => sum + counts[category]!, 0) / (2 * room)
  let gives = common.map((category) => [category])
  for (; gives.length > room; least *= 1.1) gives = mergeNeighbors(common, counts, least)
  const groupOf = new Map(gives.flatMap((members, group) => members.map((category) => [category, group] as const)))
  const from: number[][] = gives.map(() => [])
  let next = 0
  for (let category = 0; category < counts.length; category++) {
    while (next + 1 < common.length && common[next + 1]! - category < Math.abs(category - common[next]!)) next++
    from[groupOf.get(common[next]!)!]!.push(category)
  }
  return gives.map((members, group) => ({ from: from[group]!, gives: members }))
}

/** Neighbors together until they have `least` rows. */
function mergeNeighbors(common: readonly number[], counts: Uint32Array, least: number): number[][] {
  const groups: number[][] = []
  let rows = Infinity
  for (const category of common) {
    if (rows >= least) {
      groups.push([])
      rows = 0
    }
    groups.at(-1)!.push(category)
    rows += counts[category]!
  }
  return groups
}

function assemble(groups: readonly Group[], counts: Uint32Array): CategoryModel {
  const codeOfCategory = new Int32Array(counts.length).fill(-1)
  const memberStarts = new Int32Array(groups.length + 1)
  const members: number[] = []
  const memberShares: number[] = []
  groups.forEach(({ from, gives }, code) => {
    for (const category of from) codeOfCategory[category] = code
    const total = gives.reduce((sum, category) => sum + counts[category]!, 0)
    let sum = 0
    for (const category of gives) {
      sum += counts[category]!
      members.push(category)
      memberShares.push(sum / total)
    }
    memberStarts[code + 1] = members.length
  })
  return {
    codes: groups.length,
    codeOfCategory,
    memberStarts,
    members: Int32Array.from(members),
    memberShares: Float64Array.from(memberShares),
  }
}
