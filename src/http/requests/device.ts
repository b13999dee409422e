const systems: readonly [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/i, '鸿蒙'],
  [/iPhone/i, 'iPhone'],
  [/iPad/i, 'iPad'],
  [/Android/i, '安卓'],
  [/Windows/i, 'Windows 电脑'],
  [/Mac OS X/i, 'Mac 电脑'],
  [/Linux/i, 'Linux 电脑'],
];
const browsers: readonly [RegExp, string][] = [
  [/MicroMessenger/i, '微信'],
  [/DingTalk/i, '钉钉'],
  [/AlipayClient/i, '支付宝'],
  [/Edg/, 'Edge'],
  [/Firefox/i, 'Firefox'],
  [/UCBrowser/i, 'UC 浏览器'],
  [/MQQBrowser|QQBrowser/i, 'QQ 浏览器'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];

/** A browser as its owner would recognise it in the login history: iPhone · 微信. */
export function describeDevice(userAgent: string): string {
  const name = (list: readonly [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [name(systems), name(browsers)].filter((part) => part !== undefined).join(' · ') || '未知设备';
}

/** Whether it is held in the hand, as far as it says so: a phone, and no tablet or desk. */
export const isHandheld = (userAgent: string): boolean =>
  /iPhone|Android.*Mobile|HarmonyOS.*Mobile|Mobile.*(HarmonyOS|OpenHarmony)|Windows Phone/i.test(userAgent);
