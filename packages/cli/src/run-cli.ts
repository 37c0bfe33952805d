import type { AdaptOptions } from './commands/adapt.ts'
import type { CompareOptions } from './commands/compare.ts'
import type { DemoOptions } from './commands/demo.ts'
import type { EvaluateOptions } from './commands/evaluate.ts'
import type { ExportOptions } from './commands/export.ts'
import type { FitOptions } from './commands/fit.ts'
import type { InspectOptions } from './commands/inspect.ts'
import type { SampleModelOptions } from './commands/sample.ts'
import type { SynthOptions } from './commands/synth.ts'
import type { CommandContext, CommonOptions } from './context.ts'
import type { ExitCode } from './failure.ts'
import type { Terminal } from './terminal.ts'
import { createRequire } from 'node:module'
import { Command, CommanderError, Option } from 'commander'
import { describeFailure, exitCodes, Interrupted, OutputClosed } from './failure.ts'
import { classifierNames, methodNames } from './methods.ts'
import { models } from './models.ts'
import {
  collect,
  collectAssignment,
  commaList,
  delimiterName,
  formatAssignment,
  kindAssignment,
  numberBetween,
  ratioAssignment,
  roleAssignment,
  wholeNumber,
} from './parse-arguments.ts'
import { guarded } from './terminal.ts'

const defaultSeed = 1
const mostRows = 1_000_000_000
const mostEpochs = 1_000_000
const mostSteps = 10_000_000
const mostSplits = 10_000

// Beside both `src` and `dist`.
const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string }

const examples = `
Examples:
  asdf inspect data.csv                              the type inferred for each column
  asdf synth data.csv -o out.csv                     as many synthetic rows as it has
  asdf synth data.csv --rows 500 --where label=yes,city=Bern -o new.csv
                                                     500 synthetic rows with these values
  asdf synth data.csv --rule 'start <= end' -o out.csv
                                                     rows that keep a rule, beside those that are found
  asdf synth data.csv --audit -o out.csv             and what they give away of the real ones
  asdf synth data.csv --target label --balance -o out.csv
                                                     the table, balanced with synthetic rows
  asdf fit data.csv -o data.asdf                     a model to keep, without the rows it was learned from
  asdf sample data.asdf --rows 500 -o new.csv        rows of that model
  asdf compare data.csv --target label               is it worth it? real data against made data, on a holdout
  asdf adapt data.csv --target label                 oversample the classes that the model fails on, epoch by epoch
  asdf demo                                          all of it on the card-fraud data that comes along

FILE is a CSV file, plain or gzipped, - for standard input, or the name of a data set (asdf datasets).
Column names in options may hold commas and equals signs: --drop 'a,b' --where 'a,b=x,c=y' --kind 'c=d=text'.`

/**
 * Runs the `asdf` command with these arguments and gives its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
 * Never throws and never prints a stack trace, unless `ASDF_DEBUG` is set.
 */
export async function runCli(args: readonly string[], shown: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const terminal = guarded(shown)
  try {
    await createProgram({ terminal, signal }).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (signal.reason instanceof OutputClosed) return exitCodes.done
    const failure = describeFailure(signal.reason instanceof Interrupted ? signal.reason : error)
    terminal.err(`asdf: ${failure.message}\n`)
    if (process.env['ASDF_DEBUG'] !== undefined && error instanceof Error) terminal.err(`${error.stack}\n`)
    return failure.code
  }
}

function createProgram(context: CommandContext): Command {
  const program = new Command('asdf')
    .description('Synthetic data for tables: look at a file, make rows like its own, measure what they are worth.')
    .version(manifest.version)
    .addHelpText('after', examples)
    .showHelpAfterError('(asdf --help and asdf COMMAND --help say more)')
    .exitOverride()
    .configureOutput({ writeOut: context.terminal.out, writeErr: context.terminal.err })
  addInspect(program, context)
  addSynth(program, context)
  addFit(program, context)
  addSample(program, context)
  addExport(program, context)
  addEvaluate(program, context)
  addCompare(program, context)
  addAdapt(program, context)
  addDemo(program, context)
  addDatasets(program, context)
  return program
}

function addInspect(program: Command, context: CommandContext): void {
  dataCommand(program, 'inspect', 'Show the type inferred for each column of a table').action(
    async (name: string, options: InspectOptions) =>
      (await import('./commands/inspect.ts')).inspect(context, name, options),
  )
}

function addSynth(program: Command, context: CommandContext): void {
  dataCommand(program, 'synth', 'Make synthetic rows, or a table balanced with them')
    .addOption(modelOption('forest'))
    .option(
      '-n, --rows <count>',
      'write this many synthetic rows (default: as many as the table has)',
      wholeNumber(0, mostRows),
    )
    .option('--balance', 'write the table and the rows that the classes of the target lack (default of SMOTE models)')
    .option('--ratio <class=ratio>', 'rows of a class for each row of the largest class; repeatable', ratioAssignment)
    .addOption(whereOption())
    .addOption(epochsOption())
    .addOption(privacyOption())
    .addOption(orderOption())
    .addOption(keepSchemaOption())
    .addOption(neighborsOption())
    .addOption(rulesOption())
    .addOption(ruleOption())
    .addOption(violationsOption())
    .option('--audit', 'measure what the rows give away of the real ones, on a fifth of the table that is set aside')
    .option('--holdout <file>', 'with --audit: real rows to measure on instead, of the same columns')
    .option('-s, --seed <number>', 'same seed, same rows', wholeNumber(0), defaultSeed)
    .addOption(csvOutputOption())
    .addOption(delimiterOption())
    .option('--escape-formulas', 'put an apostrophe before texts that a spreadsheet would run, such as =1+1')
    .addHelpText('after', modelList())
    .action(async (name: string, options: SynthOptions) =>
      (await import('./commands/synth.ts')).synth(context, name, options),
    )
}

function addFit(program: Command, context: CommandContext): void {
  dataCommand(program, 'fit', 'Learn a model of a table and keep it in a file')
    .addOption(modelOption('forest'))
    .addOption(epochsOption())
    .addOption(privacyOption())
    .addOption(orderOption())
    .addOption(keepSchemaOption())
    .addOption(neighborsOption())
    .addOption(rulesOption())
    .addOption(ruleOption())
    .addOption(violationsOption())
    .option(
      '--with-training-rows',
      'SMOTE models: agree that the file holds the training rows, from which such a model makes others',
    )
    .option('-s, --seed <number>', 'same seed, same model', wholeNumber(0), defaultSeed)
    .option('--checkpoint <file>', 'GAN models: save the training there every 10 epochs')
    .option('--resume <file>', 'GAN models: go on from a checkpoint of the same rows, options and seed')
    .option('--loss-plot <file>', 'GAN models: draw the losses there, as SVG')
    .requiredOption('-o, --output <file>', 'file to write: arrays in the safetensors layout, and JSON')
    .addHelpText('after', modelList())
    .action(async (name: string, options: FitOptions) =>
      (await import('./commands/fit.ts')).fit(context, name, options),
    )
}

function addSample(program: Command, context: CommandContext): void {
  const command = program.command('sample').description('Make synthetic rows with a model that asdf fit wrote')
  commonOptions(command.argument('<MODEL>', 'a file that asdf fit wrote'))
    .requiredOption('-n, --rows <count>', 'write this many rows', wholeNumber(0, mostRows))
    .addOption(whereOption())
    .option('-s, --seed <number>', 'same model and seed, same rows', wholeNumber(0), defaultSeed)
    .addOption(csvOutputOption())
    .addOption(delimiterOption())
    .option('--escape-formulas', 'put an apostrophe before texts that a spreadsheet would run, such as =1+1')
    .action(async (path: string, options: SampleModelOptions) =>
      (await import('./commands/sample.ts')).sample(context, path, options),
    )
}

function addExport(program: Command, context: CommandContext): void {
  const command = program.command('export').description('Write a GAN as an ONNX file that any language can sample')
  commonOptions(command.argument('<MODEL>', 'a file that asdf fit wrote'))
    .requiredOption('-o, --output <file>', 'file to write; what to feed it and what comes out goes into FILE.json')
    .action(async (path: string, options: ExportOptions) =>
      (await import('./commands/export.ts')).exportModel(context, path, options),
    )
}

function addCompare(program: Command, context: CommandContext): void {
  dataCommand(program, 'compare', 'Train on real, augmented and synthetic rows, test on the same real rows')
    .option('--methods <list>', `which rows of the table, of ${methodNames.join(', ')}`, commaList(methodNames), [
      'trtr',
      'trtr-rf',
      'smote-rf',
      'forest-gbm',
    ])
    .addOption(epochsOption())
    .addOption(rulesOption())
    .addOption(ruleOption())
    .addOption(violationsOption())
    .option('--seeds <count>', 'how many splits, each with its own seed', wholeNumber(1, mostSplits), 5)
    .option('-s, --seed <number>', 'seed of the first split', wholeNumber(0), defaultSeed)
    .addOption(positiveOption())
    .addOption(rareOption())
    .action(async (name: string, options: CompareOptions) =>
      (await import('./commands/compare.ts')).compare(context, name, options),
    )
}

function addEvaluate(program: Command, context: CommandContext): void {
  const command = program
    .command('evaluate')
    .description('Measure the rows of a file beside real ones, whoever made them')
  readingOptions(
    command
      .requiredOption('--train <file>', 'the rows that the model learned from')
      .requiredOption('--holdout <file>', 'real rows that it never saw')
      .requiredOption('--synthetic <file>', 'the rows to measure'),
  )
    .option('-s, --seed <number>', 'same seed, same figures', wholeNumber(0), defaultSeed)
    .action(async (options: EvaluateOptions) => (await import('./commands/evaluate.ts')).evaluate(context, options))
}

function addAdapt(program: Command, context: CommandContext): void {
  dataCommand(program, 'adapt', 'Train a boosted model that gets synthetic rows of the classes it fails on')
    .addOption(modelOption('smote'))
    .addOption(privacyOption())
    .addOption(rulesOption())
    .addOption(ruleOption())
    .addOption(violationsOption())
    .option('--threshold <F1>', 'classes with an F1 below it get synthetic rows', numberBetween(0, 1), 0.9)
    .option('--epochs <count>', 'epochs to train the classifier', wholeNumber(1, mostEpochs), 30)
    .option(
      '--warm-up <steps>',
      'adaptive: steps to train it before the first epoch (default: 1000)',
      wholeNumber(1, mostSteps),
    )
    .option('--steps <count>', 'adaptive: steps to train it between epochs (default: 100)', wholeNumber(1, mostSteps))
    .option('--batches <count>', 'batches in an epoch', wholeNumber(1, 100_000), 1)
    .option(
      '--maximum-ratio <ratio>',
      'most rows of a class for each real row of the largest',
      numberBetween(0, 100),
      1,
    )
    .addOption(
      new Option(
        '--teacher <classifier>',
        'learns from the real rows, and gives synthetic rows the probabilities of their classes as labels: boosting or a random forest',
      ).choices(classifierNames),
    )
    .option('-s, --seed <number>', 'same seed, same run', wholeNumber(0), defaultSeed)
    .addOption(positiveOption())
    .addOption(rareOption())
    .option('--log <file>', 'log of every draw, batch and epoch, as JSON Lines', 'asdf-adapt.jsonl')
    .action(async (name: string, options: AdaptOptions) =>
      (await import('./commands/adapt.ts')).adaptTable(context, name, options),
    )
}

function addDemo(program: Command, context: CommandContext): void {
  commonOptions(program.command('demo').description('Compare, adapt and sum up, on the card-fraud data'))
    .option('--seeds <count>', 'how many splits, each with its own seed', wholeNumber(1, mostSplits), 5)
    .option('--log <file>', 'log of the first adaptive run, as JSON Lines', 'asdf-adapt.jsonl')
    .action(async (options: DemoOptions) => (await import('./commands/demo.ts')).demo(context, options))
}

function addDatasets(program: Command, context: CommandContext): void {
  commonOptions(program.command('datasets').description('List the data sets that come along')).action(
    async (options: CommonOptions) => (await import('./commands/datasets.ts')).datasets(context, options),
  )
}

function dataCommand(program: Command, name: string, description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument('<FILE>', 'a CSV file, - for standard input, or the name of a data set')
  return readingOptions(command)
}

/** How a table is read. */
function readingOptions(command: Command): Command {
  command
    .option('-t, --target <column>', 'the column to predict, whose values are the classes')
    .option('--role <column=role>', 'feature, identifier, sensitive or weight; repeatable', roleAssignment)
    .option('--kind <column=kind>', 'numeric, categorical, text, datetime or boolean; repeatable', kindAssignment)
    .option(
      '--date-format <column=format>',
      'how its dates are written, such as dd/mm/yyyy; repeatable',
      formatAssignment,
    )
    .option('--drop <columns>', 'columns to leave out, separated by commas; repeatable', collect)
    .option('--null <text>', 'a spelling of missing values, beside the usual ones; repeatable', collect)
    .addOption(
      new Option(
        '--strays <what>',
        'a few words in a column of numbers or datetimes: refuse, read as missing, or keep as text',
      ).choices(['error', 'null', 'keep']),
    )
    .addOption(
      new Option('--decimal-mark <mark>', 'of numbers that can be read in two ways, such as 1,234').choices(['.', ',']),
    )
    .option('--header', 'the first line names the columns, even if it looks like values')
    .option('--no-header', 'the first line is a row; the columns are called column1, column2 …')
    .option('--number-duplicates', 'call the second of two columns named a a_2, instead of refusing them')
    .option('--encoding <name>', 'encoding of the file, such as windows-1252 or euc-kr (default: UTF-8)')
    .option('--part <name>', 'part of a data set that has several, such as test')
  return commonOptions(command)
}

function modelOption(standard: string): Option {
  return new Option('-m, --model <name>', 'how to make rows').default(standard).choices(Object.keys(models))
}

function modelList(): string {
  const lines = Object.entries(models).map(([name, { summary }]) => `  ${name.padEnd(20)} ${summary}`)
  return `\nModels:\n${lines.join('\n')}`
}

function whereOption(): Option {
  const text = 'rows with these values only; SMOTE: one class; repeatable'
  return new Option('--where <column=value,...>', text).argParser(collectAssignment)
}

function neighborsOption(): Option {
  const text = 'SMOTE models: neighbors that a row may be joined with'
  return new Option('--neighbors <count>', text).argParser(wholeNumber(1, 10_000))
}

function csvOutputOption(): Option {
  return new Option(
    '-o, --output <file>',
    'CSV file to write, gzipped if it ends in .gz; - is standard output',
  ).default('-')
}

function delimiterOption(): Option {
  const text =
    'what separates the cells that are written: comma, semicolon, tab or pipe (default: a tab in files that end in .tsv; ' +
    'synth: as in FILE; sample: a semicolon where decimals have commas, else a comma)'
  return new Option('--output-delimiter <name>', text).argParser(delimiterName)
}

function epochsOption(): Option {
  const text = 'GAN models: times to go through the rows (default: 300; adaptive stops by itself, after 500 at most)'
  return new Option('--epochs <count>', text).argParser(wholeNumber(1, mostEpochs))
}

function rulesOption(): Option {
  return new Option('--no-rules', 'let rows break the rules between columns that asdf inspect lists')
}

function ruleOption(): Option {
  const text = "a rule that every row must keep: 'start <= end', 'a + b = c', 'zip -> region'; repeatable"
  return new Option('--rule <rule>', text).argParser(collect)
}

function violationsOption(): Option {
  const text = 'rows of the file that break a --rule: leave them out, or learn from them (default: an error names them)'
  return new Option('--rule-violations <what>', text).choices(['drop', 'keep'])
}

function privacyOption(): Option {
  return new Option(
    '--privacy <rows>',
    'forest models: how many rows stand behind everything that is learned, a quarter of them behind a value (of 4, one row), ' +
      'all of them in forest-flow; more give less away and less detail (default: 20, forest-flow 5)',
  ).argParser(wholeNumber(4, 1_000_000))
}

function orderOption(): Option {
  const text =
    '--model forest: columns that come first, separated by commas; each is modelled on those before it (default: those ' +
    'that tell most); repeatable'
  return new Option('--order <columns>', text).argParser(collect)
}

function keepSchemaOption(): Option {
  return new Option(
    '--keep-schema',
    'keep all categories and the exact bounds of the columns, of single rows too (default: only what 5 rows share)',
  )
}

function positiveOption(): Option {
  return new Option(
    '--positive <class>',
    'of two classes, the one that PR AUC and the threshold are about (default: the rarer)',
  )
}

function rareOption(): Option {
  return new Option('--minimum-class-rows <count>', 'leave out classes with fewer rows').argParser(wholeNumber(1))
}

function commonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document for machines')
    .option('-q, --quiet', 'print results and errors only')
}
