import type { Table } from '@asdf/contract'
import type { AdversarialModel } from './adversarial-model.ts'
import { logProbability } from './kernels/reach-leaves.ts'

/** The log-density of each row of a table with the fitted columns: the mean over trees of that of its leaf. */
export function logLikelihoods({ coder, layout, density }: AdversarialModel, table: Table): Float64Array {
  const codes = coder.encode(table)
  const logs = new Float64Array(table.rowCount)
  if (layout.modelled.length > 0) {
    const evidence = new Array<number>(layout.modelled.length)
    for (let row = 0; row < table.rowCount; row++) {
      layout.modelled.forEach((column, place) => (evidence[place] = codes[column]![row]!))
      logs[row] = logProbability(density.reach(evidence))
    }
  }
  for (const { column, place, codes: map } of layout.derived) {
    const source = codes[layout.modelled[place]!]!
    codes[column]!.forEach((code, row) => {
      if (map[source[row]!] !== code) logs[row] = -Infinity
    })
  }
  coder.coders.forEach((one, column) => {
    if (one === undefined) return
    const widths = Float64Array.from({ length: 256 }, (_, code) => (code < one.size ? one.logWidth(code) : 0))
    codes[column]!.forEach((code, row) => (logs[row]! -= widths[code]!))
  })
  return logs
}
