export { ctgan } from './ctgan.ts'
export { adaptive } from './adaptive.ts'
export type { Adaptive, AdaptiveFactory, AdaptiveOptions, AdaptiveSession } from './adaptive.ts'
export type { Ctgan, CtganFactory, CtganOptions } from './ctgan.ts'
export { exportOnnx } from './export/export-onnx.ts'
export type { OnnxExport } from './export/export-onnx.ts'
export { onnxInputs } from './export/onnx-inputs.ts'
export type {
  OnnxSidecar,
  SidecarCodes,
  SidecarColumn,
  SidecarCondition,
  SidecarInput,
  SidecarShares,
} from './export/sidecar.ts'
export { gan } from './gan.ts'
export type { Gan, GanFactory, GanOptions } from './gan.ts'
export { wganGp } from './wgan-gp.ts'
export type { WganGp, WganGpFactory, WganGpOptions } from './wgan-gp.ts'
export type { EpochRecord, GanRunOptions } from './fitting/run-options.ts'
export type { EarlyStopping } from './fitting/settings.ts'
export type { FittedGan } from './model/fitted-gan.ts'
export type { GanReport } from './model/gan-model.ts'
export { lossPlot } from './quality/loss-plot.ts'
