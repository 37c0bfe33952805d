import type { Bar } from './bars.ts'
import type { InputId } from './inputs/inputs.ts'
import type { Quality } from './result.ts'
import type { Work } from './work.ts'
import { compareNeighbors } from './compare-neighbors.ts'
import { fidelityWorks } from './fidelity-works.ts'
import { ganWorks } from './gan-works.ts'
import { networkWorks } from './network-works.ts'

const smallest = { auc: 0.6 } as const

export const works: readonly Work[] = [
  {
    id: 'forest',
    title: 'Random forest, 100 trees, 100,000 × 30',
    call: 'randomForest({ trees: 100, threads: THREADS }).fit(train)',
    peer: { call: 'RandomForestClassifier(n_estimators=100, n_jobs=THREADS)', library: 'scikit-learn' },
    program: 'forest',
    input: 'classification',
    options: (scale) => ({ trees: scale === 'full' ? '100' : '10' }),
    rounds: 3,
    warm: 1,
    bars: [
      { kind: 'time', atMost: 0.2 },
      { kind: 'quality', name: 'auc', within: 0.005 },
    ],
    findFault: isAboveChance,
  },
  boosting('boosting', 'Boosting, 100 rounds, 100,000 × 30', 'classification'),
  boosting('boosting-adult', 'Boosting, 100 rounds, Adult (native categories)', 'adult'),
  oversampling('smote', 'SMOTE, card fraud', { ours: "smote({ scale: 'none' })", theirs: 'SMOTE()' }, [
    { kind: 'time', atMost: 1 },
  ]),
  oversampling('borderline', 'Borderline-SMOTE, card fraud', {
    ours: "borderlineSmote({ scale: 'none' })",
    theirs: 'BorderlineSMOTE()',
  }),
  oversampling('adasyn', 'ADASYN, card fraud', { ours: "adasyn({ scale: 'none' })", theirs: 'ADASYN()' }),
  {
    ...oversampling(
      'smote-nc',
      'SMOTE-NC, Adult',
      { ours: "smoteNc({ scale: 'none' })", theirs: 'SMOTENC(categorical_features)' },
      [
        { kind: 'time', atMost: 0.2 },
        { kind: 'memory', atMost: 300 },
      ],
    ),
    input: 'adult',
    rounds: 3,
    warm: 2,
    memory: true,
  },
  {
    id: 'knn',
    title: 'Nearest neighbors, 20,000 × 20,000 × 30, k = 5, exact',
    call: 'nearestNeighbors(queries, data, 5)',
    peer: { call: "NearestNeighbors(n_neighbors=5, algorithm='brute')", library: 'scikit-learn' },
    program: 'neighbors',
    input: 'neighbors',
    options: () => ({ k: '5' }),
    rounds: 5,
    warm: 3,
    bars: [
      { kind: 'time', atMost: 3 },
      { kind: 'comparison', name: 'farther', title: 'no neighbor farther than the peer’s' },
      { kind: 'comparison', name: 'wrong', title: 'none wrong' },
    ],
    findFault: (_ours, _theirs, { farther = 0, wrong }) =>
      farther === 0 && wrong === 0
        ? null
        : `${farther} rows have farther neighbors than the peer's, ${wrong} wrong ones`,
    compare: compareNeighbors,
  },
  {
    id: 'csv',
    title: 'CSV, 285,000 × 31',
    call: 'readCsvFile(path)',
    peer: { call: 'read_csv(path)', library: 'pandas' },
    program: 'read-csv',
    input: 'csv',
    options: () => ({}),
    rounds: 3,
    warm: 3,
    memory: true,
    bars: [
      { kind: 'time', atMost: 2 },
      { kind: 'memory-of-file', atMost: 3 },
    ],
    findFault: hasReadTheSame,
  },
  {
    id: 'cold-start',
    title: 'Cold `asdf synth` of 100 rows from a file of 1,000',
    call: 'asdf synth table.csv --model smote --target risk --rows 100 -o synthetic.csv',
    peer: null,
    program: 'cold-start',
    input: 'small-csv',
    options: () => ({ rows: '100' }),
    rounds: 1,
    warm: 9,
    bars: [{ kind: 'seconds', below: 1 }],
    findFault: ({ rows = 0 }) => (rows === 100 ? null : `asdf synth wrote ${rows} rows, not 100`),
  },
  {
    id: 'mice',
    title: 'MICE, one imputation in 10 rounds, 5,000 × 12',
    call: 'mice({ imputations: 1, iterations: 10 }), fit and impute',
    peer: { call: 'IterativeImputer(max_iter=10, sample_posterior=True)', library: 'scikit-learn' },
    program: 'impute',
    input: 'masked',
    options: () => ({ rounds: '10' }),
    rounds: 3,
    warm: 1,
    bars: [],
    findFault: hasImputed,
  },
  synthesis('synthesize-adult', 'Sequential trees, Adult: fit, and 32,561 rows', 'adult', [
    { kind: 'seconds', below: 1.5 },
    { kind: 'time', atMost: 1.5 },
  ]),
  {
    ...synthesis('synthesize-fraud', 'Sequential trees, card fraud: fit, and 16,768 rows', 'fraud', [
      { kind: 'seconds', below: 4 },
    ]),
    rounds: 3,
    warm: 1,
  },
  {
    ...synthesis('synthesize-covertype', 'Sequential trees, 580,000 × 54: fit, and as many rows', 'covertype', [
      { kind: 'seconds', below: 120 },
      { kind: 'memory', atMost: 1500 },
    ]),
    peer: null,
    rounds: 2,
    warm: 0,
    memory: true,
    published:
      'CTGAN, 24,629 s for fitting Covertype, 581,012 × 54 (median of the results of January to March 2026 in sdv-dev/SDGym)',
  },
  {
    ...synthesis('growth', 'Sequential trees, growth from 1,000 to 1,000,000 rows', 'growth', [
      { kind: 'factor', name: 'growth', title: 'cost of a further row to that at a tenth of the rows', atMost: 1.2 },
    ]),
    peer: null,
    program: 'growth',
    options: (scale) => ({ sizes: scale === 'full' ? '1000,10000,100000,1000000' : '1000,2000,4000' }),
    rounds: 3,
    warm: 0,
  },
  {
    id: 'fit-wide',
    title: 'Sequential trees, 1,000 × 5,000: fit',
    call: 'sequentialTrees({ threads: THREADS }).fit(train)',
    peer: null,
    program: 'fit-wide',
    input: 'wide',
    options: () => ({}),
    rounds: 1,
    warm: 0,
    bars: [{ kind: 'figure', name: 'cpu', title: 'processor time', atMost: 15, unit: 's' }],
    findFault: ({ columns = 0 }) => (columns > 1 ? null : `a model of ${columns} columns`),
  },
  findingRules('find-rules-adult', 'Finding rules, Adult', 'adult', 0.15),
  findingRules('find-rules-covertype', 'Finding rules, 580,000 × 54', 'covertype', 3),
  findingRules('find-rules-wide', 'Finding rules, 10,000 × 1,000', 'many-columns', 10),
  ...networkWorks,
  ...ganWorks,
  ...fidelityWorks,
]

function findingRules(id: string, title: string, input: InputId, below: number): Work {
  return {
    id,
    title,
    call: 'findRules(train)',
    peer: null,
    program: 'find-rules',
    input,
    options: () => ({}),
    rounds: 3,
    warm: 1,
    bars: [{ kind: 'seconds', below }],
    findFault: ({ columns = 0 }) => (columns > 1 ? null : `rules among ${columns} columns`),
  }
}

function synthesis(id: string, title: string, input: InputId, bars: readonly Bar[]): Work {
  return {
    id,
    title,
    call: 'sequentialTrees().fit(train), then sample(as many rows)',
    peer: {
      call: 'one decision tree a column on those before it, min_samples_leaf=20, drawn from the rows of a leaf',
      library: 'scikit-learn',
    },
    program: 'synthesize',
    input,
    options: () => ({ seed: '1' }),
    rounds: 5,
    warm: 2,
    bars,
    findFault: isLikeTheRows,
  }
}

function boosting(id: string, title: string, input: InputId): Work {
  return {
    id,
    title,
    call: 'gradientBoosting({ rounds: 100, threads: THREADS }).fit(train)',
    peer: {
      call: 'HistGradientBoostingClassifier(max_iter=100, early_stopping=False)',
      library: 'scikit-learn',
    },
    program: 'boosting',
    input,
    options: (scale) => ({ rounds: scale === 'full' ? '100' : '10' }),
    rounds: 5,
    warm: 3,
    bars: [
      { kind: 'time', atMost: 1.5 },
      { kind: 'quality', name: 'auc', within: 0.003 },
    ],
    findFault: isAboveChance,
  }
}

interface OversamplingCalls {
  readonly ours: string
  readonly theirs: string
}

function oversampling(method: string, title: string, calls: OversamplingCalls, bars: readonly Bar[] = []): Work {
  return {
    id: method,
    title,
    call: `oversample(train, ${calls.ours}, 'auto')`,
    peer: { call: `${calls.theirs}.fit_resample(X, y)`, library: 'imbalanced-learn' },
    program: 'oversample',
    input: 'fraud',
    options: () => ({ method }),
    rounds: 5,
    // Calls of ten milliseconds: V8 compiles for about the first ten.
    warm: 40,
    bars,
    findFault: hasBalanced,
  }
}

function isAboveChance(ours: Quality, theirs: Quality | null): string | null {
  for (const [side, quality] of Object.entries({ ours, theirs: theirs ?? ours })) {
    if (!(quality['auc']! > smallest.auc && quality['auc']! <= 1)) return `AUC of ${side} is ${quality['auc']}`
  }
  return null
}

function hasBalanced(ours: Quality, theirs: Quality | null): string | null {
  const { rows = 0, shift = Number.NaN } = ours
  const { rows: peerRows = 0, shift: peerShift = Number.NaN } = theirs ?? ours
  const isLike = rows > 0 && Math.abs(rows - peerRows) <= 0.05 * peerRows && Math.abs(shift - peerShift) <= 0.1
  const far = (value: number) => `${value.toFixed(3)} standard deviations from the minority`
  return isLike ? null : `${rows} rows made, ${far(shift)}; the peer made ${peerRows}, ${far(peerShift)}`
}

function hasReadTheSame(ours: Quality, theirs: Quality | null): string | null {
  const expected = theirs ?? ours
  const isSame = ['rows', 'columns', 'sum', 'squares'].every(
    (name) => Math.abs(ours[name]! - expected[name]!) <= 1e-9 * Math.abs(expected[name]!),
  )
  return isSame && ours['rows']! > 0 ? null : `read ${JSON.stringify(ours)}, the peer ${JSON.stringify(expected)}`
}

function isLikeTheRows(ours: Quality, theirs: Quality | null): string | null {
  for (const [side, { rows = 0, shift, dependence }] of Object.entries({ ours, theirs: theirs ?? ours })) {
    if (rows > 0 && shift! < 0.15 && dependence! < 0.15) continue
    return `${side}: ${rows} rows, means ${shift} deviations and correlations ${dependence} from the training rows'`
  }
  return null
}

function hasImputed(ours: Quality, theirs: Quality | null): string | null {
  const { rmse = Number.NaN, cells } = ours
  if (theirs !== null && theirs['cells'] !== cells) return `${cells} cells filled, the peer filled ${theirs['cells']}`
  // A cell drawn from its column without looking at the row is off by 1.41 standard deviations.
  return rmse < 1.2 ? null : `RMSE ${rmse} standard deviations, no better than a blind guess`
}
