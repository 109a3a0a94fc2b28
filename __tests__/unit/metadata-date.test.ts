import assert from 'node:assert/strict';
import test from 'node:test';
import { formatDate } from '../../src/metadata/date.ts';

const january = '2020-01-10T00:30:00Z';
const march = '2026-03-09T15:06:07.089Z';

// As moment with its English has them: https://momentjs.com/docs/#/displaying/format/
for (const [time, format, zone, expected] of [
  [january, 'YYYYMMDD', 'UTC', '20200110'],
  [january, 'YYYYMMDD-HHmmss', 'Asia/Tokyo', '20200110-093000'],
  [january, 'YYYYMMDD-HHmmss', 'asia/tokyo', '20200110-093000'],
  [january, 'YYYY-MM-DDTHH:mm:ss.SSS[Z]', 'UTC', '2020-01-10T00:30:00.000Z'],
  ['2020-01-10T15:25:50Z', 'dddd, MMMM Do YYYY, h:mm:ss a', 'UTC', 'Friday, January 10th 2020, 3:25:50 pm'],
  [january, undefined, 'UTC', '2020-01-10T00:30:00Z'],
  [january, undefined, 'Europe/London', '2020-01-10T00:30:00Z'],
  [january, undefined, 'Asia/Kolkata', '2020-01-10T06:00:00+05:30'],
  [march, 'M Mo MM MMM MMMM Q Qo', 'UTC', '3 3rd 03 Mar March 1 1st'],
  [march, 'D Do DD DDD DDDo DDDD d do dd ddd dddd e E', 'UTC', '9 9th 09 68 68th 068 1 1st Mo Mon Monday 1 1'],
  [march, 'w wo ww W Wo WW gg gggg GG GGGG', 'UTC', '11 11th 11 11 11th 11 26 2026 26 2026'],
  [march, 'YY YYYY YYYYY YYYYYY Y y yo N', 'UTC', '26 2026 02026 +002026 2026 2026 2026th AD'],
  [march, 'A a H HH h hh k kk m mm s ss', 'UTC', 'PM pm 15 15 3 03 15 15 6 06 7 07'],
  [march, 'S SS SSS SSSS SSSSSSSSS', 'UTC', '0 08 089 0890 089000000'],
  [march, 'Hmm Hmmss hmm hmmss', 'UTC', '1506 150607 306 30607'],
  [march, 'X x', 'Asia/Tokyo', '1773068767 1773068767089'],
  [march, 'Z ZZ z', 'America/St_Johns', '-02:30 -0230 GMT-2:30'],
  [march, 'z zz', 'UTC', 'UTC UTC'],
  [march, 'L | LT | LTS | l', 'UTC', '03/09/2026 | 3:06 PM | 3:06:07 PM | 3/9/2026'],
  [march, 'LL | LLL', 'UTC', 'March 9, 2026 | March 9, 2026 3:06 PM'],
  [march, 'LLLL', 'UTC', 'Monday, March 9, 2026 3:06 PM'],
  [march, 'll | lll | llll', 'UTC', 'Mar 9, 2026 | Mar 9, 2026 3:06 PM | Mon, Mar 9, 2026 3:06 PM'],
  [march, '[YYYY] [at] \\YYYY T/._-', 'UTC', 'YYYY at YYYY T/._-'],
  ['2026-01-01T00:00:00Z', 'h k kk A W GGGG w gggg', 'UTC', '12 24 24 AM 1 2026 1 2026'],
  ['2027-01-01T12:00:00Z', 'h k W GGGG w gggg DDDD E', 'UTC', '12 12 53 2026 1 2027 001 5'],
  ['2026-12-29T00:00:00Z', 'GGGG-[W]WW gggg', 'UTC', '2026-W53 2027'],
  ['2026-10-11T00:00:00Z', 'Do', 'UTC', '11th'],
  ['2026-10-13T00:00:00Z', 'Do DDDo', 'UTC', '13th 286th'],
  ['2026-04-22T00:00:00Z', 'Do DDDo', 'UTC', '22nd 112th'],
  ['2026-10-21T00:00:00Z', 'Do', 'UTC', '21st'],
  // An hour around the change to summer time, and a zone that changes by half an hour.
  ['2026-03-29T00:59:59Z', 'HH:mm Z', 'Europe/Berlin', '01:59 +01:00'],
  ['2026-03-29T01:00:00Z', 'HH:mm Z', 'Europe/Berlin', '03:00 +02:00'],
  ['2026-07-01T00:00:00Z', 'HH:mm Z', 'Australia/Lord_Howe', '10:30 +10:30'],
  ['2026-01-01T00:00:00Z', 'YYYYMMDD HH:mm Z', 'Pacific/Kiritimati', '20260101 14:00 +14:00'],
  ['2025-12-31T23:59:59.999Z', 'YYYY-MM-DD ss.SSS', 'Etc/GMT+12', '2025-12-31 59.999'],
] as const)
  test(`${format} at ${time} in ${zone}`, () =>
    assert.deepEqual(formatDate(new Date(time), format, zone), { text: expected }));

for (const [zone, meant] of [
  ['Asia/Tokio', 'Asia/Tokyo'],
  ['Mars/Olympus_Mons', 'Area/City, such as Europe/Berlin'],
  ['', 'Area/City, such as Europe/Berlin'],
] as const)
  test(`no time zone ${JSON.stringify(zone)}`, () =>
    assert.equal(
      formatDate(new Date(january), 'YYYY', zone),
      `has the time zone ${JSON.stringify(zone)}, which there is not; write ${meant}`,
    ));
