import type { CodeModel, CodeRequest, CodeSample, DensityRun } from './code-model.ts'
import type { FittedColumn } from './fitted-column.ts'
import type { SampledChunk, SamplePlan } from './sample-tasks.ts'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, checkRun, createRng } from '@asdf/core'
import { threadCount } from '../threads/thread-count.ts'
import { createChunkRunner } from './chunk-runner.ts'
import { classShares } from './class-shares.ts'
import { noCode, shapeError } from './coded-column.ts'
import { createRooms } from './kernels/memory.ts'
import { checkThreads, runTasks } from './run-tasks.ts'
import { chunkParticles, chunkRows } from './sample-tasks.ts'
import { stateOf } from './state.ts'

/** The model of fitted columns, and of the first given the others. */
export function createCodeModel(columns: readonly FittedColumn[], closing: FittedColumn | null): CodeModel {
  return {
    figures: columns.map(({ figures }) => figures),
    sample: (count, request, run) => sampleCodes(columns, count, request, run),
    logProbability: (codes) => scoreCodes(columns, codes),
    firstGivenOthers(codes) {
      if (closing === null) return null
      checkAll('CodeModel.firstGivenOthers', columns, codes)
      return classShares(closing, columns.length, codes)
    },
    get state() {
      return stateOf(columns, closing)
    },
  }
}

async function sampleCodes(
  all: readonly FittedColumn[],
  count: number,
  { fixed: asked = [], candidates = 1, from: given = 0, to = all.length }: CodeRequest,
  run: DensityRun,
): Promise<CodeSample> {
  const where = 'CodeModel.sample'
  checkNumberOption(where, 'count', count, { integer: true, minimum: 0 })
  checkNumberOption(where, 'candidates', candidates, { integer: true, minimum: 1, maximum: 65_536 })
  checkNumberOption(where, 'to', to, { integer: true, minimum: 1, maximum: all.length })
  checkNumberOption(where, 'from', given, { integer: true, minimum: 0, maximum: to })
  checkThreads(where, run.threads)
  checkCodes(where, all, asked, count)
  const [columns, fixed] = [all.slice(0, to), asked.slice(0, to)]
  checkGiven(where, fixed, given)
  checkRun(where, run)
  const chunks = Math.ceil(count / chunkRows(candidates))
  const trees = columns.reduce((sum, { digits }) => sum + digits.reduce((all, one) => all + one.trees.length, 0), 0)
  const threads = Math.min(chunks, threadCount(run.threads ?? null, count * candidates * trees))
  const plan: SamplePlan = { columns, count, seed: run.seed, candidates, fixed, given }
  // Refuses a bad seed before any thread starts.
  createRng(run.seed)
  let done = 0
  const parts = await runTasks<SampledChunk>({
    job: { kind: 'density-sample', plan },
    count: chunks,
    threads,
    signal: run.signal,
    onResult: () => run.onProgress?.({ phase: 'sample', step: ++done, totalSteps: chunks }),
  })
  return joinChunks(columns.length, count, parts)
}

function checkGiven(where: string, fixed: readonly (Uint8Array | undefined)[], given: number): void {
  for (let index = 0; index < given; index++) {
    const row = fixed[index]?.indexOf(noCode) ?? 0
    if (row < 0) continue
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `${where}: column ${index} is before 'from', so it needs a code in every row`,
      {
        column: String(index),
        row: row + 1,
      },
    )
  }
}

function joinChunks(columnCount: number, count: number, parts: readonly SampledChunk[]): CodeSample {
  const logReach = new Float64Array(count)
  const columns = Array.from({ length: columnCount }, () => new Uint8Array(count))
  for (const { from, codes, logReach: reach } of parts) {
    logReach.set(reach, from)
    columns.forEach((out, index) => out.set(codes.subarray(index * reach.length, (index + 1) * reach.length), from))
  }
  return { columns, logReach }
}

function scoreCodes(columns: readonly FittedColumn[], codes: readonly Uint8Array[]): Float64Array {
  checkAll('CodeModel.logProbability', columns, codes)
  const count = codes[0]!.length
  const runner = createChunkRunner(columns, chunkParticles, createRooms())
  // Draws only what stands for unknown codes, in rows that are impossible anyway.
  const rng = createRng(0)
  const out = new Float64Array(count)
  for (let from = 0; from < count; from += chunkParticles) {
    const rows = Math.min(chunkParticles, count - from)
    const clamps = codes.map((column) => column.subarray(from, from + rows))
    out.set(runner.run({ rows, candidates: 1, clamps, rng }).logReach, from)
  }
  for (const column of codes) column.forEach((code, row) => code === noCode && (out[row] = -Infinity))
  return out
}

function checkAll(where: string, columns: readonly FittedColumn[], codes: readonly Uint8Array[]): void {
  if (codes.length !== columns.length) {
    throw shapeError(`${where}: needs every column of the model`, columns.length, codes.length)
  }
  checkCodes(where, columns, codes, codes[0]!.length)
}

function checkCodes(
  where: string,
  columns: readonly FittedColumn[],
  codes: readonly (Uint8Array | undefined)[],
  rows: number,
): void {
  if (codes.length > columns.length) throw shapeError(`${where}: too many columns`, columns.length, codes.length)
  for (const [index, column] of codes.entries()) {
    if (column === undefined) continue
    if (column.length !== rows) throw shapeError(`${where}: column ${index} has a wrong length`, rows, column.length)
    const { size } = columns[index]!
    const row = column.findIndex((code) => code >= size && code !== noCode)
    if (row < 0) continue
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `${where}: column ${index} has ${size} codes, got ${column[row]} in row ${row + 1}; use 255 for none`,
      { column: String(index), row: row + 1 },
    )
  }
}
