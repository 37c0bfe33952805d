/** What rows of public data sets keep, as `score_rules.py` reads it, and the column to predict. */
export interface RuleFile {
  readonly target?: string
  readonly drop?: readonly string[]
  readonly rules: readonly string[]
}

const stock = [
  "le('Low', 'Open')",
  "le('Low', 'Close')",
  "le('Open', 'High')",
  "le('Close', 'High')",
  "same('Close', 'Adj_Close')",
]

/** By the name that `--file` gives: those that are not in the catalog must be fetched by the reader. */
export const ruleFiles: Readonly<Record<string, RuleFile>> = {
  stock: { rules: stock },
  energy: {
    target: 'Appliances',
    rules: ["same('rv1', 'rv2')", "le('Tdewpoint', 'T_out')"],
  },
  insurance: { target: 'charges', rules: [] },
  adult: {
    rules: [
      "decides('education_num', 'education')",
      "goes(null('workclass'), null('occupation'))",
      "goes(number('capital_gain') > 0, number('capital_loss') == 0)",
    ],
  },
  fraud: { rules: [] },
  admissions: {
    drop: ['row_id', 'hadm_id'],
    rules: [
      "le('admittime', 'dischtime')",
      "le('edregtime', 'edouttime')",
      "same_state(null('edregtime'), null('edouttime'))",
      "same_state(null('deathtime'), text('hospital_expire_flag') == '0')",
    ],
  },
}
