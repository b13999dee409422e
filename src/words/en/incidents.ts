import type { IncidentFacts } from '../../operations/incidents/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { text } from './views/text.ts';

/** Texts about incidents for citizens; the desk stays Chinese. */
export const facts = {
  'incidents.card': 'Security notice',
  'incidents.card_locked': ({ at }) =>
    `On ${text.dateTime(new Date(at))} sign-in to your account was paused because of a security incident; it works again. Look through your sign-in history and press “Not me” at what you do not know`,
} satisfies Catalogue<Pick<IncidentFacts, 'incidents.card' | 'incidents.card_locked'>>;
