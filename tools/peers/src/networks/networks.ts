import type { Sizes, Step, Training } from './trainer.ts'
import { createDiffusionStep } from './diffusion.ts'
import { createTvaeStep } from './tvae.ts'
import { createUnetBlockStep } from './unet-block.ts'
import { createWganGpStep } from './wgan-gp.ts'

/** Makes the step that trains a network. */
export type NetworkFactory = (training: Training, sizes: Sizes) => Promise<Step>

/** The networks that are measured, by the name under which both sides know them. */
export const networks: Readonly<Record<string, NetworkFactory>> = {
  'wgan-gp': createWganGpStep,
  tvae: createTvaeStep,
  diffusion: createDiffusionStep,
  'unet-block': createUnetBlockStep,
}
