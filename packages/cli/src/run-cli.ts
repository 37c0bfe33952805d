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
import {
  collect,
  commaList,
  formatAssignment,
  kindAssignment,
  numberBetween,
  ratioAssignment,
  roleAssignment,
  threeWeights,
  wholeNumber,
} from './parse-arguments.ts'
import {
  csvOutputOption,
  delimiterOption,
  epochsOption,
  keepSchemaOption,
  modelList,
  modelOption,
  mostEpochs,
  neighborsOption,
  orderOption,
  positiveOption,
  privacyOption,
  rareOption,
  ruleOption,
  rulesOption,
  violationsOption,
  whereOption,
} from './shared-options.ts'
import { guarded } from './terminal.ts'

const defaultSeed = 1
const mostRows = 1_000_000_000
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
  asdf evaluate --train a.csv --holdout b.csv --synthetic new.csv --target label --html report.html
                                                     what rows are worth and give away, beside real ones
  asdf compare data.csv --target label               is it worth it? real data against made data, on a holdout
  asdf adapt data.csv --target label                 oversample the classes that the model fails on, epoch by epoch
  asdf demo                                          all of it on the card-fraud data that comes along

FILE is a CSV file, plain or gzipped, - for standard input, or the name of a data set (asdf datasets).
Column names in options may hold commas and equals signs: --drop 'a,b' --where 'a,b=x,c=y' --kind 'c=d=text'.`

/**
 * Runs the `asdf` command with these arguments and gives its exit code: 0 done, 1 failed, 2 wrong usage, 3 bounds that are
 * not met, 130 interrupted.
 * Never throws and never prints a stack trace, unless `ASDF_DEBUG` is set.
 */
export async function runCli(args: readonly string[], shown: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const terminal = guarded(shown)
  try {
    await createProgram({ terminal, signal, args, version: manifest.version }).parseAsync(args, { from: 'user' })
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
    .option(
      '--report <file>',
      'measure everything that asdf evaluate does in the same way, as a page to read in a browser',
    )
    .option('--holdout <file>', 'with --audit or --report: real rows to measure on instead, of the same columns')
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
    .option('--sensitive <columns>', 'columns whose groups are compared, beside those of the role; repeatable', collect)
    .option('--weights <a,b,c>', 'shares of fidelity, diversity and privacy in Q (default: thirds)', threeWeights)
    .option(
      '--require <bounds>',
      "bounds that must hold, such as 'q>=0.8,attack-auc<=0.55,broken-rules<=0.01': else exit code 3; repeatable",
      collect,
    )
    .option('--html <file>', 'write a report to read in a browser, one file without scripts and without real rows')
    .option('--markdown [file]', 'write the report as text; without FILE instead of the table')
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

function commonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document for machines')
    .option('-q, --quiet', 'print results and errors only')
}
