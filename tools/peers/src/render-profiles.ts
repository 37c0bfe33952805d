import type { KernelKind, Profile, Profiles } from './profile.ts'
import type { Work } from './work.ts'
import { kernelKinds } from './profile.ts'

/** The section on where the time of training steps goes; nothing when none was profiled. */
export function renderProfiles(works: readonly Work[], profiles: Profiles): string[] {
  const known = works.flatMap(({ id, title }) => (profiles[id] ? [{ title, profile: profiles[id] }] : []))
  const [first] = known
  if (first === undefined) return []
  const { date, processor, threads } = first.profile
  return [
    '',
    '## Where the time of a training step goes',
    '',
    'Ours, in milliseconds; medians over steps. Kernels are timed by ONNX Runtime’s own profile, which takes some time itself;',
    'outside of native calls lie drawing the batch and noise, and the optimizer. The floor is the matrix products alone, were',
    'all of them as fast as a large one is on this machine.',
    '',
    `| step | in all | outside native calls | ${kernelKinds.join(' | ')} | GFLOP in products | a large product, GFLOP/s | floor |`,
    `| --- | --- | --- | ${kernelKinds.map(() => '---').join(' | ')} | --- | --- | --- |`,
    ...known.map(({ title, profile }) => `| ${title} | ${cells(profile).join(' | ')} |`),
    '',
    `Made by \`node --conditions=@asdf/source --import tsx tools/peers/src/profile-steps.ts\` on ${date}: ${processor}, ${threads} threads.`,
  ]
}

function cells(profile: Profile): string[] {
  const { milliseconds, nativeMilliseconds, gigaflop, gigaflopsPerSecond } = profile
  const outside = milliseconds - nativeMilliseconds
  return [
    show(milliseconds),
    `${show(outside)} (${Math.round((100 * outside) / milliseconds)} %)`,
    ...kernelKinds.map((kind) => kernelCell(profile, kind)),
    show(gigaflop),
    gigaflopsPerSecond.toFixed(0),
    show((1000 * gigaflop) / gigaflopsPerSecond),
  ]
}

function kernelCell({ kernels }: Profile, kind: KernelKind): string {
  const found = kernels.find((kernel) => kernel.kind === kind)
  return found === undefined ? '–' : `${show(found.milliseconds)} in ${found.count}`
}

function show(value: number): string {
  return String(Number(value.toPrecision(3)))
}
