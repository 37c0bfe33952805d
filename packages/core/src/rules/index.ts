export { binOf, brokenRows, dependencyLookUp, stateTest } from './broken-rows.ts'
export { describeRule } from './describe-rule.ts'
export { fits, multipleOf, productOf, sumOf } from './evaluate.ts'
export { findRules } from './find-rules.ts'
export type { FindRulesOptions } from './find-rules.ts'
export { cellValue, decimalsOf, roundTo, ruleNumbers } from './rule-columns.ts'
export type {
  BinRule,
  CellState,
  CellValue,
  DependencyCase,
  DependencyRule,
  EqualRule,
  FoundRule,
  ImplicationRule,
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
