export { binOf, brokenRows, dependencyLookUp, stateTest } from './broken-rows.ts'
export { columnsOfRule } from './columns-of-rule.ts'
export { brokenDeclared } from './declare/broken-declared.ts'
export { coversRule } from './declare/covers-rule.ts'
export { declareRules } from './declare/declare-rules.ts'
export type { DeclaredRules, DeclareRulesOptions, RuleViolations } from './declare/declare-rules.ts'
export { parseRule } from './declare/parse-rule.ts'
export { fixedPart, hasDates, unitIn } from './broken-linear.ts'
export { describeRule } from './describe-rule.ts'
export { fits, multipleOf, productOf, sumOf } from './evaluate.ts'
export { findRules } from './find-rules.ts'
export type { FindRulesOptions } from './find-rules.ts'
export type { ColumnStep } from './rule-columns.ts'
export {
  cellValue,
  coarseStep,
  columnStep,
  decimalsOf,
  roundTo,
  ruleNumbers,
  stepSize,
  timeUnit,
} from './rule-columns.ts'
export type {
  BinRule,
  CellState,
  CellValue,
  DependencyCase,
  DependencyRule,
  EqualRule,
  FactorKeys,
  FixedDate,
  FoundRule,
  ImplicationRule,
  LinearRule,
  LinearSide,
  MultipleRule,
  OftenEqualRule,
  OneOfRule,
  OrderRule,
  ProductRule,
  Rule,
  RuleKey,
  SumRule,
  Term,
} from './rule.ts'
