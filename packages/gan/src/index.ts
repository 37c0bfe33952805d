export { ctgan } from './ctgan.ts'
export { adaptive } from './adaptive.ts'
export type { Adaptive, AdaptiveFactory, AdaptiveOptions, AdaptiveSession } from './adaptive.ts'
export type { Ctgan, CtganFactory, CtganOptions } from './ctgan.ts'
export { exportOnnx, onnxInputs } from './export/export-onnx.ts'
export type {
  OnnxExport,
  OnnxSidecar,
  SidecarCodes,
  SidecarColumn,
  SidecarCondition,
  SidecarInput,
  SidecarShares,
} from '@asdf/nn/table'
export { gan } from './gan.ts'
export type { Gan, GanFactory, GanOptions } from './gan.ts'
export { wganGp } from './wgan-gp.ts'
export type { WganGp, WganGpFactory, WganGpOptions } from './wgan-gp.ts'
export type { EarlyStopping, EpochRecord } from '@asdf/nn/training'
export type { GanLoadOptions } from './configured.ts'
export type { GanRunOptions } from './fitting/run-options.ts'
export type { FittedGan } from './model/fitted-gan.ts'
export type { GanReport } from './model/gan-model.ts'
export { lossPlot } from '@asdf/nn/training'
