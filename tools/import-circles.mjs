import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

/**
 * Files that import one another in a circle, types included: no order of reading explains such files, and a circle of
 * values breaks when imports change their order. A circle is cut by moving what both sides need to a file of its own.
 * One text for each circle, which names its imports.
 */
export function importCircles() {
  const graph = new Map(['packages', 'tools'].flatMap(sourceFiles).map((file) => [file, importsOf(file)]))
  return circlesIn(graph).map((circle) => {
    const edges = circle.flatMap((file) => graph.get(file).flatMap((to) => (circle.includes(to) ? [[file, to]] : [])))
    const lines = edges.map(([file, to]) => `  ${file} imports ${to}`)
    return ['files import one another in a circle; move what both need to a third:', ...lines].join('\n')
  })
}

/** The strongly connected parts of a graph that have two nodes or more (Tarjan, SIAM Journal on Computing 1972). */
export function circlesIn(graph) {
  const [numbers, lowest, open, found] = [new Map(), new Map(), [], []]
  const visit = (node) => {
    numbers.set(node, numbers.size)
    lowest.set(node, numbers.get(node))
    open.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!numbers.has(next)) visit(next)
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node), lowest.get(next)))
    }
    if (lowest.get(node) !== numbers.get(node)) return
    const part = open.splice(open.indexOf(node))
    if (part.length > 1) found.push(part)
  }
  for (const node of graph.keys()) if (!numbers.has(node)) visit(node)
  return found
}

/** The files of the repository that a file imports or re-exports from, by their paths. */
function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
  const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'))
  return relative.map((name) => normalize(join(dirname(file), name)))
}

function sourceFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name === 'dist') return []
    const path = join(folder, name)
    return statSync(path).isDirectory() ? sourceFiles(path) : path.endsWith('.ts') ? [path] : []
  })
}
