import { dateTime } from '../../http/pages/text.ts';
import type { ResourceFacts, Shape } from '../../resources/facts.ts';
import { standings } from '../../resources/standing.ts';
import type { Catalogue } from '../catalogue.ts';
import { shouldBe } from './forms.ts';

const shapes: Readonly<Record<Shape, string>> = {
  text: '文字',
  integer: '整数',
  number: '数字',
  boolean: ' true 或 false',
  list: '文字的数组，每项不含换行',
  rows: '对象的数组，成员不含换行和 ｜',
};

export const resources = {
  'resources.no_file': ({ label, id }) => `${label}：没有编号为 ${id} 的文件，请先上传（POST /api/v1/files）`,
  'resources.wrong_file': ({ label }) => `${label}不能用这种文件，请换一个`,
  'resources.unknown_field': '本栏目没有这个字段，请核对名称或删去它',
  'resources.external_id_differs': ({ externalId }) =>
    `请求体中的 external_id 须与地址中的 ${externalId} 相同，或者不写`,
  'resources.in_review_recall': '这条内容正在审核，请先取回（:recall），或等审核有结果再修改',
  'resources.if_match_missing': '请先读取，再把得到的 ETag 写进 If-Match',
  'resources.changed_since_read': '这条内容在读取之后有变动，请重新读取再修改',
  'resources.channel_missing': '请填写 channel（栏目代码）',
  'resources.external_id_missing': '请填写 external_id（本地编号）',
  'resources.data_form': 'data 应为对象：字段和值',
  'resources.twice_in_batch': '这个本地编号在本批中出现了两次，请只写一次',
  'resources.most_items': ({ most, now }) => `一次最多 ${most} 项，现在是 ${now} 项，请分几次发送`,
  'resources.no_channel': ({ channel }) => `没有“${channel}”这个栏目`,
  'resources.external_id_just_taken': '这个本地编号刚刚被另一条内容用了，请换一个，或者再试一次',
  'resources.external_id_bad': '本地编号应为 1 到 64 个字母、数字或 . _ : -',
  'resources.no_channel_here': '没有这个栏目。',
  'resources.no_zone': '没有这个地区的专区。',
  'resources.no_time': '这条内容没有时间，不能加到日历。',
  'resources.no_site_map': '没有这一页网站地图。',
  'resources.not_found': '没有找到这条内容，它可能已被删除',
  'resources.certified_first': '机构认证通过后可以共享资源。请先在“首页”完成机构认证。',
  'resources.referred_missing': ({ externalId }) =>
    `没有找到本地编号为“${externalId}”的已发布内容，请先发布它，或核对编号`,
  'resources.external_id_stays': ({ externalId }) => `本地编号发布后不能再改，请填回 ${externalId}`,
  'resources.external_id_of_program': ({ externalId }) => `这条内容由应用录入，它按本地编号更新，请填回 ${externalId}`,
  'resources.external_id_used': ({ externalId }) => `本地编号“${externalId}”已用于本栏目的另一条内容，请换一个`,
  'resources.not_published': '这条内容现在没有发布，不需要撤回',
  'resources.picture_answered': ({ label, status }) => `${label}的地址返回 ${status}，请核对或改为上传`,
  'resources.picture_large': ({ label }) => `${label}超过 10 MB，请压缩后再提交`,
  'resources.picture_unreachable': ({ label }) => `${label}的地址打不开，请核对它能从公网访问，或改为上传`,
  'resources.picture_not_cut': ({ label }) => `${label}打不开，不能裁剪，请重新上传`,
  'resources.picture_not_fetched': ({ label }) => `${label}还没有取到，请稍后再提交`,
  'resources.picture_not_done': ({ label }) => `${label}还没有完成，请稍后再提交`,
  'resources.no_preview': '这份申请没有预览',
  'resources.no_picture': '没有这张图片',
  'resources.no_captions': '没有字幕',
  'resources.gone_withdrawn': '这条内容已由发布机构撤回，不再显示。',
  'resources.gone_expired': '这条内容已到下线时间，不再显示。',
  'resources.gone_disabled': '发布这条内容的机构已停用，内容不再显示。',
  'resources.no_entry_here': '没有找到这条内容，网址可能写错了。',
  'resources.no_home_here': '没有找到这家机构的主页，网址可能写错了。',
  'resources.deleted': '这条内容已被删除，请退回',
  'resources.just_changed': '这条内容刚刚有变动，请重新提交',
  'resources.term_over': '授权截止或下线时间已过，请改好后再提交',
  'resources.synonyms_just_changed': '词表刚刚有人改过。请打开这一页的最新版本，再把您的修改写进去',
  'resources.synonyms_line': ({ line, mostWords, longest }) =>
    `第 ${line} 行：每组应为 2 至 ${mostWords} 个词，每个词 2 至 ${longest} 个字或字母`,
  'resources.synonyms_most': ({ most, now }) => `最多 ${most} 组同义词，现在是 ${now} 组`,
  'resources.already_over': '授权截止或下线时间已过，请退回，请机构改好后再提交',
  'resources.sandbox_no_review': '沙箱里提交后立即通过，没有可以取回的审核',
  'resources.withdrawal_reason': '请填写撤回的原因',
  'resources.no_live': ({ channel }) => `${channel}没有免审核的实时信息`,
  'resources.published_stays': '已发布的内容不能直接修改或删除。可以提交修订版或申请撤回。',
  'resources.role_may_not': '您的角色不能修改资源，请联系本机构的管理员',
  'resources.no_draft': '这条内容没有草稿或修订版',
  'resources.edit_draft': '这条内容现在没有发布，可以直接修改草稿',
  'resources.in_review_recall_first': '这条内容正在审核，请先撤回再删除',
  'resources.entered_by_other': ({ externalId, way }) =>
    `本地编号“${externalId}”的内容由${way}录入，不能由这里修改。请换一个编号；需要由本应用继续维护时，请本机构管理员在“应用与密钥”中这个应用的“能力”页允许它接管`,
  'resources.no_zone_start': '没有这个地区的专区，请从“地方专区”开始查找。',
  'resources.zone_ended': ({ name, validTo }) => `${name}已于 ${validTo} 停用，请从“地方专区”查找现在的地区。`,
  'resources.way_nameless': ({ clientId }) => `AK 为 ${clientId} 的应用`,
  'resources.way_named': ({ name, clientId }) => `应用“${name}”（AK ${clientId}）`,
  'resources.way_people': '本机构的人员',
  'resources.external_id_form': ({ label }) => shouldBe(label, ' 1 到 64 个字母、数字或 . _ : -'),
  'resources.shape': ({ label, shape }) => ({
    ...shouldBe(label, shapes[shape]),
    reason: `${label}应为${shapes[shape]}`,
    advice: '按接口文档的类型填写',
  }),
  'resources.alike': ({ title, standing, institution, externalId, startsAt }) => {
    const about = [externalId, startsAt && dateTime(new Date(startsAt)), standings[standing]].filter(Boolean);
    return `与${institution ?? '本机构'}的《${title}》（${about.join('，')}）很像`;
  },
  'resources.check_alike': ({ alike }) => `${alike}，请核对是否重复`,
  'resources.hint_alike': ({ alike }) => `${alike}。同一件事不用再填；不是同一件时可以照常提交。`,
  'resources.external_ids_twice': '本地编号不能重复',
} satisfies Catalogue<ResourceFacts>;
