/**
 * The code most frequent among the neighbors of each new row, those at `neighbors[firsts[i]]` up to `neighbors[ends[i]]`,
 * and its base where `bases` is given. Of equally frequent codes `pickTie(count)` says which, in order of appearance.
 * A neighbor with a code below 0 has none and does not vote. A row without voters keeps what is in `out`.
 */
export function pickVotes(
  codes: Int32Array,
  neighbors: Uint32Array,
  firsts: Uint32Array,
  ends: Uint32Array,
  bases: Uint32Array | undefined,
  pickTie: (count: number) => number,
  out: Int32Array,
): void {
  const seen: number[] = []
  const votes: number[] = []
  for (let i = 0; i < out.length; i++) {
    let kinds = 0
    const first = firsts[i]!
    const end = ends[i]!
    for (let j = bases === undefined ? first : first - 1; j < end; j++) {
      const code = codes[j < first ? bases![i]! : neighbors[j]!]!
      if (code < 0) continue
      let place = 0
      while (place < kinds && seen[place] !== code) place++
      if (place === kinds) {
        seen[kinds] = code
        votes[kinds++] = 0
      }
      votes[place]!++
    }
    let most = 0
    let ties = 0
    for (let place = 0; place < kinds; place++) {
      if (votes[place]! > most) {
        most = votes[place]!
        ties = 0
      }
      if (votes[place] === most) ties++
    }
    let chosen = ties > 1 ? pickTie(ties) : 0
    for (let place = 0; place < kinds; place++) {
      if (votes[place] === most && chosen-- === 0) out[i] = seen[place]!
    }
  }
}
