export type { Acceptance, ClassifierLoader, RowPicking } from './acceptance.ts'
export { fitAcceptance, mostCandidates, unjudgedClass } from './acceptance.ts'
export type { RowActivation } from './activate.ts'
export { activate, gumbelInput, part, score } from './activate.ts'
export { calibrate } from './calibration.ts'
export { findCollapse } from './collapse.ts'
export type { CategoryRows } from './conditions/category-rows.ts'
export type { ConditionInputs } from './conditions/condition-inputs.ts'
export { conditionInputs, embedConditions } from './conditions/condition-inputs.ts'
export type { ConditionedModel, ConditionPlanner } from './conditions/condition-planner.ts'
export { conditionPlanner } from './conditions/condition-planner.ts'
export type { ConditionBatch, ConditionSource } from './conditions/condition-source.ts'
export { labelConditions } from './conditions/label-conditions.ts'
export { noConditions } from './conditions/no-conditions.ts'
export { oneColumnConditions } from './conditions/one-column.ts'
export type { OnnxExport } from './export/export-onnx.ts'
export { exportTableOnnx } from './export/export-onnx.ts'
export { tableOnnxInputs } from './export/onnx-inputs.ts'
export type {
  OnnxSidecar,
  SidecarCodes,
  SidecarColumn,
  SidecarCondition,
  SidecarInput,
  SidecarShares,
} from './export/sidecar.ts'
export type { ModelReader } from './model-state.ts'
export { restoreTableModel, saveTableModel } from './model-state.ts'
export type { PreparedTable, PrepareOptions } from './prepare.ts'
export { jointCounts, minimumRows, prepareTable } from './prepare.ts'
export type { Block, RowLayout } from './row-layout.ts'
export { rowLayout, toNetworkOrder, toTransformOrder } from './row-layout.ts'
export { closeWhenIdle } from './sampling/close-when-idle.ts'
export type {
  BatchInputs,
  GeneratorNumbers,
  RowGenerator,
  RowRequest,
  StatisticArrays,
} from './sampling/row-generator.ts'
export { rowGenerator } from './sampling/row-generator.ts'
export type { GumbelShift, RowNetwork, SamplingGraph } from './sampling/row-network.ts'
export { sampleTable } from './sampling/sample-table.ts'
export type { TableModel } from './table-model.ts'
export { classShares } from './table-model.ts'
export type { ConditionPlan, TablePlan } from './table-plan.ts'
export { contextSize } from './table-plan.ts'
