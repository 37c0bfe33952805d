import type { RunOptions, RunProgress } from '@asdf/contract'
import assert from 'node:assert/strict'
import { expectRejection } from './expect.ts'
type Run = (options: Pick<RunOptions, 'signal' | 'onProgress'>) => Promise<unknown>

/** Fails unless the steps of every phase rise, never beyond a total that stays the same, and reach it. */
export async function expectProgress(run: Run): Promise<void> {
  const phases = new Map<string, RunProgress>()
  await run({
    onProgress: (progress) => {
      const { phase, step, totalSteps } = progress
      const last = phases.get(phase) ?? { ...progress, step: 0 }
      assert.equal(totalSteps, last.totalSteps, `totalSteps of '${phase}' changed`)
      assert.ok(step >= last.step, `steps of '${phase}' went back from ${last.step} to ${step}`)
      assert.ok(step <= totalSteps, `'${phase}' is at step ${step} of ${totalSteps}`)
      phases.set(phase, progress)
    },
  })
  assert.ok(phases.size > 0, 'no progress was reported')
  for (const [phase, { step, totalSteps }] of phases)
    assert.equal(step, totalSteps, `'${phase}' did not reach its total`)
}

/**
 * Aborts at the first report that is not the last of its phase; fails unless the run then rejects with the reason and
 * without going on to the end of the phase. A run without such a report must have one step in every phase.
 */
export async function expectMidwayAbort(run: Run): Promise<void> {
  const reason = new Error('stop')
  const controller = new AbortController()
  let aborted: string | undefined
  const onProgress = ({ phase, step, totalSteps }: RunProgress) => {
    if (step === totalSteps) {
      assert.notEqual(phase, aborted, `'${phase}' went on to its last step after an abort`)
      assert.ok(
        aborted !== undefined || totalSteps === 1,
        `'${phase}' has ${totalSteps} steps, but reports the last only`,
      )
    } else if (aborted === undefined) {
      aborted = phase
      controller.abort(reason)
    }
  }
  try {
    await run({ signal: controller.signal, onProgress })
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    assert.equal(error, reason, 'an abort in the middle should reject with the reason it was given')
    return
  }
  assert.equal(aborted, undefined, 'the run went on to its end after an abort in the middle')
}

/** Fails unless what `onProgress` throws comes out of the run as it is. */
export async function expectOwnException(run: Run): Promise<void> {
  const mine = new Error('from onProgress')
  const onProgress = () => {
    throw mine
  }
  await expectRejection(() => run({ onProgress }), mine, 'a run whose onProgress throws')
}

/** Fails unless a signal that is aborted before the run begins stops it with its reason. */
export async function expectEarlyAbort(run: Run, what: string): Promise<void> {
  const reason = new Error('stop')
  await expectRejection(() => run({ signal: AbortSignal.abort(reason) }), reason, what)
}
