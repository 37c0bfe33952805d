import type { Rng, RunOptions } from '@asdf/contract'
import type { Components } from './components.ts'
import type { AttackScene } from './scene.ts'
import { appendTables, chooseRows } from '@asdf/core'
import { fitComponents } from './components.ts'

/** Most synthetic rows, and most reference rows, that densities are made of. */
const mostRows = 5000

export interface DensityScene {
  readonly width: number
  readonly targets: Components
  readonly synthetic: Components
  readonly reference: Components
}

/** The rows of a scene on the principal components of its synthetic and reference rows, at most 5,000 of each. */
export async function densityScene(scene: AttackScene, run: RunOptions, rng: Rng): Promise<DensityScene> {
  const synthetic = chooseRows(scene.synthetic, mostRows, rng.fork('synthetic'))
  const reference = chooseRows(scene.reference, mostRows, rng.fork('reference rows'))
  const { width, project } = await fitComponents(appendTables(reference, synthetic), run, rng.fork('components'))
  return { width, targets: project(scene.targets), synthetic: project(synthetic), reference: project(reference) }
}
