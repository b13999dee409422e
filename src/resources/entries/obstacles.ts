import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Problems } from '../../errors.ts';
import { fieldsIn, type Values } from '../../fields/form.ts';
import { fact as ofFiles } from '../../files/facts.ts';
import type { Files } from '../../files/service.ts';
import { type Channel, textOf } from '../channels/channel.ts';
import { fact } from '../facts.ts';
import * as entries from './entry-store.ts';
import type { Pictures } from './pictures.ts';

type Needs = { clock: Clock; files: Pick<Files, 'describe'>; pictures: Pick<Pictures, 'resolve'> };
/** `isNew`: nothing of it was published before. */
type Item = { values: Values; isNew: boolean };
type Found = { problems: Problems; pictures: Readonly<Record<string, string>> };

/** Reasons beside the form why an entry cannot be sent: its dates, the entries that it refers to, its pictures. */
export interface Obstacles {
  /** Of each, in their order. Sending asks it, and the check of a workbook; `areDrafts`: pictures are fetched when they are sent; `isTrial`: those that were not yet are no obstacle. */
  of(
    connection: Connection,
    institutionId: string,
    channel: Channel,
    items: readonly Item[],
    about?: { areDrafts?: boolean; isTrial?: boolean },
  ): Promise<Found[]>;
}

export function createObstacles({ clock, files, pictures }: Needs): Obstacles {
  /** Uploads that are named and are not there any more, or belong to others. */
  async function goneUploads(connection: Connection, institutionId: string, channel: Channel, items: readonly Item[]) {
    const fields = channel.groups
      .flatMap((group) => fieldsIn(group.fields))
      .filter(({ control }) => control === 'files');
    const named = items.map(({ values }) =>
      fields.flatMap(({ name }) => linesOf(values[name]).flatMap((id) => (isId(id) ? [{ name, id }] : []))),
    );
    const ids = [...new Set(named.flat().map(({ id }) => id))];
    const there = new Set(
      (ids.length === 0 ? [] : await files.describe(ids, institutionId, connection)).map((file) => file.id),
    );
    return named.map(
      (each): Problems =>
        Object.fromEntries(
          each.flatMap(({ name, id }) => (there.has(id) ? [] : [[name, ofFiles('files.upload_gone')]])),
        ),
    );
  }

  return {
    async of(connection, institutionId, channel, items, { areDrafts = false, isTrial = false } = {}) {
      const now = clock.now();
      const wanted = items.flatMap(({ values }) =>
        Object.entries(channel.refers ?? {}).flatMap(([name, other]) => {
          const externalId = textOf(values[name]);
          return externalId === undefined ? [] : [{ channel: other, externalId }];
        }),
      );
      const published = await entries.publishedAmong(connection, institutionId, wanted);
      const all = items.map(({ values }) => values);
      const resolved = areDrafts ? [] : await pictures.resolve(connection, institutionId, channel, all, { isTrial });
      const gone = await goneUploads(connection, institutionId, channel, items);
      return items.map(({ values, isNew }, place) => {
        const problems: Problems = { ...channel.checkWhen?.(values, now, isNew), ...gone[place] };
        for (const [name, other] of Object.entries(channel.refers ?? {})) {
          const externalId = textOf(values[name]);
          if (externalId !== undefined && !published.has(`${other} ${externalId}`))
            problems[name] = fact('resources.referred_missing', { externalId });
        }
        const found = resolved[place];
        if (found !== undefined && 'problems' in found) Object.assign(problems, found.problems);
        return { problems, pictures: found !== undefined && 'pictures' in found ? found.pictures : {} };
      });
    },
  };
}

const linesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string');
