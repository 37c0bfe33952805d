import type { Artifact, RunProgress } from '@asdf/contract'
import type { EpochRecord, GanRunOptions } from '@asdf/gan'
import type { Engine } from '@asdf/nn'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { adaptive, ctgan, gan, lossPlot, wganGp } from '@asdf/gan'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

const options = { ...smallNetworks, epochs: 6, pack: 2 }

describe('training', () => {
  it('gives every epoch to onEpoch, keeps them in the report and draws them', async () => {
    const records: EpochRecord[] = []
    const model = await ctgan(options).fit(await orders(200), { seed: 1, onEpoch: (record) => records.push(record) })
    expect(records.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(model.report.history).toEqual(records)
    expect(model.report.losses).toEqual({ critic: records[5]!.critic, generator: records[5]!.generator })
    expect(ctgan.load(model.save()).report).toEqual(model.report)
    const svg = lossPlot(model.report)
    expect(svg).toMatch(/^<svg[\s\S]*<polyline[\s\S]*<\/svg>$/)
    expect(svg).not.toContain('NaN')
    expect(svg.match(/<polyline/g)).toHaveLength(2)
  })

  it('reports losses with every step', async () => {
    const steps: RunProgress[] = []
    await gan(options).fit(await orders(100), { seed: 1, onProgress: (step) => steps.push(step) })
    const trained = steps.filter(({ phase }) => phase === 'train')
    expect(trained).toHaveLength(6 * 5)
    expect(Object.keys(trained[0]!.values!)).toEqual(['critic', 'generator'])
  })

  it.each([
    ['ctgan', ctgan(options)],
    ['adaptive', adaptive({ ...options, earlyStopping: { every: 2, patience: 5, share: 0.3 } })],
  ])('%s goes on from a checkpoint, through bytes, as if it had never stopped', async (_, synthesizer) => {
    const table = await orders(200)
    const checkpoints: Artifact[] = []
    const whole = await synthesizer.fit(table, {
      seed: 3,
      checkpointEvery: 2,
      onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
    })
    expect(checkpoints).toHaveLength(3)
    for (const checkpoint of checkpoints) {
      const resume = decodeArtifact(encodeArtifact(checkpoint))
      const resumed = await synthesizer.fit(table, { seed: 3, resume })
      expect(resumed.save()).toEqual(whole.save())
    }
  })

  it('refuses a checkpoint of another training, or a damaged one', async () => {
    const table = await orders(200)
    let resume: Artifact | undefined
    await ctgan(options).fit(table, { seed: 3, checkpointEvery: 6, onCheckpoint: (one) => (resume = one) })
    const again = (seed: number, rows = table, pack = 2, checkpoint = resume!) =>
      ctgan({ ...options, pack }).fit(rows, { seed, resume: checkpoint })
    const wrong = { code: 'ASDF_OPTION_INVALID', details: { option: 'resume' } }
    await expect(again(4)).rejects.toMatchObject(wrong)
    await expect(again(3, table, 4)).rejects.toMatchObject(wrong)
    await expect(again(3, await orders(200, 8))).rejects.toMatchObject(wrong)
    const { critic: _, ...arrays } = resume!.arrays
    await expect(again(3, table, 2, { ...resume!, arrays })).rejects.toMatchObject({
      code: 'ASDF_ARTIFACT_INVALID',
      details: { problem: 'content' },
    })
    const critic = { ...resume!.arrays['critic']!, data: resume!.arrays['critic']!.data.map(() => Number.NaN) }
    await expect(again(3, table, 2, { ...resume!, arrays: { ...arrays, critic } as typeof arrays })).rejects.toThrow(
      'not finite',
    )
    const older = { ...resume!, writer: '@asdf/gan/adaptive/checkpoint' }
    await expect(again(3, table, 2, older)).rejects.toMatchObject({ details: { problem: 'writer' } })
  })

  it('stops when held-back rows are no longer better met, and goes back to the best epoch', async () => {
    const model = await adaptive({
      ...options,
      epochs: 200,
      // Far too fast to get better for long.
      generatorLearningRate: 0.05,
      earlyStopping: { every: 1, patience: 5, share: 0.3 },
    }).fit(await orders(200), { seed: 1 })
    const { history, bestEpoch, losses } = model.report
    expect(history.length).toBe(bestEpoch + 5)
    expect(history.length).toBeLessThan(200)
    const scores = history.map(({ validation }) => validation!)
    expect(Math.min(...scores)).toBe(scores[bestEpoch - 1])
    expect(losses['validation']).toBe(scores[bestEpoch - 1])
    expect(lossPlot(model.report).match(/<polyline/g)).toHaveLength(3)
  })

  // Two steps are an epoch.
  it.each([
    { what: 'loss', network: 'critic', step: 6, last: 4 },
    { what: 'loss', network: 'generator', step: 5, last: 4 },
    // What the last update of an epoch, or of a fit, spoils shows in no loss any more.
    { what: 'gradients', network: 'generator', step: 6, last: 4 },
    { what: 'gradients', network: 'generator', step: 8, last: 6 },
  ] as const)(
    'names step $step where its $what is no number, and hands over the state after $last, to go on from',
    async (fault) => {
      const { network, step, last } = fault
      const table = await orders(40)
      const fit = (engine: Engine, run: Partial<GanRunOptions> = {}) =>
        wganGp({ ...smallNetworks, epochs: 4, criticSteps: 1, engine }).fit(table, { seed: 1, ...run })
      const checkpoints: Artifact[] = []
      const onCheckpoint = (checkpoint: Artifact) => checkpoints.push(checkpoint)
      const failed = fit(failingEngine(fault), { checkpointEvery: 1000, onCheckpoint })
      await expect(failed).rejects.toMatchObject({ code: 'ASDF_FIT_DIVERGED', details: { step, loss: network } })
      await expect(failed).rejects.toThrow(`step ${step} `)
      expect(checkpoints).toHaveLength(1)
      const [resume] = checkpoints
      expect(resume!.state['steps']).toBe(last)
      for (const { data } of Object.values(resume!.arrays)) expect(Array.from(data).every(Number.isFinite)).toBe(true)
      const resumed = await fit(smallNetworks.engine, { resume: resume! })
      expect(resumed.save()).toEqual((await fit(smallNetworks.engine)).save())
    },
  )

  it('names the step in a session too, and before the first sound epoch hands over nothing', async () => {
    const table = await orders(40)
    const diverged = { code: 'ASDF_FIT_DIVERGED', details: { step: 2, loss: 'generator' } }
    const engine = () => failingEngine({ what: 'gradients', network: 'generator', step: 2 })
    const one = { ...options, criticSteps: 1, candidates: 1 }
    const session = await adaptive({ ...one, engine: engine() }).start(table, { seed: 1 })
    await expect(session.train(2, { classes: [], errors: new Float64Array(0) })).rejects.toMatchObject(diverged)
    await session.close()
    const checkpoints: Artifact[] = []
    const onCheckpoint = (checkpoint: Artifact) => checkpoints.push(checkpoint)
    const failed = ctgan({ ...options, engine: engine() }).fit(table, { seed: 1, onCheckpoint })
    await expect(failed).rejects.toMatchObject(diverged)
    expect(checkpoints).toEqual([])
  })

  it('names the step where finite parameters are too large to make rows with', async () => {
    const table = await orders(40)
    const fit = gan({ ...smallNetworks, epochs: 1, batchSize: 40, generatorLearningRate: 1e37 }).fit(table, { seed: 1 })
    await expect(fit).rejects.toMatchObject({ code: 'ASDF_FIT_DIVERGED', details: { step: 1, loss: 'generator' } })
    await expect(fit).rejects.toThrow(/batch norm|a row/)
  })

  it('stops between two steps when it is aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let last = 0
    const onProgress = ({ phase, step }: RunProgress) => {
      if (phase === 'train') last = step
      if (phase === 'train' && step === 7) controller.abort(reason)
    }
    const fit = ctgan(options).fit(await orders(200), { seed: 1, signal: controller.signal, onProgress })
    await expect(fit).rejects.toBe(reason)
    expect(last).toBe(7)
  })
})

interface Fault {
  readonly what: 'loss' | 'gradients'
  /** Whose update it is. */
  readonly network: 'critic' | 'generator'
  readonly step: number
}

/** An engine that gives NaN once, in one update of a network. */
function failingEngine({ what, network, step }: Fault): Engine {
  const { engine } = smallNetworks
  return {
    ...engine,
    async compile(graph) {
      const program = await engine.compile(graph)
      const gradients = Object.keys(graph.outputs).filter((name) => name.includes(`${network}/`))
      if (gradients.length === 0) return program
      let steps = 0
      return {
        ...program,
        async run(feeds, into) {
          await program.run(feeds, into)
          if (++steps === step) for (const name of what === 'loss' ? ['loss'] : gradients) into[name]!.fill(Number.NaN)
        },
      }
    },
  }
}
