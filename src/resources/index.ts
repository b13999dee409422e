import { system } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Review } from '../review/service.ts';
import { type Channels, channels as shipped } from './channels.ts';
import { createDuplicates } from './duplicates.ts';
import { resourceKind, withdrawalKind } from './kinds.ts';
import { createPictures } from './pictures.ts';
import { createPublishing, type Shelve, type Tell } from './publishing.ts';
import { createReminding, type RemindingNeeds } from './reminding.ts';
import { createResources } from './service.ts';
import type { WayNeeds } from './ways.ts';

type Needs = RemindingNeeds &
  WayNeeds & {
    db: Database;
    clock: Clock;
    jobs: Jobs;
    review: Review;
    files: Files;
    institutions: Institutions;
    fetch: typeof globalThis.fetch;
    shelf: Shelve;
    tell: Tell;
    /** All of them where nothing else is given. */
    channels?: Channels;
  };

/** The room of resources: a kind for each channel, one for withdrawals, and the verbs. */
export function furnishResources({ channels = shipped, ...needs }: Needs) {
  const { review, jobs } = needs;
  const pictures = createPictures(needs);
  const publishing = createPublishing(needs);
  const duplicates = createDuplicates(needs);
  for (const channel of Object.values(channels))
    review.register(resourceKind(channel, { ...needs, pictures, publishing, duplicates }));
  review.register(withdrawalKind({ ...needs, pictures, publishing, duplicates }));
  const turn = () => publishing.turn(system('resources.turn'));
  jobs.schedule('resources.turn', '* * * * *', turn);
  const remind = createReminding(needs);
  // Every hour of the day: whoever was not there at nine makes up for it, and an occasion is told of once.
  jobs.schedule('resources.remind', '13 9-20 * * *', remind);
  return { remind, ...createResources({ ...needs, channels }), turn, pictures, duplicates };
}
