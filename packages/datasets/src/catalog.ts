/** One file of a data set, as it ships in this package. */
export interface DatasetFile {
  /** Which part of the data it holds, such as `train`; the first part's schema is everyone's. */
  readonly part: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
}

/** What is known about a data set before it is read. */
export interface DatasetInfo {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly target: string
  readonly columns: number
  readonly files: readonly [DatasetFile, ...DatasetFile[]]
  readonly licence: string
  readonly citation: string
  readonly source: string
  /** How many rows of the full data a row of each class stands for, where the file is a thinned sample of them. */
  readonly rowsPerRow?: Readonly<Record<string, number>>
}

/** The data sets that ship in this package, by name. */
export const datasetCatalog: readonly DatasetInfo[] = [
  {
    name: 'fraud',
    title: 'Credit card fraud (ULB), a subset',
    description:
      'European card transactions of two days in September 2013: Time, V1 … V28 (principal components), Amount, Class. ' +
      'All 492 frauds and 23,463 of the 284,315 legitimate transactions, drawn uniformly, sorted by Time; 19 frauds ' +
      'are repeats, as in the original.',
    target: 'Class',
    columns: 31,
    files: [
      {
        part: 'all',
        file: 'fraud.csv.gz',
        bytes: 5798882,
        sha256: '677b0505cfccb2ec3f31bbd3b662147509e7963358e6dbc9f07acbf05ed455bc',
        rows: 23955,
      },
    ],
    licence: 'ODbL 1.0 (database), DbCL 1.0 (contents)',
    citation:
      'A. Dal Pozzolo, O. Caelen, R. A. Johnson, G. Bontempi, "Calibrating Probability with Undersampling for Unbalanced ' +
      'Classification", IEEE CIDM 2015, pp. 159–166',
    source: 'https://www.kaggle.com/datasets/mlg-ulb/creditcardfraud',
    rowsPerRow: { '0': 284315 / 23463, '1': 1 },
  },
  {
    name: 'adult',
    title: 'Adult (Census income)',
    description:
      'Does a person earn more than 50,000 dollars a year? US census of 1994, with the official parts train and test; ' +
      'missing values are written ?.',
    target: 'income',
    columns: 15,
    files: [
      {
        part: 'train',
        file: 'adult-train.csv.gz',
        bytes: 398782,
        sha256: 'a833df349bf96e939cb2de65a084d3a21cd64c4781a95551430453ac6892bb3b',
        rows: 32561,
      },
      {
        part: 'test',
        file: 'adult-test.csv.gz',
        bytes: 200044,
        sha256: '8b1e351af7a41f3745edeff5bf1aaf280319e11af13ee030b230d8ad83115396',
        rows: 16281,
      },
    ],
    licence: 'CC BY 4.0',
    citation: 'B. Becker, R. Kohavi, "Adult", UCI Machine Learning Repository, 1996, doi:10.24432/C5XW20',
    source: 'https://archive.ics.uci.edu/dataset/2/adult',
  },
  {
    name: 'mammography',
    title: 'Mammography microcalcifications',
    description: 'Six measures of image regions; 260 of 11,183 are microcalcifications (class 1): strongly imbalanced.',
    target: 'class',
    columns: 7,
    files: [
      {
        part: 'all',
        file: 'mammography.csv.gz',
        bytes: 161847,
        sha256: '11419908e5520e10d75c8464558ee1dbcc0ad9a37ae3599262086fe9d27168fb',
        rows: 11183,
      },
    ],
    licence: 'public (OpenML 310)',
    citation:
      'K. Woods, C. Doss, K. Bowyer, J. Solka, C. Priebe, P. Kegelmeyer, "Comparative Evaluation of Pattern Recognition ' +
      'Techniques for Detection of Microcalcifications in Mammography", IJPRAI 7(6), 1993',
    source: 'https://www.openml.org/d/310',
  },
  {
    name: 'pima-diabetes',
    title: 'Pima Indians diabetes',
    description: 'Eight measures of 768 women; the outcome is diabetes within five years (34.9 %).',
    target: 'outcome',
    columns: 9,
    files: [
      {
        part: 'all',
        file: 'pima-diabetes.csv.gz',
        bytes: 8827,
        sha256: 'c2d2bb9e54f6ec1f3580e281662e682f435dff581dbd9c39388ce22ef99cd6d9',
        rows: 768,
      },
    ],
    licence: 'CC0 (NIDDK)',
    citation:
      'J. W. Smith, J. E. Everhart, W. C. Dickson, W. C. Knowler, R. S. Johannes, "Using the ADAP Learning Algorithm to ' +
      'Forecast the Onset of Diabetes Mellitus", Proc. SCAMC 1988, pp. 261–265',
    source: 'https://www.kaggle.com/datasets/uciml/pima-indians-diabetes-database',
  },
  {
    name: 'german-credit',
    title: 'German credit (Statlog)',
    description: 'Twenty attributes of 1,000 loan applicants, mostly categorical; class 1 is good, 2 bad (30 %).',
    target: 'class',
    columns: 21,
    files: [
      {
        part: 'all',
        file: 'german-credit.csv.gz',
        bytes: 12996,
        sha256: '60c106014f47de60fedd47e970fa31fa326d514a19af9169f02353308c9a7005',
        rows: 1000,
      },
    ],
    licence: 'CC BY 4.0',
    citation: 'H. Hofmann, "Statlog (German Credit Data)", UCI Machine Learning Repository, 1994, doi:10.24432/C5NC77',
    source: 'https://archive.ics.uci.edu/dataset/144/statlog+german+credit+data',
  },
]
