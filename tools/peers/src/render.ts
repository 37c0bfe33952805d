import type { Profiles } from './profile.ts'
import type { Machine, Quality, Results, SideResult, WorkResult } from './result.ts'
import type { Work } from './work.ts'
import { judge } from './bars.ts'
import { busyShare } from './machine.ts'
import { renderProfiles } from './render-profiles.ts'
import { compareTimes, judgedSeconds, medianQuality, summarize } from './statistics.ts'

const busyNote =
  'Rows marked (busy) were measured while other work took much of the machine, and should be measured again.'

const qualityHeading = [
  '## How good the rows of synthesizers are',
  '',
  'On held-out rows. Figures are medians (lowest to highest), or means ± standard deviations. The tables are those of',
  '[synthesizers.md](synthesizers.md), which says what the figures are, how they came about and what to make of them.',
]

/**
 * The page `docs/benchmarks.md`: one table of times, the tables of quality, where steps spend their time, and for each work how
 * its row came about.
 */
export function renderPage(
  works: readonly Work[],
  results: Results,
  profiles: Profiles = {},
  quality: readonly string[] = [],
): string {
  const known = works.flatMap((work) => (results[work.id] ? [{ work, result: results[work.id]! }] : []))
  const missing = works.filter(({ id }) => !results[id]).map(({ title }) => title)
  return [
    '# Benchmarks',
    '',
    'Ours and the best-known Python implementation of the same work, on the same files, in turns on the same machine.',
    'Made by `pnpm bench` (see `tools/peers`); do not edit. Times are medians, with the fastest and slowest call in',
    'brackets; a ratio below one means that ours is faster. Every process does its work once cold and then several times',
    'warm; times and ratios are of the warm calls where there are any.',
    ...(known.some(({ result }) => busy(result) !== '') ? [busyNote] : []),
    '',
    '| work | peer | ours | peer’s | ratio | bar | met |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...known.map(({ work, result }) => renderRow(work, result)),
    ...(missing.length === 0 ? [] : ['', `Not measured yet: ${missing.join('; ')}.`]),
    ...(quality.length === 0 ? [] : ['', ...qualityHeading, ...quality]),
    ...renderProfiles(works, profiles),
    '',
    '## How each row came about',
    ...known.flatMap(({ work, result }) => renderDetails(work, result)),
    '',
  ].join('\n')
}

function renderRow(work: Work, result: WorkResult): string {
  const { ours, theirs } = result
  const verdicts = work.bars.map((bar) => judge(bar, result))
  const cells = [
    work.title,
    work.peer === null ? '–' : `${work.peer.library} ${result.machine.versions[work.peer.library] ?? ''}`,
    renderTimes(ours),
    theirs === null ? '–' : renderTimes(theirs),
    theirs === null ? '–' : formatRatio(compareTimes(ours.rounds, theirs.rounds).ofMedians) + busy(result),
    verdicts.map(({ bar }) => bar).join('; ') || 'for information',
    verdicts.map(({ met, found }) => (met ? 'yes' : `**no** (${found})`)).join('; ') || '–',
  ]
  return `| ${cells.join(' | ')} |`
}

function busy({ otherLoad }: WorkResult): string {
  return otherLoad > busyShare ? ' (busy)' : ''
}

function renderDetails(work: Work, result: WorkResult): string[] {
  const { ours, theirs, machine } = result
  const library = work.peer && `${work.peer.library} ${machine.versions[work.peer.library]}`
  const verdicts = work.bars.map((bar) => judge(bar, result))
  return [
    '',
    `### ${work.title}`,
    '',
    `- Command: \`pnpm bench -- --only ${work.id}\`, which started${theirs === null ? '' : ' in turns'}, ${times(ours.rounds.length)}:`,
    `  - \`${ours.command}\``,
    ...(theirs === null ? [] : [`  - \`${theirs.command}\``]),
    `- Input: ${result.input} (${formatMegabytes(result.inputMegabytes)}).`,
    `- Ours: \`${work.call}\`, built packages in plain Node.`,
    ...(work.peer ? [`- Peer: \`${work.peer.call}\`, ${library}.`] : []),
    ...(work.published === undefined ? [] : [`- Published: ${work.published}.`]),
    ...(verdicts.length === 0 ? [] : [`- Found: ${verdicts.map(describeVerdict).join('; ')}.`]),
    ...(theirs === null ? [] : [renderRatios(ours, theirs)]),
    `- First, cold call: ours ${renderCold(ours)}${theirs === null ? '' : `, the peer ${renderCold(theirs)}`}.`,
    ...renderPeaks(ours, theirs),
    ...renderQuality(result),
    `- ${result.date}: ${describeMachine(machine)}. Other work took ${Math.round(100 * result.otherLoad)} % of the processors.`,
  ]
}

function renderRatios(ours: SideResult, theirs: SideResult): string {
  const ratios = compareTimes(ours.rounds, theirs.rounds)
  return `- Ratio of medians ${formatRatio(ratios.ofMedians)}, median of the rounds' ratios ${formatRatio(ratios.byRound)}, ratio of the fastest calls ${formatRatio(ratios.ofFastest)}, ratio of the cold calls ${formatRatio(ratios.cold)}.`
}

function describeVerdict({ bar, found, met }: ReturnType<typeof judge>): string {
  return `${found} for ${bar}, ${met ? 'met' : '**not met**'}`
}

function renderTimes({ rounds }: SideResult): string {
  const { median, minimum, maximum } = summarize(rounds.flatMap(judgedSeconds))
  return `${formatSeconds(median)} (${formatSeconds(minimum)}–${formatSeconds(maximum)})`
}

function renderCold({ rounds }: SideResult): string {
  return formatSeconds(summarize(rounds.map(({ cold }) => cold)).median)
}

function renderPeaks(ours: SideResult, theirs: SideResult | null): string[] {
  const peaks = [ours, ...(theirs === null ? [] : [theirs])].map(({ rounds, peaks }) =>
    peaks.length > 0 ? peaks : rounds.flatMap(({ peakMegabytes }) => peakMegabytes ?? []),
  )
  const [our = [], peer = []] = peaks
  if (our.length === 0) return []
  const kind = ours.peaks.length > 0 ? ' of a process that does the work once' : ''
  const peers = peer.length === 0 ? '' : `, the peer ${formatMegabytes(summarize(peer).median)}`
  return [`- Peak memory${kind}: ours ${formatMegabytes(summarize(our).median)}${peers}.`]
}

function renderQuality({ ours, theirs, comparison }: WorkResult): string[] {
  const show = (quality: Quality) =>
    Object.entries(quality)
      .map(([name, value]) => `${name} ${formatFigure(value)}`)
      .join(', ')
  const medians = ({ rounds }: SideResult): Quality =>
    Object.fromEntries(Object.keys(rounds[0]!.quality).map((name) => [name, medianQuality(rounds, name)]))
  const peer = theirs === null ? '' : `; the peer's: ${show(medians(theirs))}`
  const compared = Object.keys(comparison).length === 0 ? '' : `; side by side: ${show(comparison)}`
  return [`- Outputs: ours ${show(medians(ours))}${peer}${compared}.`]
}

function describeMachine({ processor, cores, memoryGigabytes, system, versions }: Machine): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}; ${named.join(', ')}`
}

/** Three digits, in milliseconds below a tenth of a second. */
function formatSeconds(seconds: number): string {
  return seconds < 0.1 ? `${threeDigits(seconds * 1000)} ms` : `${threeDigits(seconds)} s`
}

function formatRatio(ratio: number): string {
  return `${ratio < 0.1 ? ratio.toFixed(3) : ratio.toFixed(2)}×`
}

function formatMegabytes(megabytes: number): string {
  if (megabytes < 1) return `${Math.ceil(megabytes * 1000)} kB`
  return megabytes < 10 ? `${megabytes.toFixed(1)} MB` : `${megabytes.toFixed(0)} MB`
}

/** Whole numbers as they are, fractions with three digits, those near one (such as an AUC) with four decimals. */
function formatFigure(value: number): string {
  if (Number.isInteger(value)) return String(value)
  if (value > 0.5 && value < 1) return value.toFixed(4)
  return Math.abs(value) >= 1000 ? value.toFixed(1) : threeDigits(value)
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times each`
}
