// All of the contract comes along, so that one import serves.
export { AsdfError, isAsdfError, printable } from '@asdf/contract'
// eslint-disable-next-line no-restricted-syntax -- whatever is added to the contract must come along
export type * from '@asdf/contract'
export type {
  AnyTensor,
  Artifact,
  BooleanColumn,
  BooleanField,
  CategoricalColumn,
  CategoricalField,
  Classifier,
  ClassifierFactory,
  ClassifierSession,
  Column,
  ColumnKind,
  ColumnRole,
  DType,
  DatetimeColumn,
  DatetimeField,
  DatetimeFormat,
  EpochClassifier,
  ErrorCode,
  ErrorContext,
  ErrorDetails,
  Field,
  FitReport,
  FittedClassifier,
  FittedRegressor,
  FittedSynthesizer,
  JsonObject,
  JsonValue,
  Metric,
  MetricInput,
  MetricResult,
  NumericColumn,
  NumericField,
  PredictionMetric,
  Predictions,
  Regressor,
  RegressorFactory,
  Rng,
  RunOptions,
  RunProgress,
  SampleOptions,
  Schema,
  SteerableSynthesizer,
  Synthesizer,
  SynthesizerFactory,
  SynthesizerSession,
  SynthesizerTraits,
  Table,
  Tensor,
  TensorArrays,
  TextColumn,
  TextField,
} from '@asdf/contract'
export {
  cellsOf,
  classCode,
  classCodes,
  classCounts,
  classNames,
  columnOf,
  featureIndices,
  fieldIndex,
  targetIndex,
} from './fields.ts'
export {
  permutation,
  sampleWithReplacement,
  sampleWithoutReplacement,
  shuffleInPlace,
  standardNormal,
  uniformInteger,
} from './distributions.ts'
export { checkForms } from './argument-forms.ts'
export type { Form, FormsOfArguments } from './argument-forms.ts'
export { checkChoiceOption, checkNumberOption, checkOptionNames, optionError, repeatRule, show } from './options.ts'
export type { NumberRule } from './options.ts'
export { toCodes, toNumbers } from './number-arrays.ts'
export { createRng } from './random.ts'
export { orderAscending } from './kernels/order-ascending.ts'
export { createTurns, runAtOnce } from './slices.ts'
export type { Sliced, Turns } from './slices.ts'
export { runSteps } from './steps.ts'
export {
  appendTables,
  columnLength,
  createTable,
  headRows,
  isPresent,
  selectColumns,
  shuffleRows,
  takeRows,
  withRole,
} from './table.ts'
export { checkRun, checkSample } from './check-run.ts'
export { chooseRows } from './choose-rows.ts'
export { checkTable, checkTableForm } from './check-table.ts'
export { checkKinds, scalarKinds } from './known-kinds.ts'
export { describeField, isSameField } from './same-field.ts'
export { checkFinite, checkNoNulls, checkRowCount } from './validation.ts'
export { softLabels } from './soft-labels.ts'
export type { SoftLabelOptions, SoftLabelled } from './soft-labels.ts'
export { readWeights } from './weights.ts'
export { artifactArray, artifactFault, checkArtifact } from './artifacts/checks.ts'
export { loadNested, nestArtifact } from './artifacts/nested-artifact.ts'
export type { NestedArtifact } from './artifacts/nested-artifact.ts'
export { decodeArtifact, encodeArtifact } from './artifacts/bytes.ts'
export { schemaFromJson, schemaToJson, tableFromArrays, tableToArrays } from './artifacts/table-state.ts'
export { cutTable, splitTable } from './split.ts'
export type { Split, SplitOptions } from './split.ts'
export { balancingCounts, checkRatio, oversample } from './balance.ts'
export type { BalanceRatio, Oversampled } from './balance.ts'
export { newIdentifiers, renewIdentifiers } from './identifiers.ts'
export { squaredDistance } from './kernels/euclidean-distance.ts'
export { insertNeighbor } from './kernels/neighbor-list.ts'
export { nearestNeighbors } from './neighbors/nearest-neighbors.ts'
export type { Neighbors } from './neighbors/nearest-neighbors.ts'
export type { NeighborOptions } from './neighbors/neighbor-options.ts'
export { numericPoints } from './neighbors/points.ts'
export type { Points } from './neighbors/points.ts'
export { predictTable } from './predict.ts'
export { labelSides } from './label-sides.ts'
export type { LabelledSides } from './label-sides.ts'
export { normalProbability, normalQuantile } from './encoders/kernels/normal.ts'
export { readableColumns } from './readable-columns.ts'
export { readErrorContext } from './error-context.ts'
export { matchColumns } from './match-columns.ts'
export { compareTables, compareWithHoldout } from './compared-tables.ts'
export type { ComparedTables } from './compared-tables.ts'
export { readConditions, unreachable } from './conditions.ts'
export type { CodeOf, Condition } from './conditions.ts'
export { placeholderCode } from './release/release-categories.ts'
export { shareCategories } from './release/share-categories.ts'
export { nearestMeans, sharedMeans } from './release/shared-means.ts'
export { releaseTable, releaseTableInTurns, releasedRows } from './release/release-table.ts'
export type { ReleasedTable, ReleaseOptions } from './release/release-table.ts'
export { renewedColumn, restoreRenewed } from './renewed-column.ts'
export type { RenewedColumn } from './renewed-column.ts'
export { nullCells, withNulls } from './null-cells.ts'
export { gridFromJson, gridToJson } from './grid-state.ts'
export { hasLevel, pointOnLevel, shareLevels } from './level-shares.ts'
export { levelOf, toLevel } from './grid-levels.ts'
export type { GridLevel, UnitRange } from './grid-levels.ts'
export { roundSignificant } from './significant-digits.ts'
export { gridOf, pointBesideZero, toGrid, toGridEdge, unitsValue } from './value-grid.ts'
export type { ValueGrid } from './value-grid.ts'
export type { FittedImputer, Imputer } from './impute/imputer.ts'
export { mice } from './impute/mice.ts'
export type { FittedMice, MiceOptions } from './impute/mice.ts'
export { simpleImputer } from './impute/simple-imputer.ts'
export { emptyColumns } from './impute/sources.ts'
export { buildDesign, planDesign } from './linear/design.ts'
export type { Design, DesignPlan, DesignSlot, DesignView } from './linear/design.ts'
export { predictLogistic } from './linear/kernels/logistic-rows.ts'
export { fitLogistic, logisticOutputs } from './linear/logistic.ts'
export type { LogisticTask } from './linear/logistic.ts'
export { parseCsv } from './csv/parse-csv.ts'
export { defaultNulls } from './csv/csv-options.ts'
export type { CsvDelimiter, CsvOptions, InferOptions } from './csv/csv-options.ts'
export type { AdvisedOption, ReadRemark, ShowOption } from './infer/infer-rules.ts'
export type { SourceRows } from './csv/source-rows.ts'
export { csvChunks, formatCsv } from './csv/format-csv.ts'
export type { FormatCsvOptions, PassedRows } from './csv/format-csv.ts'
export { sampleChunks } from './sample-chunks.ts'
export { escapeFormulas, escapeSourceFormulas } from './csv/escape-formulas.ts'
export { inferSchema } from './infer/infer-schema.ts'
export { isIntegerCode, listedCodes, sharedCodes } from './infer/integer-codes.ts'
export { datetimeSpelling, formatDatetime, momentsOf } from './infer/datetime.ts'
export type { DatetimeSpelling } from './infer/datetime.ts'
export { numberSpelling } from './infer/number-text.ts'
export type { NumberSpelling } from './infer/number-text.ts'
export { fieldValue } from './infer/field-value.ts'
export { oneHotEncoder, ordinalEncoder } from './encoders/categories.ts'
export type { Encoder, EncoderId, EncoderOptions, EncoderState, FittedEncoder, NullPolicy } from './encoders/encoder.ts'
export type { QuantileOptions } from './encoders/quantile.ts'
export { restoreEncoder } from './encoders/restore-encoder.ts'
export { roundToField } from './encoders/round-to-field.ts'
export { identityEncoder, minMaxEncoder, quantileEncoder, standardEncoder } from './encoders/scaling.ts'
export { encodeFeatures, restoreTableEncoder, tableEncoder } from './encoders/table-encoder.ts'
export type {
  EncodedFeatures,
  FittedTableEncoder,
  TableEncoder,
  TableEncoderOptions,
} from './encoders/table-encoder.ts'
export { fitTableTransform } from './transform/fit-table-transform.ts'
export type { NumericTransform, TransformOptions } from './transform/options.ts'
export type { CategoryPlan, ColumnPlan, NumberPlan, RenewedPlan } from './transform/plans.ts'
export type { DiscreteColumn, TableTransform, TransformSlot } from './transform/table-transform.ts'
export { restoreTableTransform } from './transform/restore-table-transform.ts'
export { nestSeries } from './nested/nest-series.ts'
export type { NestOptions } from './nested/nest-series.ts'
export { unnestSeries } from './nested/unnest-series.ts'
export { rowsFromTable } from './rows/rows-from-table.ts'
export { tableFromColumns, tableFromRows } from './rows/table-from-rows.ts'
export type { CellValue, PlainRow } from './rows/cell-value.ts'
export type { RowOptions } from './rows/row-options.ts'
