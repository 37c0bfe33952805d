import type { Machine } from './result.ts'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/**
 * A machine on which others take more than this share is busy: a peer whose threads wait for one another actively, as
 * OpenMP's do, then takes many times its time, and a ratio flatters us.
 */
export const busyShare = 0.15

const sampleMilliseconds = 250

/** The share of all processors that is busy now, from 0 to 1: the load of others, when we run nothing ourselves. */
export async function measureLoad(): Promise<number> {
  const before = processorTimes()
  await new Promise((resolve) => setTimeout(resolve, sampleMilliseconds))
  const after = processorTimes()
  const total = after.total - before.total
  return total === 0 ? 0 : 1 - (after.idle - before.idle) / total
}

/** What the benchmark runs on. `libraries` are the peers' versions by name. */
export function describeMachine(libraries: Readonly<Record<string, string>>): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    versions: { Node: process.versions.node, ...libraries },
  }
}

function processorTimes(): { total: number; idle: number } {
  const times = cpus().map((processor) => processor.times)
  const total = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  return { total, idle: times.reduce((sum, { idle }) => sum + idle, 0) }
}
