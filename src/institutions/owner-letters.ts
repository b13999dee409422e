import { maskMobile } from '../fields/china/mobile.ts';
import { maskName } from '../fields/person-name.ts';
import type { Letter } from '../notices/letter.ts';
import type { Notice } from '../notices/service.ts';
import type { InvitationLink } from './invitation-link-store.ts';
import type { Invitation } from './invitation-store.ts';

type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

const words = {
  asked: (phone: string) => ({
    heading: `运营邀请 ${phone} 担任贵机构的管理员`,
    paragraph: '对方要在另一位运营同意以后才能接受。不是贵机构要求的，请立即联系运营，这份邀请可以撤销。',
  }),
  agreed: (phone: string) => ({
    heading: `${phone} 可以接受邀请，担任贵机构的管理员`,
    paragraph: '另一位运营已经同意这份邀请。不是贵机构要求的，请立即联系运营，并在“成员与权限”查看成员。',
  }),
};

/** What the owners of an institution are told when operators bring another one. */
export function ownerNotice(
  step: keyof typeof words,
  { id, institutionId, institution, phone }: Pick<Invitation, 'id' | 'institutionId' | 'institution' | 'phone'>,
  owner: Person,
  origin: string,
): Notice {
  const { heading, paragraph } = words[step](maskMobile(phone));
  const letter: Letter = {
    subject: `【国家公共文化云】${heading}`,
    heading,
    to: `${institution} ${owner.nickname}`,
    paragraphs: [paragraph],
    facts: [{ label: '机构', value: institution }],
    action: '查看成员',
    href: `${origin}/console/members`,
    because: '您收到它，是因为您是这家机构的管理员。',
  };
  return {
    event: 'institution.owner_invited',
    key: `institution.owner_invited:${step}:${id}:${owner.id}`,
    recipient: { kind: 'account', id: owner.id, email: owner.email, phone: owner.phone, institutionId },
    letter,
    sms: `【国家公共文化云】${institution}：${heading}。${paragraph}`,
  };
}

/** What they are told when somebody accepted whom they handed a link to. */
export function joinedNotice(
  { id, institutionId, institution }: Pick<InvitationLink, 'id' | 'institutionId' | 'institution'>,
  post: string,
  joined: Person,
  owner: Person,
  origin: string,
): Notice {
  const who = `${maskName(joined.nickname)}（${maskMobile(joined.phone ?? '')}）`;
  const heading = `${who}通过邀请链接加入贵机构`;
  const letter: Letter = {
    subject: `【国家公共文化云】${heading}`,
    heading,
    to: `${institution} ${owner.nickname}`,
    paragraphs: ['不是您邀请的人，请立即在“成员与权限”里移出。'],
    facts: [
      { label: '机构', value: institution },
      { label: '角色', value: post },
    ],
    action: '查看成员',
    href: `${origin}/console/members`,
    because: '您收到它，是因为您是这家机构的管理员。',
  };
  return {
    event: 'institution.joined_by_link',
    key: `institution.joined_by_link:${id}:${owner.id}`,
    recipient: { kind: 'account', id: owner.id, email: owner.email, phone: owner.phone, institutionId },
    letter,
  };
}
