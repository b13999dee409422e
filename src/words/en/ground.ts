import type { ActorFacts } from '../../actor.ts';
import type { ErrorFacts } from '../../errors.ts';
import type { Catalogue } from '../catalogue.ts';

export const ground = {
  'errors.to_correct': ({ count }) => `${count === 1 ? 'One thing needs' : `${count} things need`} to be corrected`,
  'actor.role_may_not': 'Your role may not do this; ask a system administrator',
  'actor.whole_country':
    'This concerns the whole country and your role is for some regions; leave it to a colleague who is for all of them',
} satisfies Catalogue<ErrorFacts & ActorFacts>;
