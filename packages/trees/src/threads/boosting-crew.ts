export interface BoostingHelperTask {
  readonly kind: 'boosting'
}
export function helpBoosting(_: BoostingHelperTask): void {}
