import type { Quality } from './result.ts'
import type { Peer, Work } from './work.ts'

const sdv = {
  library: 'ctgan',
  requirements: 'requirements-ctgan.txt',
  environment: 'ctgan',
} as const satisfies Partial<Peer>

/** CTGAN beside SDV's, which wants an environment of its own. */
export const ganWorks: readonly Work[] = [
  {
    id: 'ctgan-epoch',
    title: 'CTGAN, Adult, an epoch',
    call: 'an epoch of ctgan().fit(train); the cold call prepares too',
    peer: { ...sdv, call: 'an epoch of CTGAN().fit(train, discrete_columns); the cold call prepares too' },
    program: 'train-ctgan',
    input: 'adult',
    options: () => ({ seed: '1' }),
    rounds: 3,
    warm: 3,
    memory: true,
    bars: [
      { kind: 'time', atMost: 0.6 },
      { kind: 'figure', name: 'preparation', title: 'preparing', atMost: 1.5, unit: 's' },
      { kind: 'memory', atMost: 400 },
    ],
    findFault: ({ loss }) => (Number.isFinite(loss) ? null : `the loss is ${loss}`),
  },
  {
    id: 'ctgan-sample',
    title: 'CTGAN, Adult, 32,561 rows',
    call: '(await ctgan({ epochs: 1 }).fit(train)).sample(32561)',
    peer: { ...sdv, call: 'sample(32561) after one epoch' },
    program: 'sample-ctgan',
    input: 'adult',
    options: () => ({ seed: '1' }),
    rounds: 3,
    warm: 5,
    bars: [{ kind: 'time', atMost: 0.5 }],
    findFault: hasMadeAsMany,
  },
]

function hasMadeAsMany({ rows }: Quality, theirs: Quality | null): string | null {
  const expected = (theirs ?? { rows })['rows']
  return rows === expected && rows! > 0 ? null : `${rows} rows made, the peer made ${expected}`
}
