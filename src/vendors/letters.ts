import { newId } from '../crypto/secrets.ts';
import type { Connection } from '../database/open.ts';
import { shortDay } from '../http/pages/text.ts';
import type { TellHeads } from '../notices/heads.ts';
import type { NoticeEvent } from '../notices/matrix.ts';
import type { Authorisation } from './store.ts';

type Needs = { tellHeads: TellHeads; publicUrl: URL };

/** What institutions and their developers hear of authorisations: the 管理员 and 经办人 of both. */
export function createVendorLetters({ tellHeads, publicUrl }: Needs) {
  const write = async (
    trx: Connection,
    institutionId: string,
    event: NoticeEvent,
    key: string,
    { path, ...words }: { heading: string; paragraphs: string[]; action: string; path: string },
  ): Promise<void> => {
    const letter = { ...words, facts: [], href: `${publicUrl.origin}${path}` };
    await tellHeads(trx, { event, key, institutionId, letter });
  };
  const desk = { action: '打开服务的机构', path: '/console/vendor' };
  const own = { action: '查看授权', path: '/console/vendors' };

  return {
    granted: (trx: Connection, { id, vendorId, institution, endsOn }: Authorisation) =>
      write(trx, vendorId, 'vendor.granted', `vendor.granted:${id}`, {
        ...{ heading: `${institution}授权贵公司维护它的应用`, ...desk },
        paragraphs: [`授权到 ${shortDay(endsOn)}。可以延长有效期、看调用记录、做在线验证、申请更换回调地址。`],
      }),

    ended: (trx: Connection, { id, vendorId, institution }: Authorisation) =>
      write(trx, vendorId, 'vendor.ended', `vendor.ended:${id}`, {
        ...{ heading: `${institution}结束了对贵公司的授权`, ...desk },
        paragraphs: ['从现在起，您看不到它的应用。已经做的操作都有记录，留给机构。'],
      }),

    /** R32 in spirit: once to each side for one end. */
    async ending(trx: Connection, { id, vendorId, vendor, institutionId, institution, endsOn }: Authorisation) {
      const key = `vendor.ending:${id}:${endsOn}`;
      const until = `授权的最后一天是 ${shortDay(endsOn)}，之后自动停止。`;
      await write(trx, vendorId, 'vendor.ending', key, {
        ...{ heading: `${institution}的授权快到期`, ...desk },
        paragraphs: [until, '还要继续时，请机构管理员在“开发公司”里改最后一天。'],
      });
      await write(trx, institutionId, 'vendor.ending', key, {
        ...{ heading: `对${vendor}的授权快到期`, ...own },
        paragraphs: [until, '还要请它继续维护时，请在“开发公司”里改最后一天。'],
      });
    },

    redirects: (
      trx: Connection,
      given: { institutionId: string; vendor: string; application: string; submissionId: string },
    ) =>
      write(trx, given.institutionId, 'vendor.redirects', `vendor.redirects:${newId()}`, {
        heading: `${given.vendor}申请更换“${given.application}”的回调地址`,
        paragraphs: ['申请已提交审核，通过后生效。如果不是贵机构同意的，请撤回申请，并结束授权。'],
        ...{ action: '查看申请', path: `/console/submissions/${given.submissionId}` },
      }),
  };
}

export type VendorLetters = ReturnType<typeof createVendorLetters>;
