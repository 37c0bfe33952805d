import type { Engine } from '@asdf/nn'
import type { RowRequest } from '@asdf/nn/table'
import { ctgan } from '@asdf/gan'
import { closeWhenIdle } from '@asdf/nn/table'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

describe('a fitted or loaded model', () => {
  afterEach(() => void vi.useRealTimers())

  it('frees what it compiled a second after its last rows, and makes the same rows again', async () => {
    const { engine, open } = countingEngine()
    const options = { ...smallNetworks, epochs: 1, pack: 2, engine }
    const fitted = await ctgan(options).fit(await orders(60), { seed: 1 })
    expect(open.size).toBe(0)
    stopClock()
    const loaded = ctgan.load(fitted.save(), { engine })
    for (const model of [fitted, loaded]) {
      const rows = await model.sample(10, { seed: 2 })
      // Used again within the second, the graph stays.
      await vi.advanceTimersByTimeAsync(900)
      expect(open.size).toBe(1)
      const compiled = open.compilations
      expect(await model.sample(10, { seed: 2 })).toEqual(rows)
      await vi.advanceTimersByTimeAsync(900)
      expect([open.size, open.compilations]).toEqual([1, compiled])
      await vi.advanceTimersByTimeAsync(200)
      expect(open.size).toBe(0)
      expect(await model.sample(10, { seed: 2 })).toEqual(rows)
      expect([open.size, open.compilations]).toEqual([1, compiled + 1])
      await vi.advanceTimersByTimeAsync(1000)
      expect(open.size).toBe(0)
    }
  })

  it('frees nothing while rows are still being made', async () => {
    stopClock()
    const finish: (() => void)[] = []
    let closed = 0
    const generator = closeWhenIdle({
      make: () => new Promise((resolve) => finish.push(() => resolve(new Float32Array(1)))),
      close: () => Promise.resolve(void closed++),
    })
    const request = {} as RowRequest
    const made = [generator.make(request), generator.make(request)]
    finish[1]!()
    await made[1]
    await vi.advanceTimersByTimeAsync(5000)
    expect(closed).toBe(0)
    finish[0]!()
    await made[0]
    await vi.advanceTimersByTimeAsync(1000)
    expect(closed).toBe(1)
  })
})

function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
}

/** An engine, and how many programs of it are open. */
function countingEngine() {
  const open = { size: 0, compilations: 0 }
  const engine: Engine = {
    ...smallNetworks.engine,
    async compile(graph) {
      const program = await smallNetworks.engine.compile(graph)
      open.size++
      open.compilations++
      return {
        ...program,
        async close() {
          open.size--
          await program.close()
        },
      }
    },
  }
  return { engine, open }
}
