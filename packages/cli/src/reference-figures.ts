/** Mean, and standard deviation where it is known. */
export type ReferenceFigure = readonly [mean: number, deviation?: number]

/** Figures of others for one row of the comparison, by the keys of a row's scores. */
export interface ReferenceRow {
  readonly method: string
  readonly raw: Readonly<Record<string, ReferenceFigure>>
  readonly fullPrevalence: Readonly<Record<string, ReferenceFigure>>
}

/**
 * What the paper expects (its Table I, without saying at which prevalence), and what Python peers score on the data that
 * comes along: `tools/peers/python/table_one.py`, scikit-learn 1.9.1 and imbalanced-learn 0.14.2, seeds 1 to 5,
 * 2026-11-23. The CTGAN row is one split, of SDV's CTGAN with 300 epochs and scikit-learn's boosting.
 */
export const fraudReferences: readonly ReferenceRow[] = [
  {
    method: 'paper, expected: TRTR',
    raw: { rocAuc: [0.978], macroF1: [0.891], expectedCalibrationError: [0.021] },
    fullPrevalence: {},
  },
  {
    method: 'paper, expected: SMOTE + RF',
    raw: { rocAuc: [0.921], macroF1: [0.834], expectedCalibrationError: [0.048] },
    fullPrevalence: {},
  },
  {
    method: 'paper, expected: CTGAN + GBM',
    raw: { rocAuc: [0.951], macroF1: [0.862], expectedCalibrationError: [0.035] },
    fullPrevalence: {},
  },
  {
    method: 'paper, expected: ASDF',
    raw: { rocAuc: [0.969], macroF1: [0.883], expectedCalibrationError: [0.026] },
    fullPrevalence: {},
  },
  {
    method: 'scikit-learn: TRTR, boosting',
    raw: {
      rocAuc: [0.9862, 0.0061],
      averagePrecision: [0.9249, 0.024],
      macroF1: [0.9544, 0.011],
      macroF1AtThreshold: [0.9554, 0.0134],
      expectedCalibrationError: [0.0035, 0.001],
    },
    fullPrevalence: {
      rocAuc: [0.9862, 0.0061],
      averagePrecision: [0.8438, 0.0942],
      macroF1: [0.9204, 0.0708],
      macroF1AtThreshold: [0.9042, 0.0717],
      expectedCalibrationError: [0.0006, 0.0008],
    },
  },
  {
    method: 'scikit-learn: TRTR, forest',
    raw: {
      rocAuc: [0.9778, 0.0079],
      averagePrecision: [0.9156, 0.0217],
      macroF1: [0.953, 0.0107],
      macroF1AtThreshold: [0.9538, 0.0107],
      expectedCalibrationError: [0.0029, 0.0007],
    },
    fullPrevalence: {
      rocAuc: [0.9778, 0.0079],
      averagePrecision: [0.8534, 0.0583],
      macroF1: [0.9122, 0.0679],
      macroF1AtThreshold: [0.9092, 0.0592],
      expectedCalibrationError: [0.0046, 0.0003],
    },
  },
  {
    method: 'scikit-learn, imblearn: SMOTE + RF',
    raw: {
      rocAuc: [0.986, 0.0063],
      averagePrecision: [0.9199, 0.0257],
      macroF1: [0.9506, 0.0117],
      macroF1AtThreshold: [0.9472, 0.0099],
      expectedCalibrationError: [0.0153, 0.0019],
    },
    fullPrevalence: {
      rocAuc: [0.986, 0.0063],
      averagePrecision: [0.8135, 0.1505],
      macroF1: [0.8498, 0.0556],
      macroF1AtThreshold: [0.9088, 0.0588],
      expectedCalibrationError: [0.0175, 0.0016],
    },
  },
  {
    method: 'SDV CTGAN + boosting',
    raw: {
      rocAuc: [0.978],
      averagePrecision: [0.85],
      macroF1: [0.77],
      macroF1AtThreshold: [0.888],
      expectedCalibrationError: [0.03],
    },
    fullPrevalence: {
      averagePrecision: [0.694],
      macroF1: [0.544],
      macroF1AtThreshold: [0.845],
      expectedCalibrationError: [0.034],
    },
  },
]
