import type { Quality } from './result.ts'
import type { Work } from './work.ts'

interface NetworkStep {
  readonly network: string
  readonly title: string
  readonly call: string
  readonly theirs: string
  readonly batch: number
  /** Ours over the peer's. */
  readonly atMost: number
  /** Steps after the first, cold one. */
  readonly warm: number
}

/** Training steps of networks, each a call: batch, noise, losses, gradients and update. */
export const networkWorks: readonly Work[] = [
  step({
    network: 'wgan-gp',
    title: 'Training step, WGAN-GP of CTGAN’s sizes, batch 500',
    call: 'one update of critic and generator by @asdf/nn on onnxruntime-node',
    theirs: 'the same with torch.nn, torch.autograd.grad and fused Adam',
    batch: 500,
    atMost: 0.8,
    warm: 100,
  }),
  step({
    network: 'tvae',
    title: 'Training step, TVAE, batch 500',
    call: 'one update by @asdf/nn on onnxruntime-node',
    theirs: 'the same with torch.nn and fused Adam',
    batch: 500,
    atMost: 0.8,
    warm: 120,
  }),
  step({
    network: 'diffusion',
    title: 'Training step, MLP diffusion, 3 × 512, batch 1,024',
    call: 'one update by @asdf/nn on onnxruntime-node',
    theirs: 'the same with torch.nn and fused AdamW',
    batch: 1024,
    atMost: 0.8,
    warm: 60,
  }),
  step({
    network: 'unet-block',
    title: 'Training step, U-Net block, 32 × 32 × 64, batch 16',
    call: 'one update by @asdf/nn on onnxruntime-node',
    theirs: 'the same with torch.nn and fused Adam',
    batch: 16,
    atMost: 1.5,
    warm: 30,
  }),
]

function step({ network, title, call, theirs, batch, atMost, warm }: NetworkStep): Work {
  return {
    id: `step-${network}`,
    title,
    call,
    peer: { call: theirs, library: 'torch', requirements: 'requirements-torch.txt' },
    program: 'train-step',
    input: 'encoded-rows',
    options: (scale) => ({ network, batch: String(scale === 'full' ? batch : batch > 100 ? 20 : 1), seed: '1' }),
    rounds: 5,
    warm,
    bars: [
      { kind: 'time', atMost },
      { kind: 'figure', name: 'compile ms', title: 'compiling', atMost: 300, unit: 'ms' },
      { kind: 'figure', name: 'share outside native calls', title: 'outside native calls', atMost: 0.15, unit: '' },
    ],
    findFault: hasFiniteLoss,
  }
}

function hasFiniteLoss(ours: Quality, theirs: Quality | null): string | null {
  const losses = [ours['loss'], theirs === null ? 0 : theirs['loss']]
  return losses.every(Number.isFinite) ? null : `losses ${losses.join(' and ')} are not finite`
}
