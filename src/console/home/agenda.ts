import type { Member } from '../../actor.ts';
import type { Speech } from '../../fact.ts';
import { dateTime } from '../../http/pages/text.ts';
import { fact } from '../../integration/vendors/facts.ts';
import type { Vendors } from '../../integration/vendors/service.ts';
import { daysBetween } from '../../statistics/reports/closing.ts';

type Needs = Pick<Vendors, 'isVendor' | 'agenda' | 'renewsUntil'>;

const desk = '/console/vendor';
/** Of one day; the desk has all. */
const mostShown = 12;
const tones = { ends: 'bad-t', due: 'warn', failed: 'bad-t' } as const;

/** A developer's morning: the AKs of its institutions by day. Undefined for others, and before an institution authorises it. */
export async function agendaFor(vendors: Needs, actor: Member, { say }: Pick<Speech, 'say'>) {
  if (actor.applications !== undefined || !(await vendors.isVendor(actor))) return undefined;
  const { institutions, today, days } = await vendors.agenda(actor);
  if (institutions === 0) return undefined;
  const all = days.flatMap(({ entries }) => entries);
  const of = (wanted: (typeof all)[number]['kind']) => all.filter(({ kind }) => kind === wanted);
  const ends = of('ends').map(({ clientId }) => clientId);
  const failed = new Set(of('failed').map(({ clientId }) => clientId)).size;
  return {
    head: say(fact('vendors.agenda_head', { institutions, ends: ends.length, due: of('due').length, failed })),
    days: days.map(({ day, entries }) => ({
      title: say(fact('vendors.agenda_day', { day, from: distance(today, day) })),
      entries: entries.slice(0, mostShown).map(({ kind, tag, note, path, name, institution }) => ({
        ...{ name, institution, href: desk + path },
        ...{ tone: kind === 'ends' && day > today ? 'warn' : tones[kind], tag: say(tag), note: say(note) },
      })),
      more: Math.max(0, entries.length - mostShown),
    })),
    ends,
    renewsUntil: dateTime(vendors.renewsUntil()),
  };
}

/** In days; before today negative. */
const distance = (today: string, day: string): number =>
  day < today ? 1 - daysBetween(day, today).length : daysBetween(today, day).length - 1;
