export { adversarialForest } from './adversarial-forest.ts'
export type { AdversarialForest, AdversarialForestFactory } from './adversarial-forest.ts'
export type { FittedAdversarialForest } from './fitted.ts'
export type { AdversarialForestOptions } from './options.ts'
