import type { Metric } from '@asdf/contract'

const shortened: Readonly<Record<string, string>> = {
  'train-synthetic-test-real': 'tstr',
  'train-real-test-synthetic': 'trts',
  'augmentation-gain': 'gain',
  'group-gaps': 'gap',
  'quality-score': 'q',
  'attack-battery': 'attack-auc',
  'roc-auc': 'auc',
  'expected-calibration-error': 'ece',
  'r-squared': 'r2',
}

/** What a metric is called in requirements and in JSON: the end of its id, such as `column-shapes`, `tstr-auc` or `q`. */
export function shortName({ id }: Pick<Metric, 'id'>): string {
  const parts = id.split('/')
  const own = id.startsWith('@') ? parts.slice(2) : parts.slice(1)
  return own.map((part) => shortened[part] ?? part).join('-')
}
