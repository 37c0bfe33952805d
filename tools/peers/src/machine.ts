import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import type { Machine } from './result.ts'

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
