import type { Quality } from './result.ts'
import type { Work } from './work.ts'

/** Metrics of synthetic tables beside SDMetrics, which wants an environment of its own. */
export const fidelityWorks: readonly Work[] = [
  {
    id: 'fidelity',
    title: 'Marginals and pair trends, 100,000 × 50',
    call: "wasserstein, columnShapes and pairTrends({ mode: 'compat' }), all rows",
    peer: {
      library: 'sdmetrics',
      requirements: 'requirements-sdmetrics.txt',
      environment: 'sdmetrics',
      call: 'QualityReport().generate(…), which takes 50,000 rows for pairs of categories',
    },
    program: 'fidelity',
    input: 'mixed-columns',
    options: () => ({}),
    rounds: 3,
    warm: 1,
    memory: true,
    bars: [
      { kind: 'seconds', below: 10 },
      { kind: 'memory', atMost: 500 },
    ],
    findFault: areShares(['shapes', 'trends']),
  },
  {
    id: 'fidelity-of-rows',
    title: 'Neighbor, kernel and detector metrics, 10,000 rows of 100,000 × 50',
    call: 'each metric that compares rows with rows, on 10,000 of each side',
    peer: null,
    program: 'fidelity-of-rows',
    input: 'mixed-columns',
    options: () => ({}),
    rounds: 1,
    warm: 0,
    bars: [{ kind: 'seconds', below: 60 }],
    findFault: areShares([
      'alphaPrecision',
      'betaRecall',
      'improvedPrecision',
      'improvedRecall',
      'coverage',
      'detector',
    ]),
  },
]

function areShares(names: readonly string[]) {
  return (ours: Quality): string | null => {
    const name = names.find((one) => !(ours[one]! > 0 && ours[one]! <= 1))
    return name === undefined ? null : `${name} is ${ours[name]}`
  }
}
