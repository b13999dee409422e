import { type CustomTypesConfig, types } from 'pg';

/** A count or an id; beyond 2^53 a number would silently be another number. */
const exactInteger = (text: string) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit into a number`);
  return number;
};

const asWritten = (text: string) => text;
const parserOf = (oid: number) => types.getTypeParser(oid, 'text');

// As PostgreSQL writes a time of ours; what is of another form (a zone of half an hour, infinity) takes the way of the library.
const usualTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d$/;
const anyTime = parserOf(1184);
const time = (text: string): unknown =>
  usualTime.test(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`) : anyTime(text);

// A date has no time zone: as a Date it would be another day elsewhere.
const parsers = new Map<number, (text: string) => unknown>([
  [20, exactInteger], // int8
  [1016, parserOf(1007)], // int8[] as int4[]
  [1082, asWritten], // date
  [1184, time], // timestamptz, five times as fast as the library's
  [1182, parserOf(1009)], // date[] as text[]
]);

/** How values of PostgreSQL look in TypeScript: timestamptz → Date, bytea → Buffer, json parsed, int8 → number, text[] → string[]. */
export const values: CustomTypesConfig = {
  getTypeParser: (oid: number, format: 'text' | 'binary' = 'text') =>
    (format === 'text' && parsers.get(oid)) || types.getTypeParser(oid, format),
};
