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
