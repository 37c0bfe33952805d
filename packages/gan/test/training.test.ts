import type { Artifact, RunProgress } from '@asdf/contract'
import { decodeArtifact, encodeArtifact } from '@asdf/core'
import { adaptive, ctgan, gan, lossPlot } from '@asdf/gan'
import type { EpochRecord } from '@asdf/gan'
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

  it('names the step of a loss that is no number, and hands over the last sound state', async () => {
    const checkpoints: Artifact[] = []
    const fit = (await import('@asdf/gan')).wganGp({ ...smallNetworks, epochs: 50, criticLearningRate: 1e18 })
    const failed = fit.fit(await orders(40), {
      seed: 1,
      checkpointEvery: 1000,
      onCheckpoint: (one) => checkpoints.push(one),
    })
    const error = await failed.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ASDF_FIT_DIVERGED' })
    const { step, loss } = (error as { details: { step: number; loss: string } }).details
    expect(step).toBeGreaterThan(0)
    expect(['critic', 'generator']).toContain(loss)
    for (const { state } of checkpoints) expect(state['steps']).toBeLessThan(step)
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
