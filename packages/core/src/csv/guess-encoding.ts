/** An encoding that the bytes may be in, with some of what they say in it. */
export interface EncodingGuess {
  /** As `TextDecoder` calls it. */
  readonly label: string
  readonly sample: string
}

interface Candidate {
  readonly label: string
  /** Letters that texts in this encoding are written with, besides ASCII. */
  readonly letters: RegExp
  /** The most frequent ones; they make up at least a third of a text. */
  readonly frequent: string
  /** Whether words are mostly ASCII, with single other letters among them. */
  readonly isLatin?: true
}

const hangul =
  '이다는의에가을고하지로기리한사를자서도해인어시대니나아정라들부만게수일그보여주장전스으성구동지역울산남북원인명천경광강'
const han =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运北京上海商店價數產時會個們來國對發經開機關點業間問實'
const kana =
  'のにはをたがでとしていなるれりすまこさもらかきくけつそうよせやあえおみめどじんアイスルリンドトクラタレーコシロマカテフッ'
const cyrillic = 'оеаинтсрвлкмдпуяыь'
const greek = 'αοιετσνηυρπκμλ'

const candidates: readonly Candidate[] = [
  { label: 'euc-kr', letters: /\p{Script=Hangul}/u, frequent: hangul },
  { label: 'shift_jis', letters: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u, frequent: kana + han },
  { label: 'euc-jp', letters: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u, frequent: kana + han },
  { label: 'gb18030', letters: /\p{Script=Han}/u, frequent: han },
  { label: 'big5', letters: /\p{Script=Han}/u, frequent: han },
  { label: 'windows-1251', letters: /\p{Script=Cyrillic}/u, frequent: cyrillic },
  { label: 'koi8-r', letters: /\p{Script=Cyrillic}/u, frequent: cyrillic },
  { label: 'ibm866', letters: /\p{Script=Cyrillic}/u, frequent: cyrillic },
  { label: 'windows-1253', letters: /\p{Script=Greek}/u, frequent: greek },
  { label: 'windows-1255', letters: /\p{Script=Hebrew}/u, frequent: 'יוהלארבתמשנ' },
  { label: 'windows-1256', letters: /\p{Script=Arabic}/u, frequent: 'الينمروتبة' },
  { label: 'windows-874', letters: /\p{Script=Thai}/u, frequent: 'านรอกเงมยลวดท' },
  {
    label: 'windows-1252',
    letters: /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0160\u0161\u0152\u0153\u017d\u017e\u0178]/,
    frequent: 'äöüßéèêëàâçñáíóúãõôîïåøæÄÖÜÉÅØÓÁÍ',
    isLatin: true,
  },
  {
    label: 'macintosh',
    letters: /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0178]/,
    frequent: 'äöüßéèêëàâçñáíóúãõôîïåøæÄÖÜÉÅØÓÁÍ',
    isLatin: true,
  },
  {
    label: 'windows-1254',
    letters: /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u011e\u011f\u0130\u0131\u015e\u015f]/,
    frequent: 'çğıöşüİÇŞÖÜ',
    isLatin: true,
  },
  {
    label: 'windows-1250',
    letters: /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017e\u0218-\u021b]/,
    frequent: 'áčďéěíňóřšťúůýžąćęłńśźżőűăâîşţöüäŁŚŻČŠŽŘÁÉ',
    isLatin: true,
  },
]

/**
 * Encodings that make plausible text of bytes that are not UTF-8, the most plausible first and at most three; none when
 * nothing speaks for any. Judged by the letters that are not ASCII: their alphabet, their case within words, and how many
 * are among the most frequent ones of it. Encodings that give the same words are one guess.
 */
export function guessEncoding(bytes: Uint8Array): readonly EncodingGuess[] {
  const scored = candidates.flatMap((candidate) => {
    const words = foreignWords(candidate.label, bytes)
    const score = words === undefined ? 0 : plausibility(words, candidate)
    const sample = [...new Set(words)].slice(0, 3).join(', ')
    return score < leastPlausibility ? [] : [{ label: candidate.label, sample, score }]
  })
  const best = Math.max(...scored.map(({ score }) => score))
  const near = scored.filter(({ score }) => score > best - 0.15).toSorted((a, b) => b.score - a.score)
  const distinct = near.filter(({ sample }, place) => near.findIndex((other) => other.sample === sample) === place)
  return distinct.slice(0, 3).map(({ label, sample }) => ({ label, sample }))
}

const leastPlausibility = 0.55

/** The words with letters that are not ASCII; nothing where the encoding does not have some of the bytes. */
function foreignWords(label: string, bytes: Uint8Array): readonly string[] | undefined {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true })
    if (/[\u0080-\u009f\ue000-\uf8ff]/.test(text)) return undefined
    return text.match(/[A-Za-z]*[^\u0000-\u007f][A-Za-z\u0080-\u{10ffff}]*/gu) ?? []
  } catch {
    return undefined
  }
}

/** Signs that are plausible beside any letters. */
const signs =
  /[\u00a0\u2010-\u2026\u20ac\u00a3\u00a7\u00ab\u00ae\u00a9\u00b0\u00b2\u00b3\u00b5\u00b7\u00bb\u00bd\u00bf\u00a1\u2122\u2116\u3000-\u3002\uff01-\uff5e]/

/** Signs that do not stand directly beside letters in these places. */
const misplacedSign = /[£¤¥¦§©®±¶]\p{L}|\p{L}[£¤¥¿¡¹³]\p{L}|\p{L}[£¤¥]|\p{L}·\p{L}/u

/** From 0 to 1: the share of words made of the right letters, times how frequent those are. */
function plausibility(words: readonly string[], candidate: Candidate): number {
  const { frequent, isLatin } = candidate
  let [good, known, total] = [0, 0, 0]
  for (const word of words) {
    const foreign = [...word].filter((letter) => letter > '\u007f' && !signs.test(letter))
    total += foreign.length
    known += foreign.filter((letter) => frequent.includes(letter.toLowerCase()) || frequent.includes(letter)).length
    if (isPlausibleWord(word, foreign, candidate)) good++
  }
  if (words.length === 0) return 0
  // Signs alone, such as the degree of a temperature, say only that it is an encoding of western Europe.
  if (total === 0) return isLatin === true ? 0.6 : 0
  return (good / words.length) * Math.min(1, 0.2 + (1.2 * known) / total)
}

function isPlausibleWord(word: string, foreign: readonly string[], { letters, isLatin }: Candidate): boolean {
  // Not as in `woRd`.
  if (/\p{Ll}\p{Lu}/u.test(word) || !foreign.every((letter) => letters.test(letter))) return false
  // A single letter is a word in Chinese or Korean alone.
  if ([...word].length === 1 && !/\p{Script=Han}|\p{Script=Hangul}/u.test(word)) return signs.test(word)
  if (isLatin !== true) return foreign.length > 0 && !/[A-Za-z]/.test(word)
  if (misplacedSign.test(word)) return false
  return foreign.length <= 1 || foreign.length * 2 <= [...word].length
}
