import type { ConsoleLetters } from '../../../console/facts.ts';
import type { LicenceLetters } from '../../../licences/facts.ts';
import type { ResourceLetters } from '../../../resources/facts.ts';
import type { ImportLetters } from '../../../resources/imports/facts.ts';
import type { StatisticsLetters } from '../../../statistics/facts.ts';
import { dayName } from '../../../statistics/reports/period.ts';
import type { WebhookLetters } from '../../../webhooks/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { inBeijing, onDay } from './parts.ts';

export const webhooks = {
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

const ofLicence = ({ number, platform }: { number: string; platform: string }) => [
  { label: '许可编号', value: number },
  { label: '使用平台', value: platform },
];

export const licences = {
  'licences.expiring_letter': ({ count, lastDay, ...licence }) => ({
    heading: '资源许可即将到期',
    paragraphs: [
      `资源许可 ${licence.number}（共 ${count} 项资源）的最后一天是 ${lastDay}。`,
      '到期后，请停止使用并删除副本；还要继续使用的，请在到期前重新申请。',
    ],
    details: ofLicence(licence),
    action: '查看许可',
  }),
  'licences.revoked_letter': ({ count, at, reason, ...licence }) => ({
    heading: '资源许可已收回',
    paragraphs: [
      `资源许可 ${licence.number}（共 ${count} 项资源）已于 ${onDay(at)} 收回。`,
      `原因：${reason}`,
      '请立即停止使用并删除副本。对结果有疑问时，请联系运营。',
    ],
    details: ofLicence(licence),
    action: '查看许可',
  }),
} satisfies Letters<LicenceLetters>;

export const imports = {
  'imports.done_letter': ({ name, number, created, updated, revision, left, bad }) => {
    const parts = [
      `新增草稿 ${created} 条`,
      ...(updated > 0 ? [`更新草稿 ${updated} 条`] : []),
      ...(revision > 0 ? [`已发布内容的修订 ${revision} 条`] : []),
      ...(left > 0 ? [`没有改动 ${left} 条`] : []),
      ...(bad > 0 ? [`有问题、没有导入 ${bad} 行`] : []),
    ];
    return {
      heading: '批量上传已导入',
      paragraphs: [`“${name}”（批次 ${number}）：${parts.join('，')}。`, '草稿提交并通过审核后，市民才能看到。'],
      action: '查看这批内容',
    };
  },
} satisfies Letters<ImportLetters>;

export const resources = {
  'resources.copyright_letter': ({ daysLeft, count, titles, lastDay }) => ({
    heading: daysLeft === 1 ? '资源授权明天到期' : `资源授权 ${daysLeft} 天后到期`,
    paragraphs: [
      `贵单位有 ${count} 条已发布的资源，填写的授权截止日期是 ${onDay(lastDay)}：${titles.map((title) => `“${title}”`).join('、')}${count > titles.length ? '等' : ''}。`,
      '过了这一天，它们会自动下线。已经续签授权的，请在此之前修订授权截止日期，并提交审核。',
    ],
    details: [
      { label: '授权截止', value: onDay(lastDay) },
      { label: '涉及资源', value: `${count} 条` },
    ],
    action: '查看资源',
  }),
} satisfies Letters<ResourceLetters>;

export const statistics = {
  'statistics.urge_letter': ({ application, days }) => {
    const named = days.map((day) => dayName(day)).join('、');
    return {
      heading: `请填报 ${dayName(days.at(-1) ?? '')} 的服务数据`,
      paragraphs: [
        `贵单位的应用“${application}”还没有填报 ${named} 的服务数据，共 ${days.length} 天。`,
        '请登录机构后台填报。用接口推送的，请检查推送程序是否正常运行；当天没有访问的，也请填报 0。',
      ],
      details: [
        { label: '应用', value: application },
        { label: '未报日期', value: named },
      ],
      action: '去填报',
    };
  },
} satisfies Letters<StatisticsLetters>;

export const console = {
  'console.recovery_letter': ({ at, left }) => ({
    subject: '您的一个恢复码已被使用',
    heading: '您的一个恢复码已被使用',
    paragraphs: [
      `${inBeijing(at)}（北京时间），有人用恢复码代替动态验证码登录了国家公共文化云后台。您还有 ${left} 个恢复码。`,
      '如果不是您本人操作，请立即修改密码，其他设备会随之退出；再到“登录与安全”重新设置动态验证码。',
    ],
    action: '不是您本人操作时，也请告诉运营',
    sms: `您的一个恢复码刚刚用于登录后台，还有 ${left} 个。如果不是您本人操作，请立即修改密码并联系客服。`,
  }),
  'console.enrolled_letter': ({ at }) => ({
    subject: '您的账号设置了动态验证码',
    heading: '您的账号设置了动态验证码',
    paragraphs: [
      `${inBeijing(at)}（北京时间），您的账号设置了登录后台用的动态验证码。从现在起，登录时填写这个验证器应用显示的数字。`,
      '如果不是您本人操作，请立即用“忘记密码”换一个密码，所有设备会随之退出；再请系统管理员或客服为您重设动态验证码。',
    ],
    action: '查看登录与安全',
    sms: '您的账号刚刚设置了登录后台的动态验证码。如果不是您本人操作，请立即重设密码并联系客服。',
  }),
  'console.reset_letter': ({ at }) => ({
    subject: '您的动态验证码已被重设',
    heading: '您的动态验证码已被重设',
    paragraphs: [
      `${inBeijing(at)}（北京时间），管理员取消了您账号的动态验证码和恢复码。您下次登录后台时重新设置，设置前要用手机号或开通码确认是您本人。`,
      '如果您没有为此联系过管理员，请立即修改密码并告诉客服。',
    ],
    action: '查看登录与安全',
    sms: '管理员取消了您登录后台的动态验证码，下次登录时重新设置。如果您没有申请，请立即修改密码并联系客服。',
  }),
} satisfies Letters<ConsoleLetters>;
