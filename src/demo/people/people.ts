// Invented people: the number range is not given out, the password is printed at every start.
export const demoPhone = '13800008000';
export const demoPassword = 'wenhua-2026';

/** Children of the citizen of the demo; the same password. */
export const children = {
  young: { username: 'xiaohe', nickname: '小禾', age: 9 },
  ofAge: { username: 'xiaoman', nickname: '小满', age: 14 },
} as const;

/** Who works at the back office of the demo. Their second factor is known: the page that asks for it shows the code. */
export const colleagues = {
  owner: { username: 'chenjing', phone: '13800008001', name: '陈静' },
  developer: { username: 'ligong', phone: '13800008002', name: '李工' },
  applicant: { username: 'zhoulan', phone: '13800008003', name: '周岚' },
  reviewer: { username: 'wangshen', phone: '13800008011', name: '王慎', roles: ['reviewer', 'operator'] },
  second: { username: 'zhaofu', phone: '13800008012', name: '赵复', roles: ['reviewer'] },
  administrator: { username: 'sunguan', phone: '13800008013', name: '孙观', roles: ['administrator', 'support'] },
  statistics: { username: 'wuxi', phone: '13800008015', name: '吴析', roles: ['statistics'] },
  statisticsSecond: { username: 'qianhe', phone: '13800008016', name: '钱核', roles: ['statistics'] },
  auditor: { username: 'zhouji', phone: '13800008014', name: '周稽', roles: ['auditor'] },
} as const satisfies Record<
  string,
  { username: string; phone: string; name: string; roles?: readonly [string, ...string[]] }
>;

export type Colleague = keyof typeof colleagues;

/** Base32, as RFC 6238 wants it; it opens nothing but the demo. */
export const demoFactor = 'DEMODEMODEMODEMODEMODEMODEMODEMO';
