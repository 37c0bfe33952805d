import type { Measured } from '@asdf/report'
import { expect, test } from 'vitest'
import { glossaryOf } from '../src/read/glossary.ts'

const measure = (id: string): Measured => ({
  id,
  label: `label of ${id}`,
  group: 'utility',
  goal: 'maximize',
  range: [0, 1],
  result: { value: 1 },
})

const termsOf = (...ids: string[]) =>
  glossaryOf({ title: 'x', rows: { train: 1, synthetic: 1 }, measured: ids.map(measure) }).map(({ term }) => term)

test('what all measures have in common comes first', () => {
  expect(termsOf()).toEqual(['Real rows (ceiling)', '95 % interval', 'n'])
})

test('a measure and the score it rests on are each explained once', () => {
  const tstr = '@asdf/metrics/train-synthetic-test-real'
  expect(termsOf(`${tstr}/roc-auc`, `${tstr}/macro-f1`, '@asdf/metrics/group-gaps/roc-auc').slice(3)).toEqual([
    'TSTR: train on synthetic, test on real',
    'ROC AUC',
    'Macro F1',
    'label of @asdf/metrics/group-gaps/roc-auc',
  ])
})

test('a measure of others has no entry, whatever its name', () => {
  expect(termsOf('@me/metrics/of-my-own', '@me/constructor/__proto__')).toHaveLength(3)
})
