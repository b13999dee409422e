import type { Data } from '../../fields/form.ts';
import type { InstitutionPage } from '../../institutions/page/institution-page.ts';
import type { Channel } from '../channels/channel.ts';
import { beginningOf } from '../entries/beginning.ts';
import type { ReadValue, Span } from './announcement.ts';
import { fact } from './facts.ts';
import { type CurrentValue, fieldsByName } from './pasted.ts';

/** Knowledge of an institution beside the announcement. */
export type House = {
  institution: { name: string; regionCode: string | undefined };
  page: InstitutionPage | undefined;
  /** The last published entry of the channel. */
  last: Data | undefined;
};

const longestSummary = 200;

/**
 * The values of an entry with those that its channel asks for and that no announcement says: who answers for it, where citizens are led, a picture, who
 * may copy it. Values of another entry are asked about once.
 */
export function completed(
  channel: Channel,
  read: Readonly<Record<string, ReadValue>>,
  text: string,
  { institution, page, last = {} }: House,
): Record<string, CurrentValue> {
  const fields = fieldsByName(channel);
  const values: Record<string, CurrentValue> = Object.fromEntries(
    Object.entries(read).filter(([name, { value }]) => fields.has(name) && value !== ''),
  );
  const give = (name: string, value: string | undefined, held: Partial<CurrentValue> = {}) => {
    if (value === undefined || value === '' || values[name] !== undefined || !fields.has(name)) return;
    values[name] = { value, spans: [], source: 'institution', ...held };
  };
  for (const [name, value] of Object.entries(beginningOf(institution))) give(name, value);
  const { contact_phone: phone } = values;
  if (phone !== undefined) give('phone', phone.value, phone); // of a room: the number that the text gives
  give('region_code', last.region_code, { source: 'entry' });
  give('organizer', institution.name);
  give('host_unit', institution.name);

  const addresses = channel.addresses ?? ['pc_url', 'h5_url'];
  if (addresses.every((name) => values[name] === undefined)) {
    give('h5_url', page?.h5Url);
    give('pc_url', page?.webUrl);
  }
  if (addresses.every((name) => values[name] === undefined))
    give('h5_url', originOf(last.h5_url ?? last.pc_url), { source: 'entry' });

  if (page?.picture !== undefined) {
    give('cover', page.picture);
    give('cover_alt', page.pictureAlt ?? institution.name);
  } else if (last.cover !== undefined && values.cover === undefined) {
    give('cover', last.cover, { source: 'entry', doubt: fact('pasting.ask_cover', { title: last.title ?? '' }) });
    give('cover_crop', last.cover_crop, { source: 'entry' });
    give('cover_alt', last.cover_alt, { source: 'entry' });
  }
  give(
    'licence',
    last.licence ?? 'display',
    last.licence === undefined ? { doubt: fact('pasting.ask_licence') } : { source: 'entry' },
  );
  const [words, span] = summaryOf(Object.values(read), text);
  give('summary', words, { source: 'text', spans: span });
  return values;
}

function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? `${new URL(address).origin}/` : undefined;
}

/** The lines of the announcement that the values come from, as far as a summary goes. */
function summaryOf(values: readonly ReadValue[], text: string): [string, readonly Span[]] {
  const spans = values.flatMap((value) => value.spans);
  const from = text.lastIndexOf('\n', Math.min(...spans.map(([start]) => start), text.length) - 1) + 1;
  const last = Math.max(...spans.map(([, end]) => end), 0);
  const until = text.indexOf('\n', last) === -1 ? text.length : text.indexOf('\n', last);
  const all = spans.length === 0 ? text : text.slice(from, until);
  const lines: string[] = [];
  let size = 0;
  for (const line of all.split('\n').map((each) => each.replaceAll('\t', ' ').trim())) {
    if (line === '' || line.includes('**')) continue;
    if (size + line.length + 1 > longestSummary) break;
    lines.push(line);
    size += line.length + 1;
  }
  const summary = lines.join('\n') || all.trim().slice(0, longestSummary);
  return [summary, []];
}
