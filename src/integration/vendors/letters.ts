import type { MemberRole } from '../../actor.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { NoticeEvent } from '../../notices/matrix.ts';
import { may } from '../policies.ts';
import { letter } from './facts.ts';
import type { Authorisation } from './store.ts';

type Needs = { notifyManagers: NotifyManagers; publicUrl: URL };

const desk = '/console/vendor';
const own = '/console/vendors';

/** Letters about authorisations to institutions and their developers: the 管理员 and 经办人 of both. */
export function createVendorLetters({ notifyManagers, publicUrl }: Needs) {
  const write = async (
    trx: Connection,
    institutionId: string,
    event: NoticeEvent,
    key: string,
    { said, path, roles }: { said: Fact; path: string; roles?: readonly MemberRole[] },
  ): Promise<void> => {
    const href = `${publicUrl.origin}${path}`;
    await notifyManagers(trx, { event, key, institutionId, letter: said, href, ...(roles && { roles }) });
  };

  return {
    granted: (trx: Connection, { id, vendorId, institution, endsOn }: Authorisation) =>
      write(trx, vendorId, 'vendor.granted', `vendor.granted:${id}`, {
        said: letter('vendors.granted_letter', { institution, endsOn }),
        path: desk,
      }),

    ended: (trx: Connection, { id, vendorId, institution }: Authorisation) =>
      write(trx, vendorId, 'vendor.ended', `vendor.ended:${id}`, {
        said: letter('vendors.ended_letter', { institution }),
        path: desk,
      }),

    /** R32 in spirit: once to each side for one end. */
    async ending(trx: Connection, { id, vendorId, vendor, institutionId, institution, endsOn }: Authorisation) {
      const key = `vendor.ending:${id}:${endsOn}`;
      await write(trx, vendorId, 'vendor.ending', key, {
        said: letter('vendors.ending_letter', { toVendor: true, other: institution, endsOn }),
        path: desk,
      });
      await write(trx, institutionId, 'vendor.ending', key, {
        said: letter('vendors.ending_letter', { toVendor: false, other: vendor, endsOn }),
        path: own,
        roles: may('see vendors, and end their access').roles,
      });
    },

    redirects: (
      trx: Connection,
      given: { institutionId: string; vendor: string; application: string; submissionId: string },
    ) =>
      write(trx, given.institutionId, 'vendor.redirects', `vendor.redirects:${newId()}`, {
        said: letter('vendors.redirects_letter', { vendor: given.vendor, application: given.application }),
        path: `/console/submissions/${given.submissionId}`,
      }),
  };
}

export type VendorLetters = ReturnType<typeof createVendorLetters>;
