/** Permissions that an authorisation gives a developer on the AKs of an institution. Every check uses this list, and the pages show it. */
export const abilities = {
  renew: { may: true, title: '延长有效期' },
  log: { may: true, title: '看调用记录' },
  verify: { may: true, title: '做在线验证' },
  redirects: { may: true, title: '申请更换回调地址（机构管理员会收到通知）' },
  secrets: { may: false, title: '看或更换 SK' },
  citizens: { may: false, title: '看市民资料' },
  figures: { may: false, title: '看或填报服务数据' },
  resources: { may: false, title: '提交或修改资源' },
  members: { may: false, title: '管理成员' },
} as const satisfies Record<string, { may: boolean; title: string }>;

export type Ability = keyof typeof abilities;
/** Permitted abilities. */
export type Allowed = { [Name in Ability]: (typeof abilities)[Name]['may'] extends true ? Name : never }[Ability];

export const titlesOf = (may: boolean): string[] =>
  Object.values(abilities)
    .filter((each) => each.may === may)
    .map(({ title }) => title);
