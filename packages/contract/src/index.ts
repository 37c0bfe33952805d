export { AsdfError, isAsdfError } from './errors.ts'
export { printable } from './printable.ts'
export type { ErrorCode, ErrorDetails } from './errors.ts'
export type { Artifact } from './artifact.ts'
export type {
  Classifier,
  ClassifierFactory,
  ClassifierSession,
  EpochClassifier,
  FittedClassifier,
  FittedRegressor,
  Regressor,
  RegressorFactory,
} from './classifier.ts'
export type { JsonObject, JsonValue } from './json.ts'
export type { FeatureExtractor, FittedFeatureExtractor } from './feature-extractor.ts'
export type { Metric, MetricCeiling, MetricDetails, MetricFactory, MetricInput, MetricResult } from './metric.ts'
export type { PredictionMetric, Predictions } from './prediction-metric.ts'
export type { FitOptions, Rng, RunOptions, RunProgress } from './run.ts'
export type {
  BooleanField,
  CategoricalField,
  ColumnKind,
  ColumnRole,
  DatetimeField,
  DatetimeFormat,
  Field,
  ImageField,
  NumberFormat,
  NumericField,
  ScalarField,
  ScalarKind,
  Schema,
  SeriesChannel,
  SeriesField,
  TextField,
} from './schema.ts'
export type {
  ErrorContext,
  FitReport,
  FittedSynthesizer,
  ImputingModel,
  LoadOptions,
  SampleOptions,
  SteerableSynthesizer,
  Synthesizer,
  SynthesizerFactory,
  SynthesizerLoader,
  SynthesizerSession,
  SynthesizerTraits,
} from './synthesizer.ts'
export type {
  BooleanColumn,
  CategoricalColumn,
  Column,
  DatetimeColumn,
  ImageColumn,
  NumericColumn,
  ScalarColumn,
  SeriesColumn,
  Table,
  TextColumn,
} from './table.ts'
export type { AnyTensor, DType, Tensor, TensorArrays } from './tensor.ts'
