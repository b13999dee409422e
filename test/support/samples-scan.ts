import type { Sample } from './sample.ts';
import { at, form, qingxi } from './sample-values.ts';

const qr = { size: 37, path: 'M4 4h1v1h-1z' };
const screen = { ...form, qr, match: '7F3 K2M', secondsLeft: 98, phone: undefined, who: undefined };
const page = (title: string) => ({ title, layout: 'citizen' as const });
const scan = { match: '7F3 K2M', device: 'Windows 电脑 · Edge', at: at('2026-11-24T10:30:00Z'), isSameNetwork: true };
const phone = { code: 'bm9uY2Vib25jZQ-_', client: qingxi };
/** 扫码登录, on both screens. */
export const scanSamples: Readonly<Record<string, Sample>> = {
  scan: {
    view: 'oidc/scan',
    data: { ...screen, state: 'waiting' },
    page: page('用手机扫一扫'),
  },
  'scan-scanned': {
    view: 'oidc/scan',
    data: {
      ...screen,
      state: 'scanned',
      phone: '安卓 · 微信',
    },
    page: page('请在手机上确认'),
  },
  'scan-confirmed': {
    view: 'oidc/scan',
    data: {
      ...screen,
      state: 'confirmed',
      who: { label: '张*（138****8000）', known: false },
    },
    page: page('已在手机上确认'),
  },
  'scan-refused': {
    view: 'oidc/scan',
    data: { ...screen, state: 'refused' },
    page: page('手机上取消了登录'),
  },
  'scan-over': {
    view: 'oidc/scan',
    data: { ...screen, state: 'over', secondsLeft: 0 },
    page: page('二维码已失效'),
  },
  'scan-phone': {
    view: 'oidc/scan-phone',
    data: { ...phone, state: 'scanned', scan },
    page: page('是您在登录吗'),
  },
  'scan-phone-elsewhere-network': {
    view: 'oidc/scan-phone',
    data: { ...phone, state: 'scanned', scan: { ...scan, isSameNetwork: false } },
    page: page('是您在登录吗'),
  },
  'scan-phone-confirmed': {
    view: 'oidc/scan-phone',
    data: { ...phone, state: 'confirmed', scan },
    page: page('已确认登录'),
  },
  'scan-phone-refused': {
    view: 'oidc/scan-phone',
    data: { ...phone, state: 'refused', scan },
    page: page('已拒绝这次登录'),
  },
  'scan-phone-taken': {
    view: 'oidc/scan-phone',
    data: { ...phone, state: 'taken', scan },
    page: page('这个二维码已被扫过'),
  },
  'scan-phone-over': {
    view: 'oidc/scan-phone',
    data: { code: phone.code, state: 'over' },
    page: page('二维码已失效'),
  },
  'scan-phone-limited': {
    view: 'oidc/scan-phone',
    data: { code: phone.code, state: 'limited', why: '扫码的次数过多，请 3 分钟后再试' },
    page: page('请稍后再扫'),
  },
};
