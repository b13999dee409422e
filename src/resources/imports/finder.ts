import { dayOf } from '../../clock.ts';
import type { Finder } from '../../http/search.ts';
import { channelNamed } from '../channels/channels.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import type { Imports } from './service.ts';

/** A number of a batch, or its beginning: 20261202-05. */
const isNumber = (text: string) => /^\d{6,8}(-\d*)?$/.test(text);

/** 批次 by their numbers. */
export const importFinder = ({ imports }: { imports: Pick<Imports, 'list'> }): Finder => ({
  kind: fact('resources.found_import'),
  policy: may('see own entries'),
  side: 'member',
  find: async (member, { text }, limit) =>
    isNumber(text)
      ? (await imports.list(member, member.institutionId, undefined, limit, text)).map((one) => ({
          title: one.number,
          notes: [channelNamed(one.channel).name, dayOf(one.createdAt)],
          href: `/console/resources/imports/${one.id}`,
        }))
      : [],
});
