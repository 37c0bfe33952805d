import type { FittedGan } from '@asdf/gan'
import type { CommandContext, CommonOptions } from '../context.ts'
import { AsdfError } from '@asdf/contract'
import { checkFiles } from '../check-files.ts'
import { note } from '../context.ts'
import { formatBytes } from '../format-table.ts'
import { restoreModel } from '../restore-model.ts'
import { usageError } from '../usage-error.ts'

export interface ExportOptions extends CommonOptions {
  readonly output: string
}

/** `asdf export`: writes a GAN that `asdf fit` wrote as an ONNX file, with what a program must know of it beside it. */
export async function exportModel(context: CommandContext, path: string, options: ExportOptions): Promise<void> {
  const { signal } = context
  const { output } = options
  if (output === '-') throw usageError('export', '--output', output, 'must be a file: a model is no text')
  const about = `${output}.json`
  await checkFiles('export', { reads: { MODEL: path }, writes: { '--output': output, 'its JSON': about } })
  const { replaceFile } = await import('@asdf/core/node')
  const { exportOnnx } = await import('@asdf/gan')
  const fitted = await restoreModel(path, { signal })
  if (!('model' in fitted)) {
    const { writer } = (fitted.save().state['base'] ?? {}) as { readonly writer?: string }
    const fault = writer?.startsWith('@asdf/gan/')
      ? 'keeps rules between columns, which an ONNX file cannot; fit it with --no-rules'
      : `is a model of ${writer ?? fitted.id}, which is not a network; export one of a GAN`
    throw new AsdfError('ASDF_UNSUPPORTED', `export: ${path} ${fault}`, { feature: 'export' })
  }
  const { model, sidecar } = exportOnnx(fitted as FittedGan)
  await replaceFile(about, (append) => append(`${JSON.stringify(sidecar, null, 2)}\n`), { signal })
  await replaceFile(output, (append) => append(model), { signal })
  note(context, options, `wrote ${output} (${formatBytes(model.length)}) and ${about}`)
  for (const rest of sidecar.notInGraph) note(context, options, `note: not in it: ${rest}`)
  if (options.json !== true) return
  const summary = { output, about, bytes: model.length, synthesizer: fitted.id, notInGraph: sidecar.notInGraph }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}
