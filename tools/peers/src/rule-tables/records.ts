import type { RuleTable } from './rule-table.ts'
import { dateText, day, hour, minute, round } from './draws.ts'

/** Visits of a web shop: seconds between two moments, pages, steps that follow one another. */
export const sessions: RuleTable = {
  target: 'revenue',
  rules: [
    "le('started', 'ended')",
    "seconds('duration_s', 'started', 'ended')",
    "sums('pages', 'product_pages', 'other_pages')",
    "le('unique_pages', 'pages')",
    "goes(number('revenue') > 0, text('purchased') == 'true')",
    "goes(text('purchased') == 'true', number('cart_items') > 0)",
    "goes(text('bounced') == 'true', number('pages') == 1)",
    "goes(number('pages') == 1, text('bounced') == 'true')",
    "decides('device', 'os')",
    "goes(text('purchased') == 'false', null('payment'))",
    "goes(text('purchased') == 'true', ~null('payment'))",
  ],
  prepare: (draws) => {
    const systems = ['Windows', 'macOS', 'Linux', 'iOS', 'Android', 'iPadOS', 'ChromeOS']
    const devices = ['desktop', 'desktop', 'desktop', 'phone', 'phone', 'tablet', 'desktop']
    return () => {
      const system = draws.whole(0, 6)
      const other_pages = 1 + Math.floor(draws.exponential(2))
      const product_pages = draws.chance(0.4) ? 0 : Math.floor(draws.exponential(4))
      const pages = other_pages + product_pages
      const duration_s = Math.round(pages * draws.exponential(35)) + 1
      const started = Date.UTC(2024, 2, 1) + draws.whole(0, 90 * 86_400) * 1000
      const cart_items = product_pages > 1 && draws.chance(0.35) ? draws.whole(1, 5) : 0
      const isPurchase = cart_items > 0 && draws.chance(0.5)
      const seconds = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', ' ')
      return {
        channel: draws.pick(['search', 'direct', 'mail', 'social', 'ads'], [4, 3, 1, 2, 2]),
        os: systems[system],
        device: devices[system],
        started: seconds(started),
        ended: seconds(started + 1000 * duration_s),
        duration_s,
        pages,
        product_pages,
        other_pages,
        unique_pages: Math.max(1, Math.round(pages * (0.5 + 0.5 * draws.next()))),
        bounced: pages === 1,
        cart_items,
        purchased: isPurchase,
        payment: isPurchase ? draws.pick(['card', 'invoice', 'wallet']) : '',
        revenue: isPurchase ? round(cart_items * (12 + draws.exponential(30)), 2) : 0,
        scroll_depth: draws.whole(0, 20) * 5,
      }
    }
  },
}

/** Readings of sensors: a total of two, the same temperature in two units, bounds of a window, alarms. */
export const sensors: RuleTable = {
  target: 'load',
  rules: [
    "sums('power_total', 'power_a', 'power_b')",
    "linear('temp_f', 'temp_c', 1.8, 32, 1)",
    "le('temp_min', 'temp_c')",
    "le('temp_c', 'temp_max')",
    "le('dew_point', 'temp_c')",
    "goes(text('status') == 'alarm', ~null('alarm_code'))",
    "goes(text('status') != 'alarm', null('alarm_code'))",
    "decides('site', 'device')",
    "times('energy_wh', 'power_total', 'interval_min', 2, False, 1 / 60)",
    "same('humidity', 'humidity_raw')",
  ],
  prepare: (draws) => () => {
    const device = draws.whole(1, 30)
    const temp_c = round(draws.normal(18 + (device % 5), 6), 1)
    const [power_a, power_b] = [round(draws.exponential(220), 1), round(40 + draws.exponential(90), 1)]
    const power_total = round(power_a + power_b, 1)
    const interval_min = draws.pick([5, 10, 15, 30])
    const humidity = round(Math.min(99, 30 + 60 * draws.next()), 1)
    const isAlarm = power_total > 600 && draws.chance(0.5)
    const spread = draws.exponential(0.8)
    return {
      device: `dev-${device}`,
      site: `site ${device % 4}`,
      read_at: dateText(Date.UTC(2024, 5, 1) + draws.whole(0, 8639) * 5 * minute, true),
      temp_c,
      temp_f: round(temp_c * 1.8 + 32, 1),
      temp_min: round(temp_c - spread - 0.1, 1),
      temp_max: round(temp_c + draws.exponential(0.8), 1),
      humidity,
      humidity_raw: humidity,
      dew_point: round(temp_c - (100 - humidity) / 5, 1),
      power_a,
      power_b,
      power_total,
      interval_min,
      energy_wh: round((power_total * interval_min) / 60, 2),
      voltage: round(draws.normal(230, 2), 1),
      status: isAlarm ? 'alarm' : draws.pick(['ok', 'idle'], [9, 1]),
      alarm_code: isAlarm ? draws.pick(['E1', 'E2', 'E7']) : '',
      load: round(0.1 * power_total + 0.8 * temp_c + draws.normal(0, 5), 1),
    }
  },
}

/** Stays in hospital: who dies has a time of death, one of some flags, a body mass index, days between dates. */
export const patients: RuleTable = {
  target: 'cost',
  rules: [
    "le('born', 'admitted')",
    "le('admitted', 'discharged')",
    "days('stay_days', 'admitted', 'discharged')",
    "same_state(null('died'), text('deceased') == '0')",
    "goes(~null('died'), days_equal('died', 'discharged'))",
    "one_of('emergency', 'elective', 'transfer')",
    "body_mass('bmi', 'weight_kg', 'height_cm', 1)",
    "goes(number('bmi') >= 30, text('bmi_group') == 'obese')",
    "le('diastolic', 'systolic')",
    "goes(text('sex') == 'male', text('pregnant') == '0')",
    "goes(number('icu_days') > 0, text('icu') == '1')",
    "le('icu_days', 'stay_days')",
  ],
  prepare: (draws) => () => {
    const born = Date.UTC(1935, 0, 1) + draws.whole(0, 28_000) * day
    const admitted = Date.UTC(2022, 0, 1) + draws.whole(0, 800) * day
    const isDead = draws.chance(0.09)
    const stay = Math.round(draws.exponential(6)) + 1
    const icu = draws.chance(0.2) ? draws.whole(1, stay) : 0
    const height_cm = Math.round(draws.normal(170, 9))
    const weight_kg = round(Math.max(40, draws.normal(76, 14)), 1)
    const bmi = round(weight_kg / (height_cm / 100) ** 2, 1)
    const way = draws.pick([0, 1, 2], [5, 3, 1])
    const sex = draws.pick(['female', 'male'])
    const diastolic = Math.round(draws.normal(78, 9))
    return {
      sex,
      born: dateText(born),
      admitted: dateText(admitted),
      discharged: dateText(admitted + stay * day),
      stay_days: stay,
      deceased: +isDead,
      died: isDead ? dateText(admitted + stay * day) : '',
      emergency: +(way === 0),
      elective: +(way === 1),
      transfer: +(way === 2),
      height_cm,
      weight_kg,
      bmi,
      bmi_group: bmi < 18.5 ? 'under' : bmi < 25 ? 'normal' : bmi < 30 ? 'over' : 'obese',
      systolic: diastolic + Math.round(20 + draws.exponential(22)),
      diastolic,
      pregnant: +(sex === 'female' && draws.chance(0.06)),
      icu: +(icu > 0),
      icu_days: icu,
      diagnosis: draws.pick(['I21', 'J18', 'K35', 'S72', 'C34', 'N39', 'E11'], [4, 5, 3, 3, 1, 3, 2]),
      cost: round(900 * stay + 2100 * icu + draws.normal(1500, 400), 2),
    }
  },
}

/** Marks of students: shares that make up 100, a mean of columns, a mark from points, who passes. */
export const grades: RuleTable = {
  target: 'satisfaction',
  rules: [
    "makes(100, 'homework_weight', 'exam_weight', 'project_weight')",
    "sums('points', 'q1', 'q2', 'q3', 'q4')",
    "mean('average', 1, 'q1', 'q2', 'q3', 'q4')",
    "goes(number('points') >= 90, text('mark') == 'a')",
    "goes(number('points') < 50, text('mark') == 'f')",
    "goes(text('mark') == 'f', text('passed') == 'no')",
    "goes(text('mark') != 'f', text('passed') == 'yes')",
    "le('attended', 'lectures')",
    "decides('lectures', 'course')",
    "decides('faculty', 'course')",
    "times('attendance_pct', 'attended', 'lectures', 1, True, 100)",
  ],
  prepare: (draws) => {
    const courses = Array.from({ length: 20 }, (_, course) => ({
      course: `C${101 + course}`,
      faculty: ['Arts', 'Science', 'Law'][course % 3],
      lectures: 10 + 2 * (course % 9),
    }))
    return (index) => {
      const { course, faculty, lectures } = draws.pick(courses)
      const skill = draws.normal(0, 3)
      const question = () => Math.max(0, Math.min(25, Math.round(draws.normal(17 + skill, 4))))
      const [q1, q2, q3, q4] = [question(), question(), question(), question()]
      const points = q1 + q2 + q3 + q4
      const mark = points >= 90 ? 'A' : points >= 75 ? 'B' : points >= 60 ? 'C' : points >= 50 ? 'D' : 'F'
      const homework_weight = 5 * draws.whole(2, 8)
      const exam_weight = 5 * draws.whole(4, 11)
      const attended = Math.round(lectures * Math.min(1, 0.4 + 0.7 * draws.next()))
      return {
        student: `S${index}`,
        course,
        faculty,
        homework_weight,
        exam_weight,
        project_weight: 100 - homework_weight - exam_weight,
        q1,
        q2,
        q3,
        q4,
        points,
        average: round(points / 4, 1),
        mark,
        passed: mark === 'F' ? 'no' : 'yes',
        lectures,
        attended,
        attendance_pct: round((100 * attended) / lectures, 1),
        satisfaction: round(5 + 0.3 * skill + 0.05 * attended + draws.normal(0, 1), 1),
      }
    }
  },
}

/** Trips between places: postal codes in cities in states, a distance over a time, moments that follow one another. */
export const trips: RuleTable = {
  target: 'tip',
  rules: [
    "decides('city', 'zip')",
    "decides('state', 'city')",
    "decides('state', 'zip')",
    "decides('time_zone', 'state')",
    "le('requested', 'picked_up')",
    "le('picked_up', 'dropped_off')",
    "minutes('minutes', 'picked_up', 'dropped_off')",
    "sums('fare_total', 'fare', 'tolls', 'tip', 'surcharge')",
    "goes(text('cancelled') == '1', null('dropped_off'))",
    "goes(text('cancelled') == '0', ~null('dropped_off'))",
    "goes(text('payment') == 'cash', number('tip') == 0)",
  ],
  prepare: (draws) => {
    const zips = Array.from({ length: 90 }, (_, zip) => ({
      zip: String(10_000 + 317 * zip),
      city: `City ${Math.floor(zip / 5)}`,
      state: ['NY', 'TX', 'CA', 'IL', 'WA', 'AZ'][Math.floor(zip / 15)]!,
    }))
    const zones: Record<string, string> = { NY: 'Eastern', TX: 'Central', CA: 'Pacific', IL: 'Central', WA: 'Pacific' }
    return () => {
      const { zip, city, state } = draws.pick(zips)
      const requested = Date.UTC(2024, 0, 1) + draws.whole(0, 500_000) * minute
      const isCancelled = draws.chance(0.08)
      const minutes = 3 + Math.round(draws.exponential(14))
      const picked = requested + draws.whole(1, 25) * minute
      const miles = round(minutes * (0.15 + 0.4 * draws.next()), 1)
      const fare = round(3 + 1.6 * miles + 0.35 * minutes, 2)
      const payment = draws.pick(['card', 'cash', 'app'], [5, 2, 4])
      const tolls = draws.chance(0.15) ? draws.pick([2.75, 6.5, 11.19]) : 0
      const tip = isCancelled || payment === 'cash' ? 0 : round(fare * 0.2 * draws.next(), 2)
      const surcharge = new Date(requested).getTime() % day > 16 * hour ? 2.5 : 0
      return {
        zip,
        city,
        state,
        time_zone: zones[state] ?? 'Mountain',
        requested: dateText(requested, true),
        picked_up: isCancelled ? '' : dateText(picked, true),
        dropped_off: isCancelled ? '' : dateText(picked + minutes * minute, true),
        minutes: isCancelled ? '' : minutes,
        cancelled: +isCancelled,
        miles,
        fare,
        tolls,
        surcharge,
        tip,
        fare_total: round(fare + tolls + tip + surcharge, 2),
        payment,
        passengers: draws.whole(1, 4),
      }
    }
  },
}
