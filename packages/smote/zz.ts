import { smote, smoteNc, borderlineSmote, adasyn } from '@asdf/smote'
import { oversample } from '@asdf/core'
import { readPreparedTable } from '../../tools/peers/src/prepared-table.ts'
const [m = 'smote', d = 'fraud', n = '30'] = process.argv.slice(2)
const t = readPreparedTable('/tmp/asdf/' + d, 'train')
const f = ({ smote, smoteNc, borderlineSmote, adasyn } as any)[m]
const cpu: number[] = [],
  wall: number[] = []
for (let r = 0; r < Number(n); r++) {
  const c = process.cpuUsage(),
    w = performance.now()
  await oversample(t, f(), 'auto', { seed: r })
  const u = process.cpuUsage(c)
  cpu.push((u.user + u.system) / 1000)
  wall.push(performance.now() - w)
}
const med = (a: number[]) => [...a].sort((x, y) => x - y)[a.length >> 1]!.toFixed(1)
console.log(
  'ours',
  m,
  'cpu first',
  cpu[0]!.toFixed(1),
  'median',
  med(cpu.slice(1)),
  'min',
  Math.min(...cpu).toFixed(1),
  'wall median',
  med(wall.slice(1)),
  'min',
  Math.min(...wall).toFixed(1),
  'rss',
  (process.resourceUsage().maxRSS / 1024).toFixed(0),
)
