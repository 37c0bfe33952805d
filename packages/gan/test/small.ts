import { onnxEngine } from '@asdf/nn/onnx'

/** Networks that are small and quick to learn. */
export const smallNetworks = {
  epochs: 60,
  batchSize: 20,
  noiseSize: 16,
  generatorSizes: [32],
  criticSizes: [32],
  generatorLearningRate: 4e-3,
  criticLearningRate: 4e-3,
  engine: onnxEngine({ threads: 1 }),
}
