import { parseCsv } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { count, fileOf, read, two } from './spelled-columns.ts'

describe('dates with names of months', () => {
  const german = ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober']
  it.each<[string, string, (month: string, t: Date) => string, readonly string[]]>([
    ['German', '[$-de]d. Mmmm yyyy', (m, t) => `${t.getUTCDate()}. ${m} ${t.getUTCFullYear()}`, german],
    ['German, short', '[$-de]dd-Mmm-yy', (m, t) => `${two(t.getUTCDate())}-${m.slice(0, 3)}-24`, german],
    ['German of Excel', '[$-de2]Mmm yyyy', (m, t) => `${m.slice(0, 3)} ${t.getUTCFullYear()}`, ['Mrz', 'Mai', 'Okt']],
    ['French', '[$-fr]d mmmm yyyy', (m, t) => `${t.getUTCDate()} ${m} 2023`, ['mars', 'mai', 'février', 'août']],
    ['Spanish', '[$-es]d "de" mmmm "de" yyyy', (m, t) => `${t.getUTCDate()} de ${m} de 2023`, ['enero', 'mayo']],
    ['Spanish, short', '[$-es]dd/mmm/yyyy', (m, t) => `${two(t.getUTCDate())}/${m}/2023`, ['ene', 'abr', 'dic']],
    ['Italian', '[$-it]dd MMMM yyyy', (m, t) => `${two(t.getUTCDate())} ${m} 2023`, ['GENNAIO', 'MAGGIO']],
    ['Portuguese', '[$-pt]dd mmmm yyyy', (m, t) => `${two(t.getUTCDate())} ${m} 2023`, ['março', 'maio']],
    ['Dutch', '[$-nl]d mmm yyyy', (m, t) => `${t.getUTCDate()} ${m} 2023`, ['mrt', 'mei', 'okt']],
    ['English', 'd Mmm yyyy', (m, t) => `${t.getUTCDate()} ${m} 2023`, ['Apr', 'Aug', 'Nov']],
  ])('%s month names are recognized and written back', async (_, pattern, write, months) => {
    const text = fileOf(count(60, (i) => write(months[i % months.length]!, new Date(Date.UTC(2023, 0, 1 + (i % 28))))))
    const { field, written, remarks } = await read(text)
    expect(field).toMatchObject({ kind: 'datetime', pattern })
    expect([written, remarks]).toEqual([text, []])
  })

  const fullDate = (t: Date) => `${two(t.getUTCDate())}/${two(t.getUTCMonth() + 1)}/${t.getUTCFullYear()}`
  it.each<[string, string, (day: string, t: Date) => string, string]>([
    ['German', '[$-de]Dddd, dd.mm.yyyy', (d, t) => `"${d}, ${fullDate(t).replaceAll('/', '.')}"`, 'Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag'], // prettier-ignore
    ['German, short', '[$-de]Ddd dd.mm.yyyy', (d, t) => `${d} ${fullDate(t).replaceAll('/', '.')}`, 'So Mo Di Mi Do Fr Sa'], // prettier-ignore
    ['French', '[$-fr]dddd dd/mm/yyyy', (d, t) => `${d} ${fullDate(t)}`, 'dimanche lundi mardi mercredi jeudi vendredi samedi'], // prettier-ignore
    ['Spanish, short', '[$-es]ddd dd/mm/yyyy', (d, t) => `${d} ${fullDate(t)}`, 'dom lun mar mié jue vie sáb'],
    ['Italian with months', '[$-it]ddd d mmm yyyy', (d, t) => `${d} ${t.getUTCDate()} ${t.getUTCMonth() === 2 ? 'mar' : 'apr'} 2023`, 'dom lun mar mer gio ven sab'], // prettier-ignore
    ['Portuguese', '[$-pt]dddd, dd/mm/yyyy', (d, t) => `"${d}, ${fullDate(t)}"`, 'domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado'], // prettier-ignore
    ['Dutch', '[$-nl]dddd dd/mm/yyyy', (d, t) => `${d} ${fullDate(t)}`, 'zondag maandag dinsdag woensdag donderdag vrijdag zaterdag'], // prettier-ignore
  ])('%s weekdays are recognized and written back', async (_, pattern, write, days) => {
    const cells = count(60, (i) => {
      const t = new Date(Date.UTC(2023, 2, 2 + i))
      return write(days.split(' ')[t.getUTCDay()]!, t)
    })
    const { field, written, remarks } = await read(fileOf(cells))
    expect(field).toMatchObject({ kind: 'datetime', pattern })
    expect([written, remarks]).toEqual([fileOf(cells), []])
    const wrong = cells.map((cell) => cell.replace(days.split(' ')[1]!, days.split(' ')[2]!))
    expect((await read(fileOf(wrong), { strays: 'keep' })).field.kind).not.toBe('datetime')
  })

  it('months of two languages in one column are no dates', async () => {
    expect((await read(fileOf(['1 janvier 2020', '2 Dezember 2020', '3 maart 2020']))).field.kind).toBe('categorical')
    await expect(parseCsv('x\n1\n', { dateFormats: { x: '[$-xx]d mmm yyyy' } })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
    })
  })
})
