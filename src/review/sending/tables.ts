import type { Speech } from '../../fact.ts';
import { type Data, fieldsIn, type Group } from '../../fields/form.ts';
import { weekdays } from '../../fields/row-table.ts';
import { occurrences, seriesNames } from '../../fields/series.ts';
import { shortDay } from '../../http/pages/text.ts';
import type { Tables } from '../../http/table-text.ts';

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

const textsOf = (query: Query): Data =>
  Object.fromEntries(Object.entries(query).filter((each): each is [string, string] => typeof each[1] === 'string'));

/** Tables of a page as its address asks: one written as text, or the results of a repetition before they are added. */
export function tablesOf(groups: readonly Group[], data: Data, query: Query, say: Speech['say']): Tables {
  const { text: asText, series: field, ...asked } = textsOf(query);
  const table = groups.flatMap(({ fields }) => fieldsIn(fields)).find(({ name }) => name === field)?.table;
  if (field === undefined || table === undefined || !table.repeats) return asText === undefined ? {} : { asText };
  const read = occurrences(table, data[field] ?? '', asked);
  if ('problems' in read) return { series: { field, asked, problems: read.problems.map(say), found: [] } };
  const found = read.found.map(({ line, day, weekday, from, to, isThere }, place) => ({
    name: `${field}.more.${place}`,
    line,
    words: `${shortDay(day)} 周${weekdays[weekday - 1]} ${from}–${to}`,
    isThere,
  }));
  return { series: { field, asked, problems: [], found } };
}

/** The query of the page to which a button of a table leads; empty where it leads to the table as it is. */
export function tableQuery(form: Data): string {
  const [field = '', as] = form.table?.split('/') ?? [];
  if (as === 'text') return String(new URLSearchParams({ text: field }));
  if (as !== 'series') return '';
  const prefix = `${field}.every.`;
  const typed = Object.entries(form).filter(([name, value]) => name.startsWith(prefix) && value !== '');
  const asked = new URLSearchParams({ series: field });
  const days = typed.flatMap(([name]) => (name.startsWith(`${prefix}weekdays.`) ? [name.split('.').at(-1)] : []));
  if (days.length > 0) asked.set(seriesNames[0], days.join(','));
  for (const [name, value] of typed)
    if (!name.startsWith(`${prefix}weekdays.`)) asked.set(name.slice(prefix.length), value.slice(0, 60));
  return String(asked);
}
