/**
 * The chance that a member is nearer than a non-member, ties counting half: the ROC AUC of minus the distance. Both
 * arrays ascend. O(members + non-members).
 */
export function attackAuc(members: Float64Array, nonMembers: Float64Array): number {
  let farther = nonMembers.length
  let equal = 0
  let wins = 0
  let next = 0
  for (const distance of members) {
    // Past the non-members that are nearer, and past those as far, which stay counted as equal.
    if (equal > 0 && nonMembers[next - 1] !== distance) equal = 0
    while (next < nonMembers.length && nonMembers[next]! <= distance) {
      equal = nonMembers[next] === distance ? equal + 1 : 0
      next++
    }
    farther = nonMembers.length - next
    wins += farther + equal / 2
  }
  return wins / (members.length * nonMembers.length)
}

/**
 * The largest share of members within any distance that takes in at most `rate` of the non-members. Both arrays ascend.
 * O(members + non-members).
 */
export function truePositiveRateAt(rate: number, members: Float64Array, nonMembers: Float64Array): number {
  // The nearest non-member that must stay out; all members nearer than it are found.
  const allowed = Math.floor(rate * nonMembers.length + 1e-9)
  const limit = nonMembers[allowed] ?? Infinity
  let found = 0
  while (found < members.length && members[found]! < limit) found++
  return found / members.length
}

/**
 * The accuracy of taking the nearer half of all rows for members, which needs no threshold that was chosen on the answers.
 * Rows that tie at the middle count by the share of them that fits. Both arrays ascend and are of one length.
 */
export function attackAccuracy(members: Float64Array, nonMembers: Float64Array): number {
  const half = Math.floor((members.length + nonMembers.length) / 2)
  const all = new Float64Array(members.length + nonMembers.length)
  all.set(members)
  all.set(nonMembers, members.length)
  const middle = all.sort()[half - 1]!
  const nearer = (side: Float64Array) => countBelow(side, middle)
  const tied = (side: Float64Array) => countBelow(side, middle, true) - nearer(side)
  const free = half - nearer(members) - nearer(nonMembers)
  const share = free / (tied(members) + tied(nonMembers))
  const found = nearer(members) + share * tied(members)
  const wrong = nearer(nonMembers) + share * tied(nonMembers)
  return (found + (nonMembers.length - wrong)) / all.length
}

function countBelow(ascending: Float64Array, limit: number, orEqual = false): number {
  let count = 0
  while (count < ascending.length && (ascending[count]! < limit || (orEqual && ascending[count] === limit))) count++
  return count
}

/** Most points of a curve. */
const curvePoints = 200

/**
 * The ROC curve from (0, 0) to (1, 1): a point for each distinct distance, thinned evenly, but for the first quarter, where false
 * positives are few. Both arrays ascend.
 */
export function rocCurve(members: Float64Array, nonMembers: Float64Array): { x: number[]; y: number[] } {
  const x = [0]
  const y = [0]
  let [found, wrong] = [0, 0]
  while (found < members.length || wrong < nonMembers.length) {
    const next = Math.min(members[found] ?? Infinity, nonMembers[wrong] ?? Infinity)
    while (found < members.length && members[found] === next) found++
    while (wrong < nonMembers.length && nonMembers[wrong] === next) wrong++
    x.push(wrong / nonMembers.length)
    y.push(found / members.length)
  }
  const early = curvePoints / 4
  const stride = Math.ceil((x.length - early) / (curvePoints - early))
  const isKept = (place: number) => place < early || place === x.length - 1 || (place - early) % stride === 0
  return { x: x.filter((_, place) => isKept(place)), y: y.filter((_, place) => isKept(place)) }
}
