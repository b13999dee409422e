import type { PasskeyFacts } from '../../accounts/passkeys/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

const again = 'try again, or sign in another way';

export const facts = {
  'passkeys.unreadable': `The answer of this device could not be read; ${again}`,
  'passkeys.not_asked': `This confirmation did not begin on this page; ${again}`,
  'passkeys.challenge_used': `This confirmation was used already; ${again}`,
  'passkeys.challenge_over': `The confirmation took more than 5 minutes; ${again}`,
  'passkeys.other_origin': `The confirmation came from another address. Check the address bar, then ${again}`,
  'passkeys.other_site': `This passkey belongs to another site; ${again}`,
  'passkeys.not_verified_person': `The device did not check your fingerprint, face or screen lock; ${again}`,
  'passkeys.wrong_signature': `This passkey could not be verified; ${again}`,
  'passkeys.counter_back':
    'This passkey may have been copied, and you were not signed in. Sign in another way, then delete it under Passkeys',
  'passkeys.unknown': 'This passkey was deleted, or is not one of the Culture Cloud. Sign in another way',
  'passkeys.other_account': 'This passkey belongs to another account. Use another one, or sign in another way',
  'passkeys.other_attestation': 'The passkey of this device came with an attestation we do not need; it was not added',
  'passkeys.known_already': 'The passkey of this device was added already',
  'passkeys.max_reached': ({ max }) => `At most ${plural(max, 'passkey')}; delete one you do not use`,
  'passkeys.tries_spent': ({ minutes }) =>
    `Too many attempts; try again in ${plural(minutes, 'minute')}, or sign in another way`,
  'passkeys.not_found': 'There is no such passkey; it may have been deleted.',
  'passkeys.only_way':
    'Keep at least one way to sign in: set a password or add a mobile number before you delete this passkey',
  'passkeys.passkeys': 'Passkeys',
  'passkeys.none': 'None yet',
  'passkeys.named': ({ names }) => names.join(', '),
  'passkeys.turn_on': 'Add a passkey',
  'passkeys.one': ({ name }) => `Passkey: ${name}`,
  'passkeys.menu_passkeys': 'Passkeys',
} satisfies Catalogue<PasskeyFacts>;
