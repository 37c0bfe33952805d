import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAsdfError } from '@asdf/contract'
import { classCounts, isSameField, targetIndex } from '@asdf/core'
import { datasetCatalog, loadDataset } from '@asdf/datasets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('the catalog', () => {
  it.each(datasetCatalog.flatMap((info) => info.files.map(({ part, rows }) => [info.name, part, rows, info] as const)))(
    '%s, part %s: has %i rows, its columns and its target, and says where it is from',
    async (name, part, rows, info) => {
      const { table } = await loadDataset(name, { part })
      expect(table.rowCount).toBe(rows)
      expect(table.columns.length).toBe(info.columns)
      expect(table.schema.fields[targetIndex(table.schema, 'test')]!.name).toBe(info.target)
      for (const text of [info.licence, info.citation, info.source, info.description])
        expect(text.length).toBeGreaterThan(5)
    },
  )

  it('counts the classes as published', async () => {
    const counts = async (name: string, part?: string) => {
      const { table } = await loadDataset(name, part === undefined ? {} : { part })
      const target = targetIndex(table.schema, 'test')
      return [...classCounts(table.schema.fields[target]!, table.columns[target]!)]
    }
    expect(await counts('fraud')).toEqual([23463, 492])
    expect(await counts('adult')).toEqual([24720, 7841])
    expect(await counts('adult', 'test')).toEqual([12435, 3846])
    expect(await counts('mammography')).toEqual([10923, 260])
    expect(await counts('pima-diabetes')).toEqual([500, 268])
    expect(await counts('german-credit')).toEqual([700, 300])
  })

  it('reads every part with the schema of the first, so that codes mean the same', async () => {
    const [train, test] = [await loadDataset('adult'), await loadDataset('adult', { part: 'test' })]
    const fields = train.table.schema.fields
    expect(test.table.schema.fields.map(({ name }) => name)).toEqual(fields.map(({ name }) => name))
    expect(test.table.schema.fields.every((field, index) => isSameField(field, fields[index]!))).toBe(true)
  })

  it('knows how many rows a thinned class stands for', () => {
    const fraud = datasetCatalog.find(({ name }) => name === 'fraud')!
    expect(23463 * fraud.rowsPerRow!['0']!).toBeCloseTo(284315, 6)
  })
})

describe('loadDataset', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'asdf-datasets-'))
    await writeFile(join(directory, 'mine.csv'), 'a,b\n1,x\n2,y\n3,x\n')
  })
  afterAll(() => rm(directory, { recursive: true }))

  it('reads a file by its path', async () => {
    const { table, info } = await loadDataset(join(directory, 'mine.csv'), { target: 'b' })
    expect([table.rowCount, info]).toEqual([3, undefined])
  })

  it('finds a name in the folder it is given', async () => {
    expect((await loadDataset('mine', { directory })).table.rowCount).toBe(3)
  })

  it('says that a file is not there when the name looks like a path', async () => {
    const error: unknown = await loadDataset('missing.csv', { directory }).catch((reason: unknown) => reason)
    expect(isAsdfError(error, 'ASDF_FILE_FAILED') && error.details.reason).toBe('ENOENT')
  })

  it('says what there is when a name is unknown', async () => {
    const error: unknown = await loadDataset('frand', { directory }).catch((reason: unknown) => reason)
    expect(isAsdfError(error, 'ASDF_OPTION_INVALID') && error.message).toMatch(/frand.*fraud, adult, mammography/)
  })

  it('says which parts there are when a part is unknown', async () => {
    await expect(loadDataset('adult', { part: 'valid' })).rejects.toThrow(/train, test/)
  })
})
