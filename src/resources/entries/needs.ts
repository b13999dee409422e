import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Space } from '../../space.ts';
import type { Channels } from '../channels/channels.ts';
import type { EntryAccessNeeds } from './access.ts';

/** The services that entries use. */
export type ResourceNeeds = EntryAccessNeeds & {
  db: Database;
  clock: Clock;
  review: Review;
  channels: Channels;
  space?: Space;
};
