import type { Sealed } from '../sealed.ts';
import { sealedAs as linkAs } from './invitation-link-store.ts';
import { sealedAs as invitationAs } from './invitation-store.ts';
import { sealedAs } from './store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'institutions',
    column: 'profile',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs(id),
  },
  {
    table: 'invitations',
    column: 'phone_sealed',
    reads: ['id'],
    context: ({ id = '' }) => invitationAs(id),
  },
  {
    table: 'invitation_links',
    column: 'token_sealed',
    reads: ['id'],
    context: ({ id = '' }) => linkAs(id),
  },
];
