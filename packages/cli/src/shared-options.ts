import { Option } from 'commander'
import { models } from './models.ts'
import { collect, collectAssignment, delimiterName, wholeNumber } from './parse-arguments.ts'

export const mostEpochs = 1_000_000

export function modelOption(standard: string): Option {
  return new Option('-m, --model <name>', 'how to make rows').default(standard).choices(Object.keys(models))
}

export function modelList(): string {
  const lines = Object.entries(models).map(([name, { summary }]) => `  ${name.padEnd(20)} ${summary}`)
  return `\nModels:\n${lines.join('\n')}`
}

export function whereOption(): Option {
  const text = 'rows with these values only; SMOTE: one class; repeatable'
  return new Option('--where <column=value,...>', text).argParser(collectAssignment)
}

export function neighborsOption(): Option {
  const text = 'SMOTE models: neighbors that a row may be joined with'
  return new Option('--neighbors <count>', text).argParser(wholeNumber(1, 10_000))
}

export function csvOutputOption(): Option {
  return new Option(
    '-o, --output <file>',
    'CSV file to write, gzipped if it ends in .gz; - is standard output',
  ).default('-')
}

export function delimiterOption(): Option {
  const text =
    'what separates the cells that are written: comma, semicolon, tab or pipe (default: a tab in files that end in .tsv; ' +
    'synth: as in FILE; sample: a semicolon where decimals have commas, else a comma)'
  return new Option('--output-delimiter <name>', text).argParser(delimiterName)
}

export function epochsOption(): Option {
  const text = 'GAN models: times to go through the rows (default: 300; adaptive stops by itself, after 500 at most)'
  return new Option('--epochs <count>', text).argParser(wholeNumber(1, mostEpochs))
}

export function rulesOption(): Option {
  return new Option('--no-rules', 'let rows break the rules between columns that asdf inspect lists')
}

export function ruleOption(): Option {
  const text = "a rule that every row must keep: 'start <= end', 'a + b = c', 'zip -> region'; repeatable"
  return new Option('--rule <rule>', text).argParser(collect)
}

export function violationsOption(): Option {
  const text = 'rows of the file that break a --rule: leave them out, or learn from them (default: an error names them)'
  return new Option('--rule-violations <what>', text).choices(['drop', 'keep'])
}

export function privacyOption(): Option {
  return new Option(
    '--privacy <rows>',
    'forest models: how many rows stand behind everything that is learned, a quarter of them behind a value (of 4, one row), ' +
      'all of them in forest-flow; more give less away and less detail (default: 20, forest-flow 5)',
  ).argParser(wholeNumber(4, 1_000_000))
}

export function orderOption(): Option {
  const text =
    '--model forest: columns that come first, separated by commas; each is modelled on those before it (default: those ' +
    'that tell most); repeatable'
  return new Option('--order <columns>', text).argParser(collect)
}

export function keepSchemaOption(): Option {
  return new Option(
    '--keep-schema',
    'keep all categories and the exact bounds of the columns, of single rows too (default: only what 5 rows share)',
  )
}

export function positiveOption(): Option {
  return new Option(
    '--positive <class>',
    'of two classes, the one that PR AUC and the threshold are about (default: the rarer)',
  )
}

export function rareOption(): Option {
  return new Option('--minimum-class-rows <count>', 'leave out classes with fewer rows').argParser(wholeNumber(1))
}
