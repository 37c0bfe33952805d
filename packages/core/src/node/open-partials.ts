import { rmSync } from 'node:fs'

const open = new Set<string>()

/** Has a file removed when the process exits before it is released: what awaits its end is not run then. */
export function holdPartial(path: string): void {
  if (open.size === 0) process.on('exit', removeAll)
  open.add(path)
}

/** Takes back `holdPartial`: the file is whole, or gone. */
export function releasePartial(path: string): void {
  open.delete(path)
  if (open.size === 0) process.off('exit', removeAll)
}

function removeAll(): void {
  for (const path of open) {
    try {
      rmSync(path, { force: true })
    } catch {
      // The process is ending; there is nobody to tell.
    }
  }
}
