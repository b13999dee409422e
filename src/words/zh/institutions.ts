import type { InstitutionFacts, InstitutionLetters, InstitutionPageFacts } from '../../institutions/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { inBeijing } from './parts.ts';

const rare = '较少见的类型';

const named = (institution: string) => [{ label: '机构', value: institution }];

/** Another owner was brought by operators: those who are there hear of it. */
const ofOwner = (institution: string, heading: string, paragraph: string) => ({
  heading,
  paragraphs: [paragraph],
  details: named(institution),
  action: '查看成员',
  sms: `${institution}：${heading}。${paragraph}`,
});

export const facts = {
  'institutions.document_sides': '请上传证件的正反两面，现在只有 1 个文件',
  'institutions.not_found': '没有找到这家机构',
  'institutions.disabled': '贵机构已被运营停用，暂时不能使用这项功能，请联系运营',
  'institutions.already_certified': '贵机构已经认证。需要修改资料时，请在“机构资料”页点击【变更】',
  'institutions.not_certified': '贵机构还没有认证，请先完成机构认证',
  'institutions.certified_by_other': ({ head, since }) =>
    `该机构已由 ${head} 于 ${since} 认证。可请管理员邀请您加入该机构`,
  'institutions.cloud_stays': '国家公共文化云自己的机构不能停用',
  'institutions.state_changed': '这家机构的状态刚刚有变动，请刷新页面再看',
  'institutions.reason_missing': '请填写停用的原因，机构会看到它',
  'institutions.reason_long': ({ now }) => `停用的原因最多 500 个字，现在是 ${now} 个`,
  'institutions.code_missing': '请填写统一社会信用代码；还没有的，请填写组织机构代码',
  'institutions.codes_differ': ({ code }) =>
    `组织机构代码与统一社会信用代码第 9 至 17 位（${code}）不一致，请核对或不填`,
  'institutions.disabled_no_members': '这家机构已被停用，不能邀请成员',
  'institutions.cloud_no_members': '国家公共文化云自己的机构没有成员，不能邀请',
  'institutions.operators_invite_owners': '运营只能邀请机构的管理员，其他成员由管理员邀请',
  'institutions.owners_invite': '只有本机构的管理员可以邀请成员',
  'institutions.certified_first': '机构认证通过后可以用短信邀请成员。现在可以发链接或二维码',
  'institutions.link_without_owner': '管理员只能用手机号邀请，请选择别的角色',
  'institutions.many_links': ({ most }) => `没有用过的邀请链接最多 ${most} 个，请先撤销不用的`,
  'institutions.phone_to_join': '请用手机号登录后再接受邀请',
  'institutions.already_member': ({ phone }) => `${phone} 已经是本机构的成员`,
  'institutions.already_invited': ({ phone }) => `已经邀请过 ${phone}，请等待对方接受，或先撤销那份邀请`,
  'institutions.many_invitations': '今天发出的邀请已经很多，请明天再邀请',
  'institutions.not_oneself': '不能邀请自己。请由其他同事邀请，或填写机构管理员的手机号',
  'institutions.operators_agree': '只有运营可以同意这份邀请',
  'institutions.no_waiting_invitation': '没有找到等待同意的邀请，它可能已经同意、撤销或过期',
  'institutions.another_agrees': '邀请是您提出的，或者邀请的就是您，请由另一位同事同意',
  'institutions.invitation_changed': '这份邀请刚刚有变动，请刷新页面再看',
  'institutions.owners_revoke': '只有本机构的管理员可以撤销邀请',
  'institutions.log_in_as_invited': '请用收到邀请的手机号登录后再接受',
  'institutions.has_an_owner': '这家机构已经有管理员，请由本机构的管理员邀请您',
  'institutions.you_are_member': '您已经是这家机构的成员',
  'institutions.invitation_over': '这份邀请已经接受、撤销或过期，或者不是发给您的手机号的。请联系邀请您的管理员',
  'institutions.no_mail': '没有找到这份来件',
  'institutions.no_member': '没有找到这位成员',
  'institutions.last_owner': '至少保留一名管理员',
  'institutions.owners_manage': '只有本机构的管理员可以管理成员',
  'institutions.end_missing': '请填写结束日期，外包开发者到期自动退出',
  'institutions.end_past': '结束日期应为今天或以后',
  'institutions.end_far': '结束日期最长为一年以内，到期后可以再次邀请',
  'institutions.certified_elsewhere': ({ head, day }) => `该机构已由 ${head} 于 ${day} 认证，可请管理员邀请您加入`,
  'institutions.registered_elsewhere': ({ head }) => `该机构已登记（管理员 ${head}），可请管理员邀请您加入`,
  'institutions.register_as_yourself': '请用您自己的账号登录后再注册机构',
  'institutions.registered_already': '您已经登记过这家机构',
  'institutions.too_many_uncertified': ({ most }) => `您已登记 ${most} 家还没有认证的机构，请先完成认证`,
  'institutions.no_such_id': ({ id }) => `没有编号为 ${id} 的机构`,
  'institutions.name_taken': '这家机构已经登记，请在列表中查找',
  'institutions.you_belong': '您是这家机构的成员，请交给其他同事处理',
  'institutions.code_taken': '这个统一社会信用代码（或组织机构代码）刚刚由另一家机构认证，请核对',
  'institutions.only_old_code': '只有组织机构代码，请核对证书是否仍有效',
  'institutions.code_of_other': ({ name }) => `同一代码已由“${name}”认证`,
  'institutions.no_namesake': '没有同名机构',
  'institutions.namesakes': ({ count, standing }) => `另有 ${count} 家同名机构（${standing}），请核对`,
  'institutions.other_document': '不是居民身份证，请对照证件照片核对',
  'institutions.document_right': '校验位相符，出生日期存在',
  'institutions.under_18': '按证件号码未满 18 周岁，请核对',
  'institutions.no_upload': '没有上传',
  'institutions.upload_gone': '有文件已经不在，请退回重新上传',
  'institutions.scans_clear': ({ count }) => `${count} 个文件，清晰度足够`,
  'institutions.scan_small': ({ width, height }) => `图片只有 ${width}×${height}，可能看不清（扫描件应 ≥200 dpi）`,
  'institutions.check_digit_right': '校验位相符',
  'institutions.code_goes': ({ code, type }) => `${code} 为${type ?? rare}，与机构类型一致`,
  'institutions.region_same_city': ({ region }) => `信用代码登记于 ${region}，同属一个市`,
  'institutions.code_unusual': ({ code, type, kind }) => `${code} 为${type ?? rare}，“${kind}”多数不是，请核对证书`,
  'institutions.code_of_other_kind': ({ type, is, kind }) =>
    `统一社会信用代码以 ${type} 开头${is === undefined ? '' : `，是${is}`}，与“${kind}”不一致，请核对机构类型和代码`,
  'institutions.region_same': '与信用代码中的区划一致',
  'institutions.region_near': ({ region }) => `信用代码登记于 ${region}，请核对所在县（市、区）`,
  'institutions.region_far': ({ region }) => `信用代码登记于 ${region}，与所选省份不同，请核对`,
  'institutions.progress_certified': ({ day }) => `${day} 通过`,
  'institutions.progress_none': '准备好机构证件、经办人证件和授权书，约 20 分钟',
  'institutions.next_again': '机构认证没有通过，原因见站内消息，可以重新申请。',
  'institutions.to_again': '重新申请认证',
  'institutions.next_begin': '四步完成对接，预计 3 个工作日。',
  'institutions.to_begin': '开始机构认证',
  'institutions.next_continue': '机构认证填写了一部分，提交后 3 个工作日内答复。',
  'institutions.to_continue': '继续机构认证',
  'institutions.next_correct': '审核员请您修改机构认证的几处内容。',
  'institutions.to_correct': '修改机构认证',
  'institutions.next_wait': '机构认证正在审核。有了结果，我们会用短信、邮件和站内消息告诉您。',
  'institutions.menu_institutions': '机构',
  'institutions.menu_institution': '机构资料',
  'institutions.menu_members': '成员与权限',
} satisfies Catalogue<InstitutionFacts & InstitutionPageFacts>;

export const letters = {
  'institutions.owner_asked_letter': ({ institution, phone }) =>
    ofOwner(
      institution,
      `运营邀请 ${phone} 担任贵机构的管理员`,
      '对方要在另一位运营同意以后才能接受。不是贵机构要求的，请立即联系运营，这份邀请可以撤销。',
    ),
  'institutions.owner_agreed_letter': ({ institution, phone }) =>
    ofOwner(
      institution,
      `${phone} 可以接受邀请，担任贵机构的管理员`,
      '另一位运营已经同意这份邀请。不是贵机构要求的，请立即联系运营，并在“成员与权限”查看成员。',
    ),
  'institutions.joined_letter': ({ institution, who, post }) => ({
    heading: `${who}通过邀请链接加入贵机构`,
    paragraphs: ['不是您邀请的人，请立即在“成员与权限”里移出。'],
    details: [...named(institution), { label: '角色', value: post }],
    action: '查看成员',
  }),
  'institutions.invited_letter': ({ institution, post, href }) => ({
    subject: `${institution}邀请您担任${post}`,
    heading: `${institution}邀请您担任${post}`,
    paragraphs: [`${institution}邀请您在国家公共文化云对接平台担任${post}。请在 7 天内接受，过期后需要重新邀请。`],
    details: [...named(institution), { label: '角色', value: post }],
    action: '查看邀请',
    sms: `${institution}邀请您担任${post}。请在 7 天内用本手机号登录 ${href} 接受；与您无关时不用理会。`,
  }),
  'institutions.disabled_letter': ({ institution, at, reason }) => ({
    heading: '贵机构已被停用',
    paragraphs: [
      `贵机构已于 ${inBeijing(at)} 由国家公共文化云运营停用，全部应用和接口随之停止。资料和设置都会保留。`,
      `停用原因：${reason}`,
      '需要恢复或有疑问时，请联系运营。',
    ],
    details: named(institution),
    action: '查看机构资料',
  }),
  'institutions.enabled_letter': ({ institution, at }) => ({
    heading: '贵机构已恢复使用',
    paragraphs: [`贵机构已于 ${inBeijing(at)} 恢复使用。停用以前的登录不再延续，市民需要重新登录一次。`],
    details: named(institution),
    action: '查看机构资料',
  }),
} satisfies Letters<InstitutionLetters>;
