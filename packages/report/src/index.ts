export { describeBrokenRules } from './describe-broken-rules.ts'
export type { BrokenRulesOptions, RuleBreaches } from './describe-broken-rules.ts'
export { describeColumns } from './describe-columns.ts'
export type {
  BrokenRule,
  CategoryMarginals,
  ColumnMarginals,
  EvaluatedRows,
  Evaluation,
  Figure,
  MarginalShares,
  Measured,
  NullShares,
  NumberMarginals,
  OtherMarginals,
  Requirement,
  Series,
} from './evaluation.ts'
export { renderHtml } from './render-html.ts'
export { renderMarkdown } from './render-markdown.ts'
