import type { WebhookFacts, WebhookLetters, WebhookPageFacts } from '../../webhooks/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';

export const facts = {
  'webhooks.ask_remove': '删除这个接收地址？\n以后的事件不再发到这里，还没有送到的也不再发送。\n删除接收地址',
  'webhooks.address_form': '接收地址应以 https:// 开头，最多 500 个字符',
  'webhooks.no_password': '接收地址中不要写用户名和密码',
  'webhooks.no_fragment': '接收地址不要带 # 后面的部分',
  'webhooks.claim_first': '没有领回的沙箱密钥不能登记接收地址，请用 GET /api/v1/changes 取回；登录后领回，就可以登记',
  'webhooks.public_https': '接收地址须以 https:// 开头，并且能从公网访问，不能是内网地址',
  'webhooks.purpose_long': '用途最多 100 个字',
  'webhooks.unknown_event': ({ type }) => `没有“${type}”这种事件`,
  'webhooks.most_endpoints': ({ most }) => `最多登记 ${most} 个接收地址，请先删除不用的`,
  'webhooks.changed': '这个接收地址刚刚有变动，请再试一次',
  'webhooks.not_found': '没有找到这个接收地址，它可能已被删除',
  'webhooks.role_may_not': '您的角色不能管理事件通知，请联系本机构的管理员',
  'webhooks.own_ak_only': '您只负责部分应用：请用这些应用自己的 AK 登记接收地址',
  'webhooks.no_delivery': '没有找到这次投递，投递记录保留 30 天',
  'webhooks.disabled': '这个接收地址已停用，请先启用',
  'webhooks.redirected': '接收地址要求跳转，请登记最后的地址',
  'webhooks.answered': ({ status }) => `接收地址返回 ${status}`,
  'webhooks.endpoint_disabled': '接收地址已停用',
  'webhooks.not_public': '接收地址不是公网地址，没有投递',
  'webhooks.no_answer': '15 秒内没有回答',
  'webhooks.unreachable': '接收地址打不开，请核对它能从公网访问',
  'webhooks.address_known': '这个接收地址已经登记过',
  'webhooks.test_sent': '测试事件已发出，几秒后刷新本页看结果。',
  'webhooks.delivering_again': '正在重新投递，几秒后刷新本页看结果。',
  'webhooks.paused': '接收地址已停用。',
  'webhooks.resumed': '接收地址已启用。',
  'webhooks.off_failing': '连续 5 天没有投递成功，已停用',
  'webhooks.off_gone': '接收地址返回 410，已停用',
  'webhooks.off_paused': '已停用',
  'webhooks.retrying': '正在重试',
  'webhooks.menu_webhooks': '事件通知',
  'webhooks.do_add': '添加事件通知地址',
  'webhooks.types_form': 'types 应为事件名称的数组',
  'webhooks.types_most': 'types 最多 50 项',
  'webhooks.url_missing': '请填写 url',
  'webhooks.endpoint_id_form': 'endpoint_id 应为接收地址的编号',
} satisfies Catalogue<WebhookFacts & WebhookPageFacts>;

export const letters = {
  'webhooks.disabled_letter': ({ url, host, isGone }) => ({
    heading: '事件通知的接收地址已停用',
    paragraphs: [
      `贵单位登记的接收地址 ${host} 已停用：${isGone ? '它返回了 410，表示不再接收。' : '它已经连续 5 天没有成功收到任何一次投递。'}`,
      '修好后请在“事件通知”页面重新启用。停用期间的事件可以用 GET /api/v1/changes 补取，不会丢失。',
    ],
    details: [{ label: '接收地址', value: url }],
    action: '查看事件通知',
  }),
} satisfies Letters<WebhookLetters>;
