import { createHash } from 'node:crypto';
import { type Actor, actorId, isMemberOf } from '../../actor.ts';
import { after, type Clock, dayOf, days } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { writeHtml } from '../../fields/rich-text/blocks.ts';
import { inOneSpelling } from '../../fields/spelling.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { InstitutionPages } from '../../institutions/page/service.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Job } from '../../jobs/job.ts';
import { isOpen } from '../../review/workflow/transitions.ts';
import { dataIn, formOf } from '../channels/canonical.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { closingOf } from '../channels/venue.ts';
import { enough, likeness } from '../entries/alike.ts';
import { beginningOf } from '../entries/beginning.ts';
import type { Outcome } from '../entries/proposing.ts';
import type { Resources } from '../entries/service.ts';
import { newExternalId } from '../entries/written.ts';
import { fact as ofResources } from '../facts.ts';
import { may } from '../policies.ts';
import type { About, Announcement, Habit, ReadEntry, Reading, ReadValue, Span } from './announcement.ts';
import { completed, type House } from './completing.ts';
import { fact } from './facts.ts';
import type { Formats } from './formats/formats.ts';
import { type FileText, tidied } from './formats/text.ts';
import {
  type CurrentValue,
  dataOf,
  habitsIn,
  type Item,
  isRevision,
  keptFor,
  linesAround,
  namesDay,
  openQuestions,
  type Pasted,
  refusals,
  type Target,
  withoutNumbers,
  withValue,
} from './pasted.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  channels: Channels;
  resources: Resources;
  institutions: Pick<Institutions, 'get'>;
  institutionPages: Pick<InstitutionPages, 'shown'>;
  formats: Formats;
};

type Writer = Actor & { institutionId: string };
/** An announcement as it comes: its text, the HTML of an editor, or a file. */
type AnnouncementInput = {
  text?: string;
  html?: string;
  file?: { name: string; bytes: Buffer };
  writtenOn?: string;
};
/** Answers of a person: all that the page holds, and which question the button answers. */
export type Answers = {
  /** By the number of the item. */
  items: Readonly<
    Record<number, { isChosen: boolean; channel?: string | undefined; values: Readonly<Record<string, string>> }>
  >;
  /** By the number of the closure. */
  closures: readonly boolean[];
  /** Whether the item changes the entry that was found for it. */
  target?: { item: number; isThis: boolean } | undefined;
};
/** How far one is: its number of entries, and of questions that are open. */
export type Unsent = { id: string; title: string; entries: number; open: number; updatedAt: Date };
type ReadText = { announcement: Announcement; reading: Reading; attachments: readonly string[] };
type ProposedEntry = { externalId: string; channel: string; outcome: Outcome; withheld: readonly string[] };

const mostOpen = 20;
const mostEntries = 60;
const longestReason = 100;
/** Entries whose titles are compared, and those that are looked into. */
const [mostCompared, mostAlike] = [500, 12];

const gone = () => notFound(fact('pasting.no_announcement'));

/** 粘贴通知: the announcement that a hall wrote anyway becomes entries, by the one way in that there is. */
export interface Announcements {
  /** Reads one for a program; keeps nothing. Throws `invalid`. */
  read(actor: Writer, given: AnnouncementInput): Promise<ReadText>;
  /** The same, and a draft of each entry; a value that is not certain is left out of it. Again it changes nothing. */
  propose(
    actor: Writer & { kind: 'application' },
    given: AnnouncementInput,
  ): Promise<ReadText & { proposed: readonly ProposedEntry[] }>;
  /** Reads one for a person, and keeps it until it is sent, or for seven days. Throws `invalid` by field. Returns its id. */
  begin(actor: Writer, given: AnnouncementInput): Promise<string>;
  /** Throws `not_found`. */
  get(actor: Writer, id: string): Promise<store.StoredAnnouncement>;
  /** Those of the institution that were not sent. */
  unsent(actor: Writer): Promise<Unsent[]>;
  /** Keeps the answers of a person so far. Throws `conflict` where it was changed since that revision. */
  say(actor: Writer, id: string, revision: number, said: Answers): Promise<void>;
  /** Sends the chosen entries for review, and erases the text. Throws `invalid` by item and field for each open question. */
  send(actor: Writer, id: string): Promise<void>;
  /** A draft of 文化资讯 with the text; returns its submission. */
  asNews(actor: Writer, id: string): Promise<string>;
  /** Erases it unsent. */
  discard(actor: Writer, id: string): Promise<void>;
  /** Corrections of clerks. */
  habits(actor: Writer): Promise<(Habit & { key: string })[]>;
  /** One of them, or all. */
  forget(actor: Writer, key: string | undefined): Promise<void>;
}

export function createAnnouncements(needs: Needs): Announcements & { jobs: readonly Job[] } {
  const { db, clock, seal, channels, resources, institutions, institutionPages, formats } = needs;

  async function textOf({ text = '', html = '', file, writtenOn }: AnnouncementInput): Promise<FileText> {
    const field = file === undefined ? 'text' : 'file';
    try {
      if (file !== undefined) return await formats.ofFile(file.bytes);
      const ofPage = html.trim() === '' ? undefined : await formats.ofHtml(html);
      if (ofPage !== undefined && ofPage.text !== '') return ofPage;
      return { text: tidied(text), writtenOn, attachments: [] };
    } catch (error) {
      throw error instanceof Unreadable ? invalid({ [field]: error.problem }) : error;
    }
  }

  async function aboutOf(institutionId: string): Promise<About> {
    const [institution, page, places, habits] = await Promise.all([
      institutions.get(institutionId),
      institutionPages.shown(institutionId),
      store.venues(db, institutionId),
      store.habits(db, seal, institutionId),
    ]);
    const phone = page?.phone ?? places.find((each) => each.phone !== undefined)?.phone;
    return {
      today: dayOf(clock.now()),
      institution: {
        ...{ name: institution.name, regionCode: institution.regionCode ?? '' },
        ...{ phone, address: institution.address ?? places[0]?.address },
      },
      places: places.map(({ title, address }) => ({ title, address })),
      habits: habits.map(({ words, field, value }) => ({ words, field, value })),
    };
  }

  async function entriesOf(announcement: Announcement, about: About): Promise<Reading> {
    try {
      return await formats.entriesOf(announcement, about);
    } catch (error) {
      throw error instanceof Unreadable ? invalid({ text: error.problem }) : error;
    }
  }

  async function read(actor: Writer, given: AnnouncementInput): Promise<ReadText> {
    mustWrite(actor);
    const { text, writtenOn, attachments } = await textOf(given);
    if (text === '') throw invalid({ text: fact('pasting.nothing_given') });
    const announcement = { text, writtenOn: given.writtenOn ?? writtenOn };
    const reading = await entriesOf(announcement, await aboutOf(actor.institutionId));
    if (reading.entries.length > mostEntries)
      throw invalid({ text: fact('pasting.most_entries', { most: mostEntries, now: reading.entries.length }) });
    return {
      announcement: { ...announcement, text: withoutNumbers(text, reading.leftOut) },
      ...{ reading, attachments },
    };
  }

  async function houseOf(institutionId: string, code: string): Promise<House> {
    const [institution, page, last] = await Promise.all([
      institutions.get(institutionId),
      institutionPages.shown(institutionId),
      store.lastOf(db, institutionId, code),
    ]);
    return { institution, page, last: last && dataIn(channelNamed(code, channels), last) };
  }

  /** The entry that a change is about: by its number, or by title and day. */
  async function targetOf(actor: Writer, entry: ReadEntry, text: string): Promise<Target | undefined> {
    const { institutionId } = actor;
    const channel = channelNamed(entry.channel, channels);
    const numbers = new Set(text.match(/\b[A-Za-z][\w.:-]{3,63}/g)?.slice(0, 40));
    for (const number of numbers) {
      const found = await resources.find(actor, { institutionId, channel: channel.code }, number);
      const target = found && (await asTarget(actor, found.id, true));
      if (target !== undefined) return target;
    }
    const title = entry.values.title?.value ?? '';
    const published = { institutionId, channel: channel.code, standing: 'published' } as const;
    const named = await resources.list({ ...published, text: title }, undefined, mostCompared);
    const all = named.length > 0 ? named : await resources.list(published, undefined, mostCompared);
    const alike = all
      .map(({ id, title: other }) => ({ id, likeness: other === title ? 2 : likeness(other, title) }))
      .filter((each) => each.likeness >= enough)
      .toSorted((one, other) => other.likeness - one.likeness)
      .slice(0, mostAlike);
    const [best] = alike;
    const targets: Target[] = [];
    for (const { id, likeness: sure } of alike) {
      const target = sure === best?.likeness ? await asTarget(actor, id, false) : undefined;
      if (target !== undefined) targets.push(target);
    }
    // Of the dates of one series the one that the announcement names.
    return targets.find(({ data }) => namesDay(text, data.start_at)) ?? targets[0];
  }

  async function asTarget(actor: Writer, entryId: string, isSeen: boolean): Promise<Target | undefined> {
    const { entry, values } = await resources.contents(actor, entryId);
    if (values === undefined) return undefined;
    const data = dataIn(channelNamed(entry.channel, channels), values);
    return { entryId, externalId: entry.externalId, title: entry.title, data, isSeen };
  }

  async function itemOf(actor: Writer, entry: ReadEntry, text: string): Promise<Item> {
    const channel = channelNamed(entry.channel, channels);
    const target = entry.change === undefined ? undefined : await targetOf(actor, entry, text);
    const base = { externalId: newExternalId(), channel: channel.code, isChosen: true, change: entry.change };
    if (target !== undefined) {
      const typed = Object.fromEntries(Object.entries(entry.values).map(([name, { value }]) => [name, value]));
      const spelled = inOneSpelling(formOf(channel), typed); // as the published ones are
      const values = Object.fromEntries(
        Object.entries(entry.values).map(([name, held]) => [name, { ...held, value: spelled[name] ?? held.value }]),
      );
      return { ...base, values, target };
    }
    const values = completed(channel, entry.values, text, await houseOf(actor.institutionId, channel.code));
    const title = values.title;
    // It speaks of an entry that is not here: a person decides whether it becomes one.
    const asked = entry.change !== undefined && title !== undefined && fact('pasting.ask_unfound');
    return { ...base, values: asked ? { ...values, title: { ...title, doubt: title.doubt ?? asked } } : values };
  }

  async function load(actor: Writer, id: string): Promise<store.StoredAnnouncement> {
    mustWrite(actor);
    const kept = isId(id) ? await store.find(db, seal, id, actor.institutionId) : undefined;
    if (kept === undefined) throw gone();
    return kept;
  }

  async function keep(kept: store.StoredAnnouncement, pasted: Pasted): Promise<store.StoredAnnouncement> {
    if (!(await store.save(db, seal, kept, pasted, clock.now()))) throw conflict(fact('pasting.just_changed'));
    return { ...kept, pasted, revision: kept.revision + 1 };
  }

  async function submit(actor: Writer, entryId: string): Promise<void> {
    const { reviewState } = await resources.get(actor, entryId);
    if (!isOpen(reviewState) && reviewState !== 'approved') await resources.submit(actor, entryId);
  }

  async function proposeAndSubmit(actor: Writer, item: Item, externalId: string): Promise<string> {
    const about = { institutionId: actor.institutionId, clientId: undefined };
    const [made] = await resources.proposeMany(actor, item.channel, about, [{ externalId, data: dataOf(item) }]);
    if (made === undefined) throw new Error('a proposal without an answer');
    if (made.taken !== undefined) throw made.taken;
    await submit(actor, made.entryId);
    return made.entryId;
  }

  /** A change of a published entry: its live state at once, its reviewed fields by a revision. */
  async function sendChange(actor: Writer, item: Item, target: Target, text: string): Promise<string> {
    const { change } = item;
    const channel = channelNamed(item.channel, channels);
    const status = change?.kind === 'cancelled' ? 'cancelled' : change?.kind === 'postponed' ? 'postponed' : undefined;
    const field = ['event_status', 'live_status'].find((name) => channel.live?.[name] !== undefined);
    if (status !== undefined && field !== undefined) {
      const live = await resources.liveData(target.entryId);
      const reason = wordsOf(text, change?.spans ?? []);
      const more = channel.live?.reason === undefined || reason === '' ? {} : { reason };
      await resources.setLive(actor, target.entryId, { ...live, [field]: status, ...more });
    }
    return isRevision(item) ? proposeAndSubmit(actor, item, target.externalId) : target.entryId;
  }

  /** The nearest closing at once, as the live state of the house; those behind it as a sentence of its hours, by a revision. */
  async function sendClosures(actor: Writer, { closures, text }: Pasted): Promise<void> {
    const chosen = closures.filter(({ isChosen }) => isChosen);
    const [house] = chosen.length === 0 ? [] : await store.venues(db, actor.institutionId);
    if (house === undefined || house.isRoom) return;
    const channel = channelNamed('venue', channels);
    const now = clock.now();
    const today = dayOf(now);
    const ahead = chosen.filter(({ to }) => today <= to).toSorted((one, other) => (one.from < other.from ? -1 : 1));
    const { live: shown, values } = await resources.contents(actor, house.entryId);
    const standing = closingOf(shown?.data ?? {}, now);
    const [next] = ahead;
    // One closing is shown at a time. One that overlaps with that is the same, told again.
    const isFree =
      next !== undefined &&
      (standing === undefined ||
        ((standing.until === undefined || next.from < dayOf(standing.until)) &&
          (standing.from === undefined || dayOf(standing.from) <= next.to)));
    if (next !== undefined && isFree) {
      const { from, to, spans } = next;
      const { from: _from, ...live } = await resources.liveData(house.entryId);
      const until = dayOf(after(new Date(`${to}T12:00:00+08:00`), days(1)));
      await resources.setLive(actor, house.entryId, {
        ...live,
        ...{ temp_closed: '1', reason: wordsOf(text, spans), until: `${until}T09:00:00+08:00` },
        ...(today < from && standing?.isNow !== true && { from: `${from}T00:00:00+08:00` }),
      });
    }
    const coming = ahead.slice(isFree ? 1 : 0).map(({ spans }) => wordsOf(text, spans));
    if (coming.length === 0 || values === undefined) return;
    const data = dataIn(channel, values);
    const note = [data.closed_note, ...coming].filter((each) => each !== undefined && each !== '').join('；');
    if ([...note].length > 100) throw invalid({ closures: fact('pasting.hours_full') });
    const about = { institutionId: actor.institutionId, clientId: undefined };
    const item = { externalId: house.externalId, data: { ...data, closed_note: note } };
    const [made] = await resources.proposeMany(actor, channel.code, about, [item]);
    if (made !== undefined && made.taken === undefined && made.outcome !== 'unchanged')
      await submit(actor, made.entryId);
  }

  return {
    read,

    async propose(actor, given) {
      const made = await read(actor, given);
      const { institutionId, clientId } = actor;
      const { text } = made.announcement;
      const hash = createHash('sha256').update(`${institutionId}\n${text}`).digest('hex').slice(0, 12);
      const proposed: ProposedEntry[] = [];
      for (const [place, entry] of made.reading.entries.entries()) {
        if (entry.change !== undefined) continue; // of an entry that has a number of its own
        const channel = channelNamed(entry.channel, channels);
        const values = completed(channel, entry.values, text, await houseOf(institutionId, channel.code));
        const certain = Object.entries(values).filter(([, { doubt }]) => doubt === undefined);
        const withheld = Object.keys(values).filter((name) => values[name]?.doubt !== undefined);
        const data = Object.fromEntries(certain.map(([name, { value }]) => [name, value]));
        const item = { externalId: `notice-${hash}-${place + 1}`, data };
        const [one] = await resources.proposeMany(actor, channel.code, { institutionId, clientId }, [item]);
        if (one !== undefined)
          proposed.push({ externalId: one.externalId, channel: channel.code, outcome: one.outcome, withheld });
      }
      return { ...made, proposed };
    },

    async begin(actor, given) {
      const { announcement, reading, attachments } = await read(actor, given);
      const { institutionId } = actor;
      if ((await store.list(db, seal, institutionId, mostOpen)).length >= mostOpen)
        throw invalid({ text: fact('pasting.most_open', { most: mostOpen }) });
      const { text, writtenOn } = announcement;
      const items: Item[] = [];
      for (const entry of reading.entries) items.push(await itemOf(actor, entry, text));
      const { none, unused, leftOut } = reading;
      const closures = reading.closures.map((each) => ({ ...each, isChosen: true }));
      const pasted = { text, writtenOn, file: given.file?.name, attachments, items, none, closures, unused, leftOut };
      const id = newId();
      await store.insert(db, seal, { id, institutionId, by: actorId(actor) ?? '', at: clock.now() }, pasted);
      return id;
    },

    get: load,

    async unsent(actor) {
      mustWrite(actor);
      const all = await store.list(db, seal, actor.institutionId, mostOpen);
      return all
        .filter(({ pasted }) => pasted.sent === undefined)
        .map(({ id, pasted: { items, text }, updatedAt }) => ({
          ...{ id, updatedAt, entries: items.length },
          title: items[0]?.values.title?.value ?? text.split('\n', 1)[0]?.slice(0, 40) ?? '',
          open: items.reduce((sum, item) => sum + openQuestions(item, channelNamed(item.channel, channels)).length, 0),
        }));
    },

    async say(actor, id, revision, said) {
      const kept = await load(actor, id);
      const { pasted } = kept;
      if (pasted.sent !== undefined) return;
      if (kept.revision !== revision) throw conflict(fact('pasting.just_changed'));
      const items: Item[] = [];
      for (const [place, item] of pasted.items.entries())
        items.push(await heard(actor, item, pasted.text, said.items[place], said.target, place));
      const closures = pasted.closures.map((each, place) => ({ ...each, isChosen: said.closures[place] ?? false }));
      // A picture that was looked at is looked at for all of them.
      const seen = new Set(items.flatMap(({ values: { cover } }) => (cover?.isSeen ? [cover.value] : [])));
      await keep(kept, {
        ...{ ...pasted, closures },
        items: items.map((item) =>
          seen.has(item.values.cover?.value ?? '') ? withValue(item, 'cover', item.values.cover?.value ?? '') : item,
        ),
      });
    },

    async send(actor, id) {
      let kept = await load(actor, id);
      if (kept.pasted.sent !== undefined) return;
      const chosen = kept.pasted.items.filter(({ isChosen }) => isChosen);
      if (chosen.length === 0 && kept.pasted.closures.every(({ isChosen }) => !isChosen))
        throw invalid({ chosen: fact('pasting.none_chosen') });
      const refused: Record<string, Fact> = {};
      for (const [place, item] of kept.pasted.items.entries())
        if (item.isChosen && item.entryId === undefined)
          for (const [field, why] of Object.entries(refusals(item, channelNamed(item.channel, channels))))
            refused[`${place}.${field}`] = why;
      if (Object.keys(refused).length > 0) throw invalid(refused);

      for (const [place, item] of kept.pasted.items.entries()) {
        if (!item.isChosen || item.entryId !== undefined) continue;
        const { target } = item;
        try {
          const entryId =
            target === undefined
              ? await proposeAndSubmit(actor, item, item.externalId)
              : await sendChange(actor, item, target, kept.pasted.text);
          kept = await keep(kept, withItem(kept.pasted, place, { ...item, problems: undefined, entryId }));
        } catch (error) {
          if (!(error instanceof Problem) || error.fields === undefined) throw error;
          kept = await keep(kept, withItem(kept.pasted, place, { ...item, problems: error.fields }));
          throw invalid(
            Object.fromEntries(Object.entries(error.fields).map(([name, why]) => [`${place}.${name}`, why])),
          );
        }
      }
      await sendClosures(actor, kept.pasted);
      const { items, text } = kept.pasted;
      const at = clock.now();
      const sent = items.flatMap(({ entryId, target, values }) =>
        entryId === undefined ? [] : [{ entryId, title: values.title?.value ?? target?.title ?? '' }],
      );
      await db.transaction(async (trx) => {
        for (const habit of items
          .filter(({ entryId }) => entryId !== undefined)
          .flatMap((item) => habitsIn(item, text)))
          await store.keepHabit(trx, seal, actor.institutionId, habit, at);
        const nothing = { text: '', attachments: [], items: [], closures: [], unused: [], leftOut: [] };
        if (!(await store.save(trx, seal, kept, { ...nothing, sent }, at)))
          throw conflict(fact('pasting.just_changed'));
      });
    },

    async asNews(actor, id) {
      const { pasted } = await load(actor, id);
      const { institutionId } = actor;
      const lines = pasted.text.split('\n').filter((line) => line.trim() !== '');
      const [title = ''] = lines;
      const body = writeHtml(lines.slice(1).map((text) => ({ kind: 'paragraph', runs: [{ text }] })));
      const submission = await resources.begin(actor, 'news', institutionId, {
        ...beginningOf(await institutions.get(institutionId)),
        ...{ title: title.slice(0, 100), summary: (lines[1] ?? title).slice(0, 200), body },
        ...{ published_on: pasted.writtenOn ?? dayOf(clock.now()) },
      });
      await store.remove(db, id);
      return submission;
    },

    async discard(actor, id) {
      await load(actor, id);
      await store.remove(db, id);
    },

    async habits(actor) {
      mustWrite(actor);
      return store.habits(db, seal, actor.institutionId);
    },
    async forget(actor, key) {
      mustWrite(actor);
      if (key !== undefined && !/^[\da-f]{16,128}$/.test(key)) throw gone();
      await store.forgetHabits(db, actor.institutionId, key);
    },

    jobs: [
      {
        name: 'announcements.erase',
        schedule: '37 * * * *',
        run: async () => {
          await store.eraseBefore(db, after(clock.now(), -keptFor));
        },
      },
    ],
  };

  /** An item with the answers of a person. */
  async function heard(
    actor: Writer,
    item: Item,
    text: string,
    said: Answers['items'][number] | undefined,
    about: Answers['target'],
    place: number,
  ): Promise<Item> {
    let next: Item = said === undefined || item.entryId !== undefined ? item : { ...item, isChosen: said.isChosen };
    for (const [field, value] of Object.entries(said?.values ?? {})) next = withValue(next, field, value.trim());
    if (about?.item === place && next.target !== undefined)
      next = about.isThis ? { ...next, target: { ...next.target, isSeen: true } } : await asNew(actor, next, text);
    const code = said?.channel;
    return code === undefined || code === next.channel ? next : inChannel(actor, next, text, code);
  }

  /** 不是这一条: then it is a new one. */
  async function asNew(actor: Writer, { target: _target, ...item }: Item, text: string): Promise<Item> {
    return inChannel(actor, item, text, item.channel);
  }

  async function inChannel(actor: Writer, item: Item, text: string, code: string): Promise<Item> {
    const channel = channelNamed(code, channels);
    // Values of the former channel's last entry are replaced by those of this one.
    const own = Object.entries(item.values).filter(([, { source }]) => source !== 'entry');
    const read = Object.fromEntries(own.map(([name, held]) => [name, { ...held, source: sourceOf(held.source) }]));
    const values = completed(channel, read, text, await houseOf(actor.institutionId, code));
    for (const [name, held] of own) if (values[name] !== undefined) values[name] = held;
    return { ...item, channel: channel.code, values, problems: undefined };
  }
}

const sourceOf = (source: CurrentValue['source']): ReadValue['source'] =>
  source === 'institution' || source === 'habit' ? source : 'text';

const withItem = (pasted: Pasted, place: number, item: Item): Pasted => ({
  ...pasted,
  items: pasted.items.map((each, index) => (index === place ? item : each)),
});

/** The hall's own words, as a reason that citizens read. */
const wordsOf = (text: string, spans: readonly Span[]): string =>
  [...linesAround(text, spans)].slice(0, longestReason).join('');

function mustWrite(actor: Writer): void {
  if (actor.kind === 'application' && actor.scopes.includes('resource:write')) return;
  if (!isMemberOf(actor, actor.institutionId, may('paste an announcement and send what was read in it').roles))
    throw forbidden(ofResources('resources.role_may_not'));
}
