import { join } from 'node:path'
import { nearestNeighbors, numericPoints } from '@asdf/core'
import { readDoubles, writeNpy } from '../npy.ts'
import { measure, parseArguments, report } from '../program.ts'

// Exact nearest neighbours. Writes the indices for the runner to compare.
const { input, output, warm, more } = parseArguments({ k: '5' })
const data = readDoubles(join(input, 'data.npy'))
const queries = readDoubles(join(input, 'queries.npy'))
const columns = data.shape[1]!

const { result, times } = await measure(
  () => nearestNeighbors(numericPoints(queries.data, columns), numericPoints(data.data, columns), Number(more['k'])),
  warm,
)
const shape = [queries.shape[0]!, result.count]
writeNpy(join(output, 'indices.npy'), { shape, data: Int32Array.from(result.indices) })
report(times, { rows: shape[0]! })
