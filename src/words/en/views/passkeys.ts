import type { passkeys as chinese } from '../../zh/views/passkeys.ts';
import { plural } from '../parts.ts';

export const passkeys: typeof chinese = {
  list: {
    heading: 'Passkeys',
    lead: 'Sign in with your fingerprint, face or screen lock. Nothing to remember, nothing to be tricked out of you.',
    added: ', added',
    synced: 'Synced by the maker of the device',
    lastUsed: 'Last used ',
    comma: ', ',
    never: 'Not used yet',
    change: 'Rename or delete',
    of: ': ',
    none: 'No passkey yet. With one, a look or a touch signs you in.',
    addPhone: 'Add one for this phone',
    addComputer: 'Add one for this computer',
    unsupported: (device) =>
      `This device (${device}) has no passkeys. In WeChat, tap the top right corner and open this page in the browser; if scripts are off, turn them on first.`,
    most: (max) => `At most ${plural(max, 'passkey')}. To add one for a new device, delete one you do not use.`,
    local:
      'Your fingerprint and face never leave your device; we cannot see them. Do not add one on a shared computer.',
    elders: 'Can I add one on an older relative’s phone?',
    eldersHow:
      'Yes. Sign in on their phone, then add it with their own screen lock. If it does not open in WeChat, tap the top right corner and open the page in the browser.',
    lost: 'What if a device is lost?',
    lostHow:
      'Sign in with your password or a code and delete its passkey here. Whoever finds the device cannot use it without your fingerprint, face or screen lock.',
  },
  one: {
    passkeys: 'Passkeys',
    added: 'Added',
    lastUsed: 'Last used',
    comma: ', ',
    never: 'Not used yet',
    keptIn: 'Kept in',
    synced: 'Your account with the maker of the device; your other devices with that account can use it too',
    local: 'The device on which it was added',
    rename: 'Rename',
    name: 'Name',
    nameHint: 'Whatever you recognise it by, for example: Android phone at home',
    save: 'Save',
    remove: 'Delete',
    removeNote:
      'Once deleted, this passkey no longer signs you in; use your password or a code. Please also delete the copy in the settings of the device.',
    keep: 'Keep',
  },
};
