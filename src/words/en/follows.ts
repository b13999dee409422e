import type { FollowFacts } from '../../citizens/follows/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

export const facts = {
  'follows.menu_follows': 'Following',
  'follows.card_note': ({ names, count }) =>
    count === 0
      ? 'Choose “Follow” on the page of a hall or library, and its coming events stand here'
      : count > names.length
        ? `${names.join(', ')} and ${count - names.length} more`
        : names.join(', '),
  'follows.not_found': 'There is no page of this institution; it may be closed.',
  'follows.max_reached': ({ max }) => `You can follow ${plural(max, 'institution')}; end some that you rarely read`,
} satisfies Catalogue<FollowFacts>;
