import { nearest } from '../platform.ts';

/** A point in time as clock and calendar of a time zone show it. */
interface ZonedTime {
  time: Date;
  /** What the clock shows, in the fields for UTC. */
  clock: Date;
  /** Minutes east of UTC. */
  offset: number;
  /** `UTC`, `EST`, `GMT+9` */
  zone: string;
}

type Numbers = Record<string, (at: ZonedTime) => number>;
type Formats = Record<string, (at: ZonedTime) => string>;

const DAY = 86_400_000;

// Tokens that are numbers. https://momentjs.com/docs/#/displaying/format/
const NUMBERS: Numbers = {
  M: ({ clock }) => clock.getUTCMonth() + 1,
  Q: ({ clock }) => Math.floor(clock.getUTCMonth() / 3) + 1,
  D: ({ clock }) => clock.getUTCDate(),
  DDD: ({ clock }) => dayOfYear(clock),
  d: ({ clock }) => clock.getUTCDay(),
  e: ({ clock }) => clock.getUTCDay(),
  E: ({ clock }) => clock.getUTCDay() || 7,
  w: ({ clock }) => week(clock, 0, 6),
  W: ({ clock }) => week(clock, 1, 4),
  y: ({ clock }) => clock.getUTCFullYear(),
  H: ({ clock }) => clock.getUTCHours(),
  h: ({ clock }) => clock.getUTCHours() % 12 || 12,
  k: ({ clock }) => clock.getUTCHours() || 24,
  m: ({ clock }) => clock.getUTCMinutes(),
  s: ({ clock }) => clock.getUTCSeconds(),
};

// What they say in other places, by the formats of moment's English.
const SHORTHANDS = {
  Hmm: 'H[]mm',
  Hmmss: 'H[]mm[]ss',
  hmm: 'h[]mm',
  hmmss: 'h[]mm[]ss',
  L: 'MM/DD/YYYY',
  LT: 'h:mm A',
  LTS: 'h:mm:ss A',
  LL: 'MMMM D, YYYY',
  LLL: 'MMMM D, YYYY h:mm A',
  LLLL: 'dddd, MMMM D, YYYY h:mm A',
  l: 'M/D/YYYY',
  ll: 'MMM D, YYYY',
  lll: 'MMM D, YYYY h:mm A',
  llll: 'ddd, MMM D, YYYY h:mm A',
};

const FORMATS: Formats = {
  ...mapFormats(Object.keys(NUMBERS), (key) => [key, number(key, 1)]),
  ...mapFormats(['M', 'D', 'w', 'W', 'H', 'h', 'k', 'm', 's'], (key) => [key + key, number(key, 2)]),
  ...mapFormats(['M', 'Q', 'D', 'DDD', 'd', 'w', 'W', 'y'], (key) => [`${key}o`, ordinal(key)]),
  ...mapFormats(['S', 'SS', 'SSS', 'SSSS', 'SSSSS', 'SSSSSS', 'SSSSSSS', 'SSSSSSSS', 'SSSSSSSSS'], (key) => [
    key,
    ({ clock }) => pad(clock.getUTCMilliseconds(), 3).padEnd(key.length, '0').slice(0, key.length),
  ]),
  ...mapFormats(Object.entries(SHORTHANDS), ([key, format]) => [key, (at) => formatZoned(at, format)]),
  DDDD: number('DDD', 3),
  MMM: ({ clock }) => word(clock, { month: 'short' }),
  MMMM: ({ clock }) => word(clock, { month: 'long' }),
  dd: ({ clock }) => word(clock, { weekday: 'short' }).slice(0, 2),
  ddd: ({ clock }) => word(clock, { weekday: 'short' }),
  dddd: ({ clock }) => word(clock, { weekday: 'long' }),
  Y: number('y', 4),
  YY: ({ clock }) => pad(clock.getUTCFullYear() % 100, 2),
  YYYY: number('y', 4),
  YYYYY: number('y', 5),
  YYYYYY: ({ clock }) => `+${pad(clock.getUTCFullYear(), 6)}`,
  gg: ({ clock }) => pad(weekYear(clock, 0, 6) % 100, 2),
  gggg: ({ clock }) => pad(weekYear(clock, 0, 6), 4),
  GG: ({ clock }) => pad(weekYear(clock, 1, 4) % 100, 2),
  GGGG: ({ clock }) => pad(weekYear(clock, 1, 4), 4),
  A: ({ clock }) => (clock.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: ({ clock }) => (clock.getUTCHours() < 12 ? 'am' : 'pm'),
  N: () => 'AD',
  NNNN: () => 'Anno Domini',
  Z: ({ offset }) => formatOffset(offset, ':'),
  ZZ: ({ offset }) => formatOffset(offset, ''),
  z: ({ zone }) => zone,
  zz: ({ zone }) => zone,
  X: ({ time }) => `${Math.floor(time.getTime() / 1000)}`,
  x: ({ time }) => `${time.getTime()}`,
};

const LONGEST_FIRST = Object.keys(FORMATS).toSorted((a, b) => b.length - a.length);
const TOKEN = new RegExp(`\\[([^\\[\\]]*)\\]|\\\\?(?:${LONGEST_FIRST.join('|')})`, 'g');

/**
 * The time in a zone of the IANA database, by the tokens of moment (`YYYYMMDD-HHmmss`, square brackets around what is none),
 * in ISO 8601 without a format. A string where there is no such zone.
 */
export function formatDate(time: Date, format: string | undefined, zone: string): { text: string } | string {
  const zoned = toZone(time, zone);
  if (zoned === undefined) {
    const meant = nearest(zone, Intl.supportedValuesOf('timeZone')) ?? 'Area/City, such as Europe/Berlin';
    return `has the time zone ${JSON.stringify(zone)}, which there is not; write ${meant}`;
  }
  const standard = zoned.offset === 0 ? 'YYYY-MM-DDTHH:mm:ss[Z]' : 'YYYY-MM-DDTHH:mm:ssZ';
  return { text: formatZoned(zoned, format ?? standard) };
}

function formatZoned(at: ZonedTime, format: string): string {
  return format.replace(TOKEN, (token, literal: string | undefined) => {
    if (literal !== undefined) return literal;
    return token.startsWith('\\') ? token.slice(1) : (FORMATS[token]?.(at) ?? token);
  });
}

function toZone(time: Date, timeZone: string): ZonedTime | undefined {
  const fields = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
  const options = Object.fromEntries(fields.map((field) => [field, 'numeric']));
  let parts: Intl.DateTimeFormatPart[];
  try {
    const settings = { ...options, timeZone, hourCycle: 'h23', timeZoneName: 'short' } as const;
    parts = new Intl.DateTimeFormat('en-US', settings).formatToParts(time);
  } catch {
    return undefined;
  }
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const [year = 0, month = 1, ...rest] = fields.map((field) => Number(part(field)));
  const clock = new Date(Date.UTC(year, month - 1, ...rest, time.getUTCMilliseconds()));
  return { time, clock, offset: (clock.getTime() - time.getTime()) / 60_000, zone: part('timeZoneName') };
}

function mapFormats<T>(items: readonly T[], make: (item: T) => [string, (at: ZonedTime) => string]): Formats {
  return Object.fromEntries(items.map(make));
}

function number(key: string, width: number): (at: ZonedTime) => string {
  return (at) => pad(NUMBERS[key]?.(at) ?? 0, width);
}

function ordinal(key: string): (at: ZonedTime) => string {
  return (at) => {
    const value = NUMBERS[key]?.(at) ?? 0;
    const ending = /1[1-3]$/.test(`${value}`) ? undefined : ['th', 'st', 'nd', 'rd'][value % 10];
    return `${value}${ending ?? 'th'}`;
  };
}

function word(clock: Date, options: Intl.DateTimeFormatOptions): string {
  return clock.toLocaleDateString('en-US', { ...options, timeZone: 'UTC' });
}

function formatOffset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${separator}${pad(size % 60, 2)}`;
}

function dayOfYear(clock: Date): number {
  return Math.floor((clock.getTime() - Date.UTC(clock.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

/** The day that decides to which year a week belongs: `anchor`, in a week that starts on `first` (0 is Sunday). */
function anchorDay(clock: Date, first: number, anchor: number): Date {
  const sinceFirst = (clock.getUTCDay() - first + 7) % 7;
  const toAnchor = (anchor - first + 7) % 7;
  return new Date(clock.getTime() + (toAnchor - sinceFirst) * DAY);
}

function weekYear(clock: Date, first: number, anchor: number): number {
  return anchorDay(clock, first, anchor).getUTCFullYear();
}

function week(clock: Date, first: number, anchor: number): number {
  return Math.ceil(dayOfYear(anchorDay(clock, first, anchor)) / 7);
}

function pad(value: number, width: number): string {
  return `${value}`.padStart(width, '0');
}
