import type { Sealed } from '../sealed.ts';
import { sealedAs as contactAs } from './aksk/contact-store.ts';
import { shownContext } from './kits/kits.ts';
import { sealedAs as approvedAs } from './registration/approved-store.ts';
import { sealedAs as shownAs } from './secrets/shown-store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'applications',
    column: 'contact_phone',
    reads: ['client_id'],
    context: ({ client_id: ak = '' }) => contactAs('contact_phone', ak),
  },
  {
    table: 'applications',
    column: 'contact_email',
    reads: ['client_id'],
    context: ({ client_id: ak = '' }) => contactAs('contact_email', ak),
  },
  {
    table: 'applications',
    column: 'approved',
    reads: ['client_id'],
    context: ({ client_id: ak = '' }) => approvedAs(ak),
  },
  {
    table: 'shown_secrets',
    column: 'value',
    reads: ['id'],
    context: ({ id = '' }) => shownAs(id),
  },
  {
    table: 'sandbox_kits',
    column: 'shown',
    reads: ['client_id'],
    context: ({ client_id: ak = '' }) => shownContext(ak),
  },
];
