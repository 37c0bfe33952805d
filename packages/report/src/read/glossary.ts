import type { Evaluation } from '../evaluation.ts'

/** What a measure means, and when to believe it. */
export interface GlossaryEntry {
  readonly term: string
  readonly means: string
  readonly believe: string
}

type Entry = readonly [means: string, believe: string, term?: string]

/** By a part of a metric's id: its own, or that of the score it rests on. `term` is for those that several metrics share. */
const entries: Readonly<Record<string, Entry>> = {
  'column-shapes': [
    'How alike each column is distributed, alone: 1 less the largest gap between the cumulative shares of numbers, or 1 less half the sum of the gaps between the shares of categories.',
    'Believe a low value. A high one says nothing of how columns go together: shuffling every column leaves it at 1.',
  ],
  wasserstein: [
    'How far numbers must be moved to turn one distribution into the other, as a share of the training range; for categories half the sum of the gaps between shares.',
    'A heavy tail widens the range and hides what happens in the middle. Read it beside the version by quartiles.',
  ],
  'wasserstein-by-quartiles': [
    'As the Wasserstein distance, but as a multiple of the interquartile range, which no tail widens.',
    'Good for skewed columns. Its values have no upper end.',
  ],
  'null-shares': [
    'The difference between the shares of nulls in each column.',
    'It counts nulls, and does not know which rows have them.',
  ],
  'pair-trends': [
    'How alike pairs of columns go together: correlations of numbers, joint shares of categories and bins.',
    'Believe a low value. A mean over many pairs hides a few bad ones: look at the worst pairs.',
  ],
  correlations: [
    'The mean difference of the association of two columns between real and synthetic rows.',
    'It sees straight lines (Pearson) or monotone ones (Spearman), not every kind of dependence.',
  ],
  'kl-divergence': [
    'How surprising the synthetic distribution of a column is to one who expects the real one, in nats.',
    'Rare categories dominate it and smoothing decides it. Compare values of the same table only.',
  ],
  'jensen-shannon': [
    'A bounded and symmetric form of the divergence between two distributions of a column.',
    'Steadier than the Kullback–Leibler divergence. It sees columns one by one.',
  ],
  'triple-trends': [
    'As pair trends, for three columns at a time.',
    'Only some triples are measured, those of the most associated columns. Small tables have large noise here: read the ceiling.',
  ],
  'maximum-mean-discrepancy': [
    'A distance between whole distributions by a kernel: 0 where no smooth function tells them apart.',
    'Its size depends on the kernel width. Compare it with its ceiling only.',
  ],
  'sliced-wasserstein': [
    'The mean Wasserstein distance along random directions through all columns.',
    'It sees joint shifts that single columns hide; directions are drawn by the seed.',
  ],
  detector: [
    'How well a classifier tells synthetic from real rows, as AUC: 0.5 is a guess, 1 is always.',
    'The strictest measure of fidelity, and it grows with the number of rows: the same rows may score 0.71 at 5,000 and 0.82 at 17,000. Compare at the same n. One odd column is enough to lose.',
  ],
  'broken-rules': [
    'The share of synthetic rows that break a rule every training row keeps, such as start ≤ end.',
    'Believe it. Check that the rules listed are meant, since a rule may hold by accident in a small table.',
  ],
  'alpha-precision': [
    'How well the synthetic rows lie within the dense parts of the real distribution.',
    'Rows in the middle of the data please it. Read it with β-recall.',
  ],
  'beta-recall': [
    'How well the dense parts of the synthetic distribution cover the real rows.',
    'High together with low authenticity means copying.',
  ],
  authenticity: [
    'The share of synthetic rows that are further from their nearest training row than that row is from others.',
    'It is a distance, not an attack: a low value is a warning, a high one no promise.',
  ],
  'frechet-distance': [
    'The distance between two normal distributions fitted to the features of real and of synthetic rows.',
    'It sees means and covariances only, and shrinks with n. Compare at the same n.',
  ],
  'improved-precision': [
    'The share of synthetic rows that lie as near to a training row as its neighbours do: realistic rows.',
    'Rows that repeat the middle of the data score well. Read it with recall.',
  ],
  'improved-recall': [
    'The share of training rows that lie as near to a synthetic row as its neighbours do: variety.',
    'Outliers among the synthetic rows raise it, because their neighbourhoods are wide.',
  ],
  density: [
    'How many neighbourhoods of real rows a synthetic row lies in.',
    'Values above 1 mean rows that crowd dense places.',
  ],
  coverage: [
    'The share of real rows with a synthetic row in their neighbourhood.',
    'Sturdier against outliers than recall.',
  ],
  'category-coverage': [
    'The share of categories of the training rows that synthetic rows have too.',
    'A generator that protects privacy leaves out rare categories on purpose.',
  ],
  'range-coverage': [
    'The share of the training range of numbers that synthetic rows cover.',
    'Extremes belong to single people. A private generator does not cover them, by design.',
  ],
  'duplicate-share': [
    'The share of synthetic rows that repeat another synthetic row.',
    'Real tables repeat rows too: read the ceiling.',
  ],
  'train-synthetic-test-real': [
    'A model trained on synthetic rows, tested on real ones it never saw. The ceiling is a model of as many real rows.',
    'It only tells whether one target can be learned. Rows that look false may still teach it.',
    'TSTR: train on synthetic, test on real',
  ],
  'train-real-test-synthetic': [
    'A model trained on real rows, tested on synthetic ones.',
    'Synthetic rows that are too easy score above real ones. That is no success.',
    'TRTS: train on real, test on synthetic',
  ],
  'roc-auc': [
    'How often a model ranks a row of a class above one of another: 0.5 is a guess, 1 is always.',
    'It says nothing of the probabilities themselves, nor of the threshold. Read it with the calibration error.',
    'ROC AUC',
  ],
  'macro-f1': [
    'The mean over classes of the harmonic mean of precision and recall.',
    'Rare classes count as much as common ones, and their noise too.',
    'Macro F1',
  ],
  'minority-recall': [
    'The share of the rarest class that a model finds.',
    'Few rows make it jump: read the interval.',
    'Recall of the rarest class',
  ],
  'expected-calibration-error': [
    'How far the probabilities that a model states lie from what happens, on average over bins.',
    'Bins and few rows blur it. It exposes rows that classify well but distort probabilities.',
    'Expected calibration error (ECE)',
  ],
  brier: [
    'The mean squared distance of stated probabilities from what happened.',
    'It takes in ranking and calibration at once.',
    'Brier score',
  ],
  'r-squared': [
    'The share of the variance of the target that a model explains; below 0 it is worse than the mean.',
    'Outliers weigh heavily.',
    'R²',
  ],
  'augmentation-gain': [
    'What synthetic rows add to the real ones: the score with both less the score of real rows alone.',
    'Near 0 where real rows suffice. Believe a gain only where its interval excludes 0.',
  ],
  'importance-agreement': [
    'Whether models of synthetic and of real rows rank the features alike.',
    'Ranks of features that hardly matter are noise.',
  ],
  'group-gaps': [
    'The largest difference of a score between two groups, for a model trained on synthetic rows; the ceiling is the gap of a model of real rows.',
    'Small groups have wide noise. A gap is no proof of unfairness, nor its absence of fairness.',
  ],
  'group-shares': [
    'How far the shares of groups differ from those of the training rows.',
    'It says nothing of how groups are described.',
  ],
  'quality-score': [
    'Q = α · fidelity + β · diversity + γ · privacy, each from 0 to 1.',
    'One number for a first look. A high part hides a low one, so read the parts. Weights are a choice, not a finding.',
  ],
  'attack-battery': [
    'How well the strongest of several attacks tells training rows from rows that were not trained on, as AUC: 0.5 is a guess. It is picked on one half of the rows and reported on the other.',
    'A high value is a leak. A low one is no proof of safety: an attacker may know more than these do.',
  ],
  'nearest-neighbor-attack': [
    'How well the distance to the nearest synthetic row tells training rows from others, as AUC: 0.5 is a guess.',
    'The simplest attack. Read the battery where there is one.',
  ],
  'log-ratio-attack': [
    'As the nearest-neighbour attack, but the distance is compared with that to rows the attacker knows.',
    'Stronger than the distance alone where some parts of the data are dense.',
  ],
  'density-ratio-attack': [
    'Whether the density of synthetic rows around a row is above that of rows the attacker knows (DOMIAS).',
    'Densities of many columns are rough estimates. Read it as one attack of several.',
  ],
  'likelihood-ratio-attack': [
    'Whether the synthetic rows near a row are likelier with it than without it (Gen-LRA).',
    'One attack of several.',
  ],
  'detector-attack': [
    'A classifier of synthetic rows against rows the attacker knows; what it takes for synthetic was likelier trained on.',
    'Finds overfitting that distances miss.',
  ],
  'subset-query-attack': [
    'Counts of rows that share random combinations of values, synthetic against known rows.',
    'Finds copied combinations of a few columns.',
  ],
  'shadow-attack': [
    'An attacker who has the generator trains copies of it with and without rows, and learns what a trained-on row looks like (Shokri).',
    'Among the strongest. It needs the generator itself.',
  ],
  'shadow-pool-attack': [
    'As the shadow models, with a large pool of generators and only the most exposed rows as targets.',
    'The strongest attack here, on the rows most at risk. It says nothing of ordinary rows.',
  ],
  'exact-copies': [
    'The share of synthetic rows that equal a training row.',
    'Where few values are possible even fresh real rows repeat some: read the ceiling.',
  ],
  'near-copies': [
    'The share of synthetic rows that nearly equal a training row.',
    'Depends on the distance: read the ceiling.',
  ],
  'distance-to-closest-record-share': [
    'The share of synthetic rows nearer to a training row than to a hold-out row; 0.5 where the generator does not remember.',
    'Known to miss leaks. Read attacks first.',
  ],
  'canary-audit': [
    'A lower bound on the privacy loss ε, from planted rows that an attacker guesses.',
    'A high bound is a leak. A low one only says that this audit found no more.',
  ],
  'singling-out': [
    'Whether a description made from synthetic rows singles out one training person, above what it does for others.',
    'The control attack on rows that were not trained on is subtracted; read the interval.',
  ],
  'attribute-inference': [
    'How well an attacker who knows the other columns of a person infers a secret one from synthetic rows.',
    'What real rows of others teach as well is knowledge of the world: read the ceiling.',
  ],
  'k-anonymity': [
    'The smallest group of rows that share the columns an outsider can know.',
    'Synthetic rows belong to nobody: a small group is a reason to look, not a leak.',
  ],
  'rare-values': [
    'The share of synthetic rows with a value that very few training rows have.',
    'Believe it for categories and texts. Fine numbers are always rare: read the hold-out beside it.',
  ],
  linkability: [
    'Whether synthetic rows help to link two parts of one person’s record, above what they do for others.',
    'Read the interval: few targets make it wide.',
  ],
  inference: [
    'Whether synthetic rows help to infer an unknown value of a training person, above what they do for others.',
    'What holds for everybody is knowledge, not a leak. That is why the control is subtracted.',
  ],
}

const general: readonly GlossaryEntry[] = [
  {
    term: 'Real rows (ceiling)',
    means:
      'The same measure of hold-out rows that pose as synthetic, at the same number of rows. No generator can be expected to do better.',
    believe:
      'A hold-out that shares rows with the training table flatters everything. Cut it off before anything looks at the data.',
  },
  {
    term: '95 % interval',
    means: 'Where the value would lie for other rows of the same source, in 95 of 100 cases.',
    believe: 'It covers the choice of rows, not a wrong choice of measure.',
  },
  {
    term: 'n',
    means: 'The number of synthetic rows that the value rests on.',
    believe: 'Many measures change with n. Compare values of the same n only.',
  },
]

/** What the measures of an evaluation mean, each once, after what all have in common. */
export function glossaryOf({ measured }: Evaluation): GlossaryEntry[] {
  const found = new Map<string, GlossaryEntry>()
  for (const { id, label } of measured) {
    for (const key of id.split('/')) {
      if (!Object.hasOwn(entries, key) || found.has(key)) continue
      const [means, believe, term = label] = entries[key]!
      found.set(key, { term, means, believe })
    }
  }
  return [...general, ...found.values()]
}
