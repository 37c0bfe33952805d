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
 * comes along and on the very splits of seeds 1 to 5: `tools/peers/python/table_one.py`, scikit-learn 1.9.1 and
 * imbalanced-learn 0.14.2, 2026-11-24. The CTGAN row is of one split: SDV's CTGAN with
 * 300 epochs and scikit-learn's boosting; `tools/peers/python/ctgan_rows.py` and `table_one.py --ctgan` make it anew.
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
      rocAuc: [0.9812, 0.0051],
      averagePrecision: [0.9021, 0.0253],
      macroF1: [0.9422, 0.0115],
      macroF1AtThreshold: [0.9354, 0.0127],
      expectedCalibrationError: [0.0041, 0.0007],
    },
    fullPrevalence: {
      rocAuc: [0.9812, 0.0051],
      averagePrecision: [0.8365, 0.0342],
      macroF1: [0.8632, 0.0342],
      macroF1AtThreshold: [0.8566, 0.0366],
      expectedCalibrationError: [0.001, 0.0003],
    },
  },
  {
    method: 'scikit-learn: TRTR, forest',
    raw: {
      rocAuc: [0.9679, 0.0155],
      averagePrecision: [0.8881, 0.0271],
      macroF1: [0.9399, 0.0115],
      macroF1AtThreshold: [0.9397, 0.0132],
      expectedCalibrationError: [0.0029, 0.0005],
    },
    fullPrevalence: {
      rocAuc: [0.9679, 0.0155],
      averagePrecision: [0.8249, 0.034],
      macroF1: [0.8564, 0.0319],
      macroF1AtThreshold: [0.872, 0.0318],
      expectedCalibrationError: [0.0047, 0.0004],
    },
  },
  {
    method: 'scikit-learn, imblearn: SMOTE + RF',
    raw: {
      rocAuc: [0.9809, 0.0093],
      averagePrecision: [0.895, 0.02],
      macroF1: [0.9433, 0.0104],
      macroF1AtThreshold: [0.9467, 0.007],
      expectedCalibrationError: [0.0153, 0.0013],
    },
    fullPrevalence: {
      rocAuc: [0.9809, 0.0093],
      averagePrecision: [0.7777, 0.1222],
      macroF1: [0.8216, 0.0408],
      macroF1AtThreshold: [0.8889, 0.0334],
      expectedCalibrationError: [0.0178, 0.0012],
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
