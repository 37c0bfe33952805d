import type { Artifact } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { resumeChecks } from '@asdf/testkit'
import { describeResume } from '@asdf/testkit/vitest'
import { expectCaught } from './support/expect-caught.ts'
import { resumableBootstrap } from './support/resumable-bootstrap.ts'

describeResume({ factory: resumableBootstrap() })

type Change = Parameters<typeof resumableBootstrap>[0]
const checksOf = (change?: Change) => resumeChecks({ factory: resumableBootstrap(change) })
const without = (code: 'ASDF_OPTION_INVALID' | 'ASDF_ARTIFACT_INVALID') =>
  checksOf(
    (fit) => (train, run) =>
      fit(train, run).catch((error: unknown) => {
        if (isAsdfError(error, code)) return fit(train, { seed: run.seed })
        throw error
      }),
  )
const onCheckpoint = (change: (checkpoint: Artifact) => Artifact) =>
  checksOf((fit) => (train, run) => fit(train, { ...run, onCheckpoint: (one) => run.onCheckpoint?.(change(one)) }))

let fits = 0

expectCaught('resumeChecks', checksOf(), {
  'a fit resumed from any checkpoint, through bytes, gives the same model': [
    onCheckpoint((one) => {
      const data = Float64Array.from(one.arrays['numbers']!.data as Float64Array, (value) => value / 2)
      return { ...one, arrays: { numbers: { dtype: 'f64', shape: [data.length], data } } }
    }),
    // Writes none at all.
    checksOf(
      (fit) =>
        (train, { onCheckpoint: _, ...run }) =>
          fit(train, run),
    ),
  ],
  'checkpoints change nothing, and a resumed fit writes those that are left': [
    checksOf((fit) => (train, run) => fit(train, run.onCheckpoint ? { ...run, seed: run.seed + ++fits } : run)),
    checksOf(
      (fit) =>
        (train, { onCheckpoint, ...run }) =>
          fit(train, run.resume || !onCheckpoint ? run : { ...run, onCheckpoint }),
    ),
  ],
  'a fit leaves the checkpoint that it resumes unchanged': [
    checksOf((fit) => (train, run) => {
      const { data } = run.resume?.arrays['numbers'] ?? {}
      const result = fit(train, run)
      if (data instanceof Float64Array) data[0]! += 1
      return result
    }),
  ],
  'a checkpoint of another seed or of other rows is refused': [without('ASDF_OPTION_INVALID')],
  'a damaged checkpoint is refused with a code, or training goes on from it': [
    checksOf(
      (fit) => (train, run) =>
        fit(train, run).catch(() => {
          throw new TypeError('raw')
        }),
    ),
  ],
  'a checkpoint of another writer, a newer version or with missing parts is refused': [
    without('ASDF_ARTIFACT_INVALID'),
  ],
})
