import type { AnyTensor, Artifact, ErrorDetails } from '@asdf/contract'
import assert from 'node:assert/strict'
import { expectAsdfError } from './expect.ts'

type Problem = ErrorDetails['ASDF_ARTIFACT_INVALID']['problem']

/**
 * Fails unless `load` refuses the artifact once it claims another format, writer or newer version, lacks its state or its
 * arrays, or has any one array cut in half.
 */
export async function expectRefusals(load: (artifact: Artifact) => unknown, artifact: Artifact): Promise<void> {
  async function refuses(what: string, expected: Problem, changed: object): Promise<void> {
    const broken = { ...artifact, ...changed }
    const { problem } = await expectAsdfError(() => load(broken), 'ASDF_ARTIFACT_INVALID', `an artifact with ${what}`)
    assert.equal(problem, expected, `an artifact with ${what}`)
  }

  await refuses('another format', 'format', { format: 'pickle' })
  await refuses('another writer', 'writer', { writer: '@stranger/model' })
  await refuses('a newer state', 'version', { stateVersion: artifact.stateVersion + 1 })
  await refuses('an empty state', 'content', { state: {} })
  await refuses('no state', 'content', { state: undefined })
  await refuses('no arrays', 'content', { arrays: undefined })
  const arrays = Object.entries(artifact.arrays).filter(([, tensor]) => tensor.data.length > 0)
  if (arrays.length > 0) await refuses('empty arrays', 'content', { arrays: {} })
  for (const [name, tensor] of arrays) {
    const { [name]: _, ...others } = artifact.arrays
    await refuses(`the array '${name}' missing`, 'content', { arrays: others })
    const half = { ...tensor, data: tensor.data.slice(0, Math.floor(tensor.data.length / 2)) } as AnyTensor
    await refuses(`half the data of '${name}'`, 'content', { arrays: { ...others, [name]: half } })
    const short = { ...half, shape: [half.data.length] }
    await refuses(`half the array '${name}'`, 'content', { arrays: { ...others, [name]: short } })
  }
}
