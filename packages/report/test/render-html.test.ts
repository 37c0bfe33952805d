import type { Evaluation } from '@asdf/report'
import type { Element } from './html-document.ts'
import { renderHtml, renderMarkdown } from '@asdf/report'
import { beforeAll, expect, test } from 'vitest'
import { attributeOf, readHtml, textOf } from './html-document.ts'
import { sampleEvaluation, sampleTables } from './sample-evaluation.ts'

const hostileNames = [
  '<script>alert(1)</script>',
  `"quotes' and \`ticks\``,
  '</title></svg><img src=x onerror=alert(1)>',
  'עברית מימין לשמאל',
  '\u202eright to left override',
  '👩‍👩‍👧 family \ud83d',
  'long '.repeat(400),
  '&amp; & ]]> -->',
  '__proto__',
  '| a | [b](javascript:alert(1))',
  'nul \u0000 and \ufdd0 and \u001b[31m',
  'constructor',
]

let evaluation: Evaluation
let variants: Record<string, Evaluation>
beforeAll(async () => {
  evaluation = await sampleEvaluation()
  variants = await makeVariants()
})

const bare: Evaluation = { title: 'bare', rows: { train: 10, synthetic: 5 }, measured: [] }

/** Evaluations that lack something, or have it in an odd form. */
async function makeVariants(): Promise<Record<string, Evaluation>> {
  const { measured } = evaluation
  return {
    whole: evaluation,
    bare,
    'one column': await sampleEvaluation({ columns: 1 }),
    'hostile names': await sampleEvaluation({
      columns: hostileNames.length,
      nameOf: (index) => hostileNames[index]!,
    }),
    'no target, no curves': {
      ...evaluation,
      curves: [],
      measured: measured.filter(({ group }) => group !== 'utility'),
    },
    'no rules': { ...evaluation, ruleCount: 0, brokenRules: [] },
    'no rule broken': { ...evaluation, ruleCount: 3, brokenRules: [] },
    'no ceilings': {
      ...evaluation,
      measured: measured.map((one) => ({ ...one, result: { value: one.result.value } })),
    },
    'nothing measurable': {
      ...evaluation,
      measured: measured.map((one) => ({ ...one, result: { value: NaN, unmeasured: { all: 'no rows' } } })),
    },
    'endless range': {
      ...evaluation,
      measured: measured.map((one) => ({ ...one, range: [-Infinity, Infinity] as const })),
    },
    'empty curve': {
      ...bare,
      curves: [{ kind: 'line', label: 'empty', xLabel: 'x', yLabel: 'y', series: [{ label: 'none', x: [], y: [] }] }],
    },
  }
}

test('every report is HTML without a fault, whatever is missing', async () => {
  for (const [name, variant] of Object.entries(variants)) {
    const { errors, unclosed } = readHtml(renderHtml(variant))
    expect({ name, errors, unclosed }).toEqual({ name, errors: [], unclosed: [] })
  }
})

test('nothing can run and nothing is loaded', async () => {
  for (const variant of Object.values(variants)) {
    const { elements } = readHtml(renderHtml(variant))
    const policy = elements.find((one) => attributeOf(one, 'http-equiv') === 'Content-Security-Policy')!
    expect(attributeOf(policy, 'content')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; /)
    const names = new Set(elements.map(({ tagName }) => tagName))
    for (const name of ['script', 'img', 'link', 'iframe', 'object', 'base', 'form']) expect(names).not.toContain(name)
    const attributes = elements.flatMap(({ attrs }) => attrs)
    const active = attributes.filter(
      ({ name, value }) => /^on|^style$|^src$/.test(name) || (name === 'href' && !value.startsWith('#')),
    )
    expect(active).toEqual([])
    const style = elements.find(({ tagName }) => tagName === 'style')!
    expect(textOf(style)).not.toMatch(/url\(|@import/)
  }
})

test('drawings, tables and headings have names, and links lead somewhere', async () => {
  for (const variant of Object.values(variants)) {
    const { elements } = readHtml(renderHtml(variant))
    const ids = elements.flatMap((one) => attributeOf(one, 'id') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(elements.flatMap((element) => faultsOf(element, ids))).toEqual([])
    const levels = elements.flatMap(({ tagName }) => (/^h\d$/.test(tagName) ? [Number(tagName[1])] : []))
    expect(levels[0]).toBe(1)
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1))
  }
})

/** What an element lacks for readers who do not see it, or who use a keyboard. */
function faultsOf(element: Element, ids: readonly string[]): string[] {
  const { tagName } = element
  const first = element.childNodes.find((one): one is Element => 'tagName' in one)
  const has = (name: string, pattern: RegExp) => pattern.test(attributeOf(element, name) ?? '')
  const isDrawing = tagName === 'svg' && !has('aria-hidden', /^true$/)
  const isNamed = first?.tagName === 'title' && textOf(first).trim() !== ''
  const isRegion = has('role', /^region$/)
  const faults: Readonly<Record<string, boolean>> = {
    'a drawing without a name': isDrawing && !(has('role', /^img$/) && isNamed),
    'a table without a caption': tagName === 'table' && first?.tagName !== 'caption',
    'a head without a scope': tagName === 'th' && !has('scope', /^(row|col)$/),
    'a link that leads nowhere': tagName === 'a' && !ids.some((id) => attributeOf(element, 'href') === `#${id}`),
    'a region out of reach': isRegion && !(has('tabindex', /^0$/) && has('aria-label', /./)),
  }
  return Object.keys(faults).filter((fault) => faults[fault])
}

test('names of the data appear as they are, without the power to do anything', async () => {
  const hostile = variants['hostile names']!
  const { elements } = readHtml(renderHtml(hostile))
  const text = elements.filter(({ tagName }) => tagName === 'bdi').map(textOf)
  expect(text).toContain('<script>alert(1)</script>')
  expect(text).toContain(`"quotes' and \`ticks\``)
  expect(text).toContain('עברית מימין לשמאל')
  expect(text).toContain('__proto__')
  expect(text.some((one) => one.includes('\u202e'))).toBe(false)
  expect(text).toContain('\\u202eright to left override')
  expect(Math.max(...text.map((one) => one.length))).toBeLessThan(120)
})

test('Markdown shows names of the data as they are', async () => {
  const markdown = renderMarkdown(variants['hostile names']!)
  expect(markdown).not.toMatch(/[^\\]<|[^\\]\[b\]/)
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'))
  const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length)
  // A name with a bar in it would add a cell to its row.
  rows.forEach((row, index) => {
    if (row.startsWith('| ---')) expect(cells[index]).toBe(cells[index - 1])
    else if (rows[index - 1]?.startsWith('|') && index > 0 && !rows[index + 1]?.startsWith('| ---'))
      expect(cells[index]).toBe(cells[index - 1])
  })
})

test('no row of real data is in the report', async () => {
  const options = { columns: 9, rows: 400, nameOf: (index: number) => `column ${index}` }
  const { train, holdout } = sampleTables(options)
  const report = await sampleEvaluation(options)
  const text = renderHtml(report) + renderMarkdown(report)
  const written = [train, holdout].flatMap(({ columns }) =>
    columns.flatMap((column) => {
      if (column.kind === 'datetime')
        return Array.from(column.values, (time) => new Date(time).toISOString().slice(0, 16))
      return column.kind === 'numeric'
        ? Array.from(
            column.values.filter((value) => Math.abs(value) > 1),
            (value) => value.toFixed(4),
          )
        : []
    }),
  )
  expect(written.length).toBeGreaterThan(4000)
  expect(written.filter((value) => text.includes(value))).toEqual([])
})

test('a rare category of one training row is not in the report', async () => {
  const report = await sampleEvaluation({ columns: 30, rows: 400 })
  const { train } = sampleTables({ columns: 30, rows: 400, nameOf: (index) => `column ${index}` })
  const html = renderHtml(report)
  const rare = train.schema.fields.flatMap((field, index) => {
    const column = train.columns[index]!
    if (field.kind !== 'categorical' || column.kind !== 'categorical') return []
    return field.categories.filter((_, code) => column.codes.filter((one) => one === code).length < 5)
  })
  const everywhere = rare.filter((name) => ['level 6', 'level -6', 'level 7', 'level -7'].includes(name))
  expect(everywhere.length).toBeGreaterThan(0)
  for (const name of everywhere) expect(html).not.toContain(`>${name}<`)
})

test('a report of 30 columns is at most 300 kB, one of 500 at most 2 MB, whatever the number of rows', async () => {
  const sizeOf = async (columns: number, rows: number) =>
    Buffer.byteLength(
      renderHtml(await sampleEvaluation({ columns, rows, nameOf: (index) => `${'a long name '.repeat(4)}${index}` })),
    )
  expect(await sizeOf(30, 300)).toBeLessThan(300_000)
  expect(await sizeOf(500, 60)).toBeLessThan(2_000_000)
  const [few, many] = [await sizeOf(6, 1000), await sizeOf(6, 20_000)]
  expect(many / few).toBeLessThan(1.2)
})

test('of more than 40 columns the worst are drawn, and all are listed', async () => {
  const html = renderHtml(await sampleEvaluation({ columns: 55, rows: 60 }))
  const { elements } = readHtml(html)
  const titles = elements.filter(({ tagName }) => tagName === 'title').map(textOf)
  expect(titles.filter((title) => title.startsWith('Distributions of'))).toHaveLength(40)
  expect(html).toContain('The other 15 columns')
  for (let index = 0; index < 55; index++) expect(html).toContain(`<bdi>column ${index}</bdi>`)
})

test('the same evaluation gives the same bytes, and a time only where one is given', async () => {
  const again = await sampleEvaluation()
  expect(renderHtml(again)).toBe(renderHtml(evaluation))
  expect(renderMarkdown(again)).toBe(renderMarkdown(evaluation))
  expect(renderHtml(evaluation)).not.toMatch(/20\d\d-\d\d-\d\d \d\d:\d\d/)
  expect(renderHtml({ ...evaluation, created: '2026-12-01 15:00' })).toContain('2026-12-01 15:00')
})

test('an evaluation that is none is refused', () => {
  for (const odd of [undefined, null, 1, {}, { title: 'x' }, { title: 'x', rows: { train: 1, synthetic: 1 } }]) {
    for (const render of [renderHtml, renderMarkdown]) expect(() => render(odd as never)).toThrow(/must (be|have)/)
  }
})
