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
export type { EpochRecord, GanRunOptions } from './fitting/run-options.ts'
export type { EarlyStopping } from './fitting/settings.ts'
export type { FittedGan } from './model/fitted-gan.ts'
export type { GanReport } from './model/gan-model.ts'
