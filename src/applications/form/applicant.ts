import type { Problems } from '../../errors.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { Values } from '../../fields/form.ts';
import type { Profile } from '../../institutions/institution/institution.ts';
import { fact } from '../facts.ts';

type About = { isFirst: boolean; profile: Pick<Profile, 'platformName' | 'platformUrl'> };

/**
 * R19, R20: the guide's demands on an applicant. 联系人证件号码: with the application, and not again for a change, when it may have ended with its
 * time. 云平台应用名称: 如存在线上云平台.
 */
export function applicantProblems(
  { contactIdKind, contactIdNumber, platform }: Values,
  { isFirst, profile }: About,
): Problems {
  const known = profile.platformName || profile.platformUrl;
  return {
    ...(isFirst && contactIdKind === undefined && { contactIdKind: fact('applications.document_missing') }),
    ...(isFirst &&
      contactIdNumber === undefined && { contactIdNumber: ofFields('fields.missing', { label: '证件号码' }) }),
    ...(known && platform === undefined && { platform: fact('applications.platform_missing', { known }) }),
  };
}
