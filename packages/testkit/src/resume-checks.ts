import type { Artifact, FittedSynthesizer, RunOptions, SynthesizerFactory, Table } from '@asdf/contract'
import type { Check } from './check.ts'
import type { SynthesizerSubject } from './synthesizer/subject.ts'
import assert from 'node:assert/strict'
import { decodeArtifact, encodeArtifact, headRows } from '@asdf/core'
import { expectDamageNoticed } from './damaged-artifact.ts'
import { expectAsdfError } from './expect.ts'
import { expectRefusals } from './expect-refusals.ts'
import { mixedTable } from './fixtures.ts'
import { checkSoundRows } from './table-checks.ts'

/** What a fit takes that can be stopped and resumed. */
export interface ResumableRunOptions extends RunOptions {
  readonly onCheckpoint?: (checkpoint: Artifact) => void
  readonly checkpointEvery?: number
  readonly resume?: Artifact
}

/** A synthesizer whose `fit` writes checkpoints. Its options must train for three epochs at least. */
export interface ResumeSubject<Options> extends Omit<SynthesizerSubject<Options>, 'factory' | 'damages'> {
  /** How many damaged copies of a checkpoint are trained on from; 20 when absent. */
  readonly damages?: number
  readonly factory: SynthesizerFactory<Options> &
    ((options?: Partial<Options>) => { fit(train: Table, run: ResumableRunOptions): Promise<FittedSynthesizer> })
}

/** Every promise of checkpoints: a fit that is resumed from any of them ends as if it had never stopped. */
export function resumeChecks<Options>(subject: ResumeSubject<Options>): readonly Check[] {
  const { factory, options, rowCount = 200, damages = 20 } = subject
  const checks: Check[] = []
  const check = (name: string, run: () => Promise<void>) => checks.push({ name, run })
  const train = mixedTable(rowCount, 1, { kinds: factory.traits.kinds })
  const fit = (run: Partial<ResumableRunOptions> = {}, table = train) =>
    factory(options).fit(table, { seed: 1, ...run })

  async function checkpointsOf(run: Partial<ResumableRunOptions> = {}): Promise<Artifact[]> {
    const checkpoints: Artifact[] = []
    await fit({ checkpointEvery: 1, onCheckpoint: (one) => checkpoints.push(one), ...run })
    assert.ok(checkpoints.length >= 2, `a fit must write several checkpoints to be checked, got ${checkpoints.length}`)
    return checkpoints
  }

  check('a fit resumed from any checkpoint, through bytes, gives the same model', async () => {
    const whole = (await fit()).save()
    for (const checkpoint of await checkpointsOf()) {
      const resumed = await fit({ resume: decodeArtifact(encodeArtifact(checkpoint)) })
      assert.deepEqual(resumed.save(), whole)
    }
  })

  check('checkpoints change nothing, and a resumed fit writes those that are left', async () => {
    const written = await checkpointsOf()
    assert.deepEqual((await fit({ checkpointEvery: 1, onCheckpoint: () => {} })).save(), (await fit()).save())
    const rest: Artifact[] = []
    await fit({ checkpointEvery: 1, resume: written[0]!, onCheckpoint: (one) => rest.push(one) })
    assert.deepEqual(rest, written.slice(1))
  })

  check('a fit leaves the checkpoint that it resumes unchanged', async () => {
    const [first] = await checkpointsOf()
    const before = structuredClone(first)
    await fit({ resume: first! })
    assert.deepEqual(first, before)
  })

  check('a checkpoint of another seed or of other rows is refused', async () => {
    const [first] = await checkpointsOf()
    const fewer = headRows(train, train.rowCount - 1)
    for (const resumed of [() => fit({ resume: first!, seed: 2 }), () => fit({ resume: first! }, fewer)]) {
      const details = await expectAsdfError(resumed, 'ASDF_OPTION_INVALID', 'resume')
      assert.equal(details.option, 'resume')
    }
  })

  check('a checkpoint of another writer, a newer version or with missing parts is refused', async () =>
    expectRefusals((resume) => fit({ resume }), (await checkpointsOf())[0]!),
  )

  check('a damaged checkpoint is refused with a code, or training goes on from it', async () => {
    const use = async (resume: Artifact) => checkSoundRows(await (await fit({ resume })).sample(20, { seed: 2 }), 20)
    // It may say to be of another run, or hold numbers that training cannot go on from.
    const codes = ['ASDF_OPTION_INVALID', 'ASDF_FIT_DIVERGED', 'ASDF_DATA_INVALID']
    await expectDamageNoticed(
      (await checkpointsOf()).at(-1)!,
      { load: (checkpoint) => checkpoint, use, codes },
      damages,
    )
  })

  return checks
}
